package org.facemargin.experiments.figures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.facemargin.core.Progress;
import org.facemargin.core.RandomStream;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.facemargin.margins.regularisers.CentreRegulariser;
import org.facemargin.margins.regularisers.CentreRegulariserFactory;
import org.facemargin.margins.theory.CollapseSimulation;
import org.facemargin.margins.theory.CollapseSimulation.Point;
import org.facemargin.margins.theory.CollapseSimulation.Setting;
import org.facemargin.margins.theory.PolarCollapse;
import org.facemargin.report.ReportTable;

/**
 * Polar collapse with and without its cures, in simulation: WACV 2023, figure 1b without pictures.
 * A linear embedding, which is the reference probe, and one with hidden units.
 *
 * @param amplitude AmpFace's m0
 * @param steps steps a run
 * @param seeds runs a cure and embedding
 * @param hidden hidden units of the second embedding, 0 for the linear one alone
 */
public record CollapseStudy(double amplitude, int steps, int seeds, int hidden) {

  /** Points of each curve. */
  private static final int POINTS = 50;

  /** The cures, by the names in result.json. */
  private static final List<String> CURES = List.of("none", "reg_ss", "wc_relu", "uniform_face");

  /**
   * One run.
   *
   * @param cure what was done against collapse
   * @param embedding "linear" or "hidden_64"
   * @param seed its seed
   * @param mean_target_cosine at the end
   * @param mean_centre_norm at the end
   * @param nearest_is_target share of the last batch whose nearest centre is its own
   * @param collapsed whether it collapsed
   * @param curve its course
   */
  public record Run(
      String cure,
      String embedding,
      long seed,
      double mean_target_cosine,
      double mean_centre_norm,
      double nearest_is_target,
      boolean collapsed,
      List<Point> curve) {}

  /** Whether a run that ends there has collapsed. */
  static boolean collapsed(Point end) {
    return PolarCollapse.seen(end.meanCentreNorm(), end.meanTargetCosine());
  }

  /** What the study found. */
  public record Result(CollapseStudy study, List<Run> runs, Optional<CollapseMap> map) {

    /** Writes result.json and the figures. */
    public void write(Path folder) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("schema", "collapse/2");
      json.put("m0", study.amplitude());
      json.put("steps", study.steps());
      json.put("setting", Setting.PROBE);
      json.put("collapsed_below_mean_target_cosine", PolarCollapse.TARGET_COSINE);
      json.put("collapsed_above_mean_centre_norm", PolarCollapse.CENTRE_NORM);
      json.put("runs", runs);
      json.put("map", map.map(CollapseMap::cells).orElse(List.of()));
      JsonRecords.write(folder.resolve("result.json"), json);
      for (String embedding : runs.stream().map(Run::embedding).distinct().toList()) {
        FigureFiles.write(cosine(embedding), folder);
        FigureFiles.write(norm(embedding), folder);
      }
      map.ifPresent(cells -> cells.write(folder));
    }

    private Figure cosine(String embedding) {
      return figure(
          "collapse-cosine-" + embedding,
          "Mean target cosine",
          "mean cos θ",
          -1,
          embedding,
          Point::meanTargetCosine);
    }

    private Figure norm(String embedding) {
      return figure(
          "collapse-norm-" + embedding,
          "Norm of the mean unit centre",
          "norm",
          0,
          embedding,
          Point::meanCentreNorm);
    }

    private Figure figure(
        String name,
        String title,
        String y,
        double low,
        String embedding,
        ToDoubleFunction<Point> value) {
      List<Figure.Curve> curves = new ArrayList<>();
      for (Run run : runs) {
        if (run.embedding().equals(embedding)) {
          curves.add(
              new Figure.Curve(
                  run.cure() + ", seed " + run.seed(),
                  run.curve().stream().mapToDouble(Point::step).toArray(),
                  run.curve().stream().mapToDouble(value).toArray()));
        }
      }
      String what =
          String.format(
              Locale.ROOT,
              "%s, AmpFace m0 = %.2f, %s embedding, simulated",
              title,
              study.amplitude(),
              embedding);
      return new Figure(name, what, "step", y, curves, List.of(), low, 1, false);
    }

    /** The short table. */
    public ReportTable table() {
      List<List<String>> rows = new ArrayList<>();
      for (Run run : runs) {
        rows.add(
            List.of(
                run.cure(),
                run.embedding(),
                Long.toString(run.seed()),
                String.format(Locale.ROOT, "%.3f", run.mean_target_cosine()),
                String.format(Locale.ROOT, "%.3f", run.mean_centre_norm()),
                String.format(Locale.ROOT, "%.1f %%", 100 * run.nearest_is_target()),
                run.collapsed() ? "collapsed" : "did not collapse"));
      }
      List<String> notes = new ArrayList<>();
      notes.add(
          "A run has collapsed where its mean target cosine ends below "
              + PolarCollapse.TARGET_COSINE
              + " and the norm of its mean centre above "
              + PolarCollapse.CENTRE_NORM
              + ".");
      map.ifPresent(cells -> notes.add(cells.summary()));
      return new ReportTable(
          String.format(
              Locale.ROOT, "AmpFace m0 = %.2f, %d steps", study.amplitude(), study.steps()),
          List.of(
              "cure",
              "embedding",
              "seed",
              "mean target cosine",
              "norm of mean centre",
              "nearest centre is the target's",
              ""),
          rows,
          notes);
    }
  }

  /** One run to be made. */
  private record Order(String cure, int hidden, long seed) {}

  /** Runs every cure with every seed and embedding, and the map if asked to. */
  public Result run(boolean withMap, Progress progress) {
    List<Order> orders = orders();
    List<Run> runs;
    try (Progress.Task task = progress.start("Collapse", "runs", orders.size())) {
      runs =
          orders.parallelStream()
              .map(
                  order -> {
                    Run run = run(order);
                    task.advance(1);
                    return run;
                  })
              .toList();
    }
    return new Result(
        this, runs, withMap ? Optional.of(CollapseMap.run(progress)) : Optional.empty());
  }

  private List<Order> orders() {
    List<Order> orders = new ArrayList<>();
    for (int units : hidden == 0 ? List.of(0) : List.of(0, hidden)) {
      for (long seed = 1; seed <= seeds; seed++) {
        for (String cure : CURES) {
          orders.add(new Order(cure, units, seed));
        }
      }
    }
    return orders;
  }

  private Run run(Order order) {
    MarginLoss loss =
        Margins.create(
            "ampface",
            Map.of(
                "m0",
                Double.toString(amplitude),
                "wc_relu",
                Boolean.toString(order.cure().equals("wc_relu"))));
    Optional<CentreRegulariser> term =
        switch (order.cure()) {
          case "reg_ss" -> Optional.of(CentreRegulariserFactory.create("reg-ss", Map.of()));
          case "uniform_face" ->
              Optional.of(CentreRegulariserFactory.create("uniform-face", Map.of()));
          default -> Optional.empty();
        };
    Setting setting = Setting.PROBE.withHidden(order.hidden()).withSteps(steps);
    List<Point> curve =
        new CollapseSimulation(setting, loss, term, RandomStream.of(order.seed(), "collapse"))
            .run(Math.min(POINTS, steps));
    Point end = curve.get(curve.size() - 1);
    return new Run(
        order.cure(),
        order.hidden() == 0 ? "linear" : "hidden_" + order.hidden(),
        order.seed(),
        end.meanTargetCosine(),
        end.meanCentreNorm(),
        end.nearestIsTarget(),
        collapsed(end),
        curve);
  }
}
