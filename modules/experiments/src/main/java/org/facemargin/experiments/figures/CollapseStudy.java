package org.facemargin.experiments.figures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.facemargin.core.Progress;
import org.facemargin.core.RandomStream;
import org.facemargin.experiments.json.JsonRecords;
import org.facemargin.experiments.report.ReportTable;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.facemargin.margins.regularisers.CentreRegulariser;
import org.facemargin.margins.regularisers.CentreRegularisers;
import org.facemargin.margins.theory.CollapseSimulation;
import org.facemargin.margins.theory.CollapseSimulation.Point;
import org.facemargin.margins.theory.CollapseSimulation.Setting;
import org.facemargin.margins.theory.PolarCollapse;

/**
 * Polar collapse with and without its cures, in simulation: WACV 2023, figure 1b without pictures.
 *
 * @param amplitude AmpFace's m0
 * @param steps steps a run
 * @param seeds runs a cure
 * @param hidden hidden units of the embedding, 0 for a linear one
 */
public record CollapseStudy(double amplitude, int steps, int seeds, int hidden) {

  /** Points of each curve. */
  private static final int POINTS = 40;

  /** A run whose mean target cosine ends below this has collapsed. */
  private static final double COLLAPSED_BELOW = -0.2;

  /** The cures, by the names in result.json. */
  private static final List<String> CURES = List.of("none", "reg_ss", "wc_relu", "uniform_face");

  /** One run. */
  public record Run(
      String cure,
      long seed,
      double mean_target_cosine,
      double mean_centre_norm,
      boolean collapsed,
      List<Point> curve) {}

  /**
   * One cell of the map.
   *
   * @param m0 amplitude
   * @param m1 factor of the angle
   * @param mean_target_cosine at the end, without a cure
   * @param mean_centre_norm at the end
   * @param collapsed whether it collapsed
   * @param tempting whether theory has collapse as a minimum of nearly no loss, eq. 5
   */
  public record Cell(
      double m0,
      double m1,
      double mean_target_cosine,
      double mean_centre_norm,
      boolean collapsed,
      boolean tempting) {}

  /** What the study found. */
  public record Result(CollapseStudy study, List<Run> runs, List<Cell> map) {

    /** Writes result.json and, one a quantity, the figures. */
    public void write(Path folder) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("schema", "collapse/1");
      json.put("m0", study.amplitude());
      json.put("steps", study.steps());
      json.put("hidden", study.hidden());
      json.put("collapsed_below_mean_target_cosine", COLLAPSED_BELOW);
      json.put("runs", runs);
      json.put("map", map);
      JsonRecords.write(folder.resolve("result.json"), json);
      FigureFiles.write(
          figure("collapse-cosine", "Mean target cosine", "mean cos θ", -1, 1, true), folder);
      FigureFiles.write(
          figure("collapse-norm", "Norm of the mean unit centre", "norm", 0, 1, false), folder);
    }

    private Figure figure(
        String name, String title, String y, double low, double high, boolean cosine) {
      List<Figure.Curve> curves = new ArrayList<>();
      for (Run run : runs) {
        if (run.seed() == 1) {
          curves.add(
              new Figure.Curve(
                  run.cure(),
                  run.curve().stream().mapToDouble(Point::step).toArray(),
                  run.curve().stream()
                      .mapToDouble(p -> cosine ? p.meanTargetCosine() : p.meanCentreNorm())
                      .toArray()));
        }
      }
      String what =
          String.format(Locale.ROOT, "%s, AmpFace m0 = %.2f, simulated", title, study.amplitude());
      return new Figure(name, what, "step", y, curves, List.of(), low, high, false);
    }

    /** The short table. */
    public ReportTable table() {
      List<List<String>> rows = new ArrayList<>();
      for (Run run : runs) {
        rows.add(
            List.of(
                run.cure(),
                Long.toString(run.seed()),
                String.format(Locale.ROOT, "%.3f", run.mean_target_cosine()),
                String.format(Locale.ROOT, "%.3f", run.mean_centre_norm()),
                run.collapsed() ? "collapsed" : "did not collapse"));
      }
      return new ReportTable(
          String.format(
              Locale.ROOT, "AmpFace m0 = %.2f, %d steps", study.amplitude(), study.steps()),
          List.of("cure", "seed", "mean target cosine", "norm of mean centre", ""),
          rows,
          List.of(
              "A run has collapsed where its mean target cosine ends below "
                  + COLLAPSED_BELOW
                  + "."));
    }
  }

  /** Runs every cure with every seed, and the map if asked to. */
  public Result run(boolean withMap, Progress progress) {
    List<Run> runs;
    try (Progress.Task task = progress.start("Collapse", "runs", (long) CURES.size() * seeds)) {
      runs =
          IntStream.range(0, CURES.size() * seeds)
              .parallel()
              .mapToObj(
                  i -> {
                    Run run = run(CURES.get(i / seeds), 1 + i % seeds);
                    task.advance(1);
                    return run;
                  })
              .toList();
    }
    return new Result(this, runs, withMap ? map(progress) : List.of());
  }

  private Setting setting() {
    Setting probe = Setting.PROBE;
    return new Setting(
        probe.classes(),
        probe.inputs(),
        probe.dimension(),
        hidden,
        probe.noise(),
        probe.batch(),
        steps,
        probe.rate());
  }

  private Run run(String cure, long seed) {
    MarginLoss loss =
        Margins.create(
            "ampface",
            Map.of(
                "m0",
                Double.toString(amplitude),
                "wc_relu",
                Boolean.toString(cure.equals("wc_relu"))));
    Optional<CentreRegulariser> term =
        switch (cure) {
          case "reg_ss" -> Optional.of(CentreRegularisers.create("reg-ss", Map.of()));
          case "uniform_face" -> Optional.of(CentreRegularisers.create("uniform-face", Map.of()));
          default -> Optional.empty();
        };
    List<Point> curve =
        new CollapseSimulation(setting(), loss, term, RandomStream.of(seed, "collapse"))
            .run(Math.min(POINTS, steps));
    Point end = curve.get(curve.size() - 1);
    return new Run(
        cure,
        seed,
        end.meanTargetCosine(),
        end.meanCentreNorm(),
        end.meanTargetCosine() < COLLAPSED_BELOW,
        curve);
  }

  private List<Cell> map(Progress progress) {
    double[] amplitudes = {0.2, 0.35, 0.5, 0.65, 0.8, 1.0};
    double[] factors = {1.0, 1.2, 1.35, 1.5, 1.8, 2.0};
    try (Progress.Task task =
        progress.start("Map of m0 and m1", "cells", (long) amplitudes.length * factors.length)) {
      return IntStream.range(0, amplitudes.length * factors.length)
          .parallel()
          .mapToObj(
              i -> {
                Cell cell = cell(amplitudes[i / factors.length], factors[i % factors.length]);
                task.advance(1);
                return cell;
              })
          .toList();
    }
  }

  private Cell cell(double m0, double m1) {
    MarginLoss loss =
        Margins.create(
            "combined",
            Map.of(
                "m0",
                Double.toString(m0),
                "m1",
                Double.toString(m1),
                "m2",
                "0",
                "m3",
                "0",
                "scale",
                "64"));
    List<Point> curve =
        new CollapseSimulation(setting(), loss, Optional.empty(), RandomStream.of(1, "collapse"))
            .run(1);
    Point end = curve.get(0);
    return new Cell(
        m0,
        m1,
        end.meanTargetCosine(),
        end.meanCentreNorm(),
        end.meanTargetCosine() < COLLAPSED_BELOW,
        PolarCollapse.tempting(loss, setting().classes(), 0.1));
  }
}
