package org.facemargin.experiments.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.files.yaml.ConfigReader;

/**
 * A sweep.
 *
 * @param name the file's name without its extension
 * @param title what it asks
 * @param base the run that is changed
 * @param seeds one run a seed and variant
 * @param variants what is changed
 * @param benchmark benchmark the report is about
 * @param metric metric the report is about
 * @param curve the swept key whose values are the horizontal axis, if there is one
 * @param notes what a reader must know
 */
public record SweepSpec(
    String name,
    String title,
    Path base,
    List<Long> seeds,
    List<Variant> variants,
    String benchmark,
    String metric,
    Optional<String> curve,
    List<String> notes) {

  /** The schema of sweep files. */
  public static final String SCHEMA = "sweep/1";

  public SweepSpec {
    seeds = List.copyOf(seeds);
    variants = List.copyOf(variants);
    notes = List.copyOf(notes);
  }

  /**
   * One set of changes.
   *
   * @param label what the report calls it
   * @param series the curve it belongs to; empty for the only one
   * @param overrides {@code key.path=value} each
   */
  public record Variant(String label, String series, List<String> overrides) {

    public Variant {
      overrides = List.copyOf(overrides);
    }

    /** The value this variant gives to {@code key}, if it gives one. */
    public Optional<String> valueOf(String key) {
      return overrides.stream()
          .filter(override -> override.startsWith(key + "="))
          .map(override -> override.substring(key.length() + 1))
          .findFirst();
    }
  }

  /** One run of the sweep. */
  public record Cell(Variant variant, long seed) {

    /** Names the cell in files. */
    public String slug() {
      return variant.label().replaceAll("[^A-Za-z0-9.=_-]+", "-") + "-seed" + seed;
    }

    /** The cell's run. */
    public RunConfig config(SweepSpec sweep) {
      List<String> overrides = new ArrayList<>(variant.overrides());
      overrides.add("seed=" + seed);
      RunConfig base = RunConfig.read(sweep.base(), overrides);
      return base.named(sweep.name() + "/" + variant.label());
    }
  }

  /** Reads a sweep. */
  public static SweepSpec read(Path file) {
    ConfigReader reader = ConfigReader.read(file);
    reader.schema(SCHEMA);
    List<Variant> variants = new ArrayList<>();
    for (ConfigReader item : reader.sections("list")) {
      variants.add(new Variant(item.word("label"), item.word("series", ""), item.words("set")));
    }
    List<Variant> grid = grid(reader.sectionOrEmpty("grid"));
    List<Variant> all = variants.isEmpty() ? grid : times(variants, grid);
    List<Long> seeds = reader.wholeNumbers("seeds", 0, Long.MAX_VALUE);
    if (seeds.isEmpty()) {
      throw reader.error("seeds", "is missing or empty, expected at least one seed");
    }
    if (all.size() != all.stream().map(Variant::label).distinct().count()) {
      throw reader.error("list", "holds a label twice");
    }
    SweepSpec spec =
        new SweepSpec(
            RunConfig.nameOf(file),
            reader.word("title"),
            reader.path("base"),
            seeds,
            all,
            reader.word("benchmark"),
            reader.word("metric"),
            reader.has("curve") ? Optional.of(reader.word("curve")) : Optional.empty(),
            reader.words("notes"));
    reader.finish();
    return spec;
  }

  /**
   * This sweep with keys set in every run.
   *
   * @param overrides {@code key.path=value} each
   * @throws ConfigurationException for a key that the sweep varies
   */
  public SweepSpec with(List<String> overrides) {
    for (String override : overrides) {
      String key = override.replaceFirst("=.*", "");
      if (variants.stream().anyMatch(variant -> variant.valueOf(key).isPresent())) {
        throw new ConfigurationException(
            "--set " + override + ": the sweep varies this key itself.");
      }
    }
    List<Variant> changed =
        variants.stream()
            .map(
                variant -> {
                  List<String> all = new ArrayList<>(variant.overrides());
                  all.addAll(overrides);
                  return new Variant(variant.label(), variant.series(), all);
                })
            .toList();
    return new SweepSpec(name, title, base, seeds, changed, benchmark, metric, curve, notes);
  }

  private static List<Variant> grid(ConfigReader section) {
    List<Variant> all = List.of(new Variant("", "", List.of()));
    for (Map.Entry<String, List<String>> axis : section.remainingLists().entrySet()) {
      List<Variant> longer = new ArrayList<>();
      for (Variant variant : all) {
        for (String value : axis.getValue()) {
          String change = axis.getKey() + "=" + value;
          longer.add(joined(variant, new Variant(change, "", List.of(change))));
        }
      }
      all = longer;
    }
    return all;
  }

  private static List<Variant> times(List<Variant> list, List<Variant> grid) {
    List<Variant> all = new ArrayList<>();
    for (Variant outer : list) {
      for (Variant inner : grid) {
        Variant both = joined(outer, inner);
        all.add(new Variant(both.label(), series(outer), both.overrides()));
      }
    }
    return all;
  }

  private static String series(Variant variant) {
    return variant.series().isEmpty() ? variant.label() : variant.series();
  }

  private static Variant joined(Variant one, Variant two) {
    List<String> overrides = new ArrayList<>(one.overrides());
    overrides.addAll(two.overrides());
    String label =
        one.label().isEmpty() || two.label().isEmpty()
            ? one.label() + two.label()
            : one.label() + " " + two.label();
    return new Variant(label, "", overrides);
  }

  /** Every run, seeds outermost: a sweep that is stopped half way has every variant once. */
  public List<Cell> cells() {
    return seeds.stream()
        .flatMap(seed -> variants.stream().map(variant -> new Cell(variant, seed)))
        .toList();
  }
}
