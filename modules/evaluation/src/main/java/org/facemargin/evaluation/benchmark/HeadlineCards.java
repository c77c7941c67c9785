package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.MetricValue;
import org.facemargin.report.Block;
import org.facemargin.report.Words;

/** The numbers a page is read for, as cards; ids of numbers in words. */
public final class HeadlineCards {

  private static final Pattern ID =
      Pattern.compile("([a-z_]+(?:-[0-9]+)?)(?:@(?:far=|fpir=)?([0-9e.-]+))?(?:,(.+))?");

  private HeadlineCards() {}

  /** One card a number that is there, the first one leading. */
  public static List<Block.Headline> of(MeasuredValues measured, String... ids) {
    List<Block.Headline> cards = new ArrayList<>();
    for (String id : ids) {
      measured.values().stream()
          .filter(value -> value.id().equals(id))
          .findFirst()
          .ifPresent(value -> cards.add(card(value, cards.isEmpty())));
    }
    return cards;
  }

  /** The card of one number. */
  public static Block.Headline card(MetricValue value, boolean leading) {
    return new Block.Headline(
        words(value.id()), Words.value(value), Words.intervals(value), leading);
  }

  /** What a number is, in words; ids without such words stay as they are. */
  public static String words(String id) {
    Matcher matcher = ID.matcher(id);
    if (!matcher.matches()) {
      return id;
    }
    String name = name(matcher.group(1));
    if (name.isEmpty()) {
      return id;
    }
    StringBuilder text = new StringBuilder(name);
    if (matcher.group(2) != null) {
      text.append(place(matcher.group(1), matcher.group(2)));
    }
    if (matcher.group(3) != null) {
      text.append(", ")
          .append(matcher.group(3).replace("mean", "mean of both galleries").replace('_', ' '));
    }
    return text.toString();
  }

  private static String name(String key) {
    if (key.startsWith("rank-")) {
      return "Rank-" + key.substring("rank-".length());
    }
    return switch (key) {
      case "accuracy" -> "Accuracy";
      case "val" -> "TAR over the folds (val)";
      case "auc" -> "Area under the ROC (AUC)";
      case "eer" -> "Equal error rate (EER)";
      case "tar_iso" -> "TAR";
      case "tar_nearest" -> "TAR, nearest rule,";
      case "tpir" -> "TPIR";
      default -> "";
    };
  }

  private static String place(String key, String at) {
    if (key.startsWith("rank-")) {
      return String.format(Locale.ROOT, " among %,d distractors", Long.parseLong(at));
    }
    return " at " + (key.equals("tpir") ? "FPIR " : "FAR ") + at;
  }
}
