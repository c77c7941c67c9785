package org.facemargin.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;

/** Something a page shows. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "block")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Block.Headlines.class, name = "headlines"),
  @JsonSubTypes.Type(value = Block.Progress.class, name = "progress"),
  @JsonSubTypes.Type(value = Block.Charts.class, name = "charts"),
  @JsonSubTypes.Type(value = Block.Table.class, name = "table"),
  @JsonSubTypes.Type(value = Block.Facts.class, name = "facts"),
  @JsonSubTypes.Type(value = Block.Pairs.class, name = "pairs"),
  @JsonSubTypes.Type(value = Block.Figure.class, name = "figure"),
  @JsonSubTypes.Type(value = Block.Folded.class, name = "folded")
})
public sealed interface Block {

  /** Whether there is nothing to show. */
  default boolean showsNothing() {
    return false;
  }

  /** What a page says where there is nothing to show. */
  default String insteadOfNothing() {
    return "Nothing to show.";
  }

  /** Numbers to be seen first. */
  record Headlines(List<Headline> items) implements Block {

    public Headlines {
      items = List.copyOf(items);
    }

    @Override
    public boolean showsNothing() {
      return items.isEmpty();
    }

    @Override
    public String insteadOfNothing() {
      return "No numbers yet.";
    }
  }

  /**
   * One number to be seen first.
   *
   * @param label what it is
   * @param value the number, formatted, with its unit
   * @param note its interval, or what to compare it with; may be empty
   * @param leading whether it is the one the page is about
   */
  record Headline(String label, String value, String note, boolean leading) {}

  /**
   * How far something under way has come.
   *
   * @param done share done, from 0 to 1
   * @param text the same in words, with what is left
   */
  record Progress(double done, String text) implements Block {}

  /** Charts side by side where there is room. */
  record Charts(List<Chart> items) implements Block {

    public Charts {
      items = List.copyOf(items);
    }

    @Override
    public boolean showsNothing() {
      return items.isEmpty();
    }

    @Override
    public String insteadOfNothing() {
      return "No curves: nothing has been measured yet.";
    }
  }

  /** A table. */
  record Table(ReportTable table) implements Block {

    @Override
    public boolean showsNothing() {
      return table.rows().isEmpty();
    }

    @Override
    public String insteadOfNothing() {
      return (table.title().isEmpty() ? "" : table.title() + ": ") + "no rows yet.";
    }
  }

  /** Names and values; values may be long, such as hashes. */
  record Facts(String caption, List<Fact> items) implements Block {

    public Facts {
      items = List.copyOf(items);
    }

    @Override
    public boolean showsNothing() {
      return items.isEmpty();
    }

    @Override
    public String insteadOfNothing() {
      return caption + (caption.isEmpty() ? "Nothing is known." : ": nothing is known.");
    }

    /** From a map, in its order. */
    public static Facts of(String caption, Map<String, String> values) {
      return new Facts(
          caption,
          values.entrySet().stream().map(e -> new Fact(e.getKey(), e.getValue())).toList());
    }
  }

  /** A name and its value. */
  record Fact(String name, String value) {}

  /** Pairs of faces with what was said of them. */
  record Pairs(String caption, List<Pair> items) implements Block {

    public Pairs {
      items = List.copyOf(items);
    }

    @Override
    public boolean showsNothing() {
      return items.isEmpty();
    }

    @Override
    public String insteadOfNothing() {
      return caption + ": there is no such pair.";
    }
  }

  /**
   * Two pictures and a verdict.
   *
   * @param left first picture
   * @param right second picture
   * @param text the score, in words
   * @param rightly whether the verdict is right
   */
  record Pair(Picture left, Picture right, String text, boolean rightly) {}

  /** One picture in its own figure. */
  record Figure(String caption, Picture picture) implements Block {}

  /** A text that keeps its lines, folded away until asked for. */
  record Folded(String summary, String text) implements Block {}
}
