package org.facemargin.experiments.figures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.facemargin.core.Progress;
import org.facemargin.core.RandomStream;
import org.facemargin.files.AtomicFiles;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.facemargin.margins.theory.CollapseSimulation;
import org.facemargin.margins.theory.CollapseSimulation.Point;
import org.facemargin.margins.theory.CollapseSimulation.Setting;
import org.facemargin.margins.theory.PolarCollapse;
import org.facemargin.report.Chart;
import org.facemargin.report.ChartFiles;

/**
 * Where in the plane of m0 and m1 simulated training collapses without a cure, beside the region in
 * which eq. 5 has collapse as a minimum of nearly no loss.
 *
 * @param cells the cells, m0 by m0
 */
public record CollapseMap(List<Cell> cells) {

  private static final String NAME = "collapse-map";
  private static final double[] AMPLITUDES = {0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0};
  private static final double[] FACTORS = {1.0, 1.1, 1.2, 1.35, 1.5, 1.8, 2.0};

  /** Collapse is over by then: see the curves of the study. */
  private static final int STEPS = 200;

  /** The loss below which collapse counts as a minimum worth falling into. */
  private static final double TOLERANCE = 0.1;

  /** Points of the theory's boundary. */
  private static final int BOUNDARY = 400;

  /**
   * One cell of the map.
   *
   * @param m0 amplitude
   * @param m1 factor of the angle
   * @param mean_target_cosine at the end, without a cure
   * @param mean_centre_norm at the end
   * @param nearest_is_target share of the last batch whose nearest centre is its own
   * @param collapsed whether it collapsed
   * @param collapse_loss loss in total collapse, eq. 5
   * @param tempting whether that is nearly no loss
   */
  public record Cell(
      double m0,
      double m1,
      double mean_target_cosine,
      double mean_centre_norm,
      double nearest_is_target,
      boolean collapsed,
      double collapse_loss,
      boolean tempting) {}

  /** Simulates every cell. */
  static CollapseMap run(Progress progress) {
    int count = AMPLITUDES.length * FACTORS.length;
    try (Progress.Task task = progress.start("Map of m0 and m1", "cells", count)) {
      return new CollapseMap(
          IntStream.range(0, count)
              .parallel()
              .mapToObj(
                  i -> {
                    Cell cell = cell(AMPLITUDES[i / FACTORS.length], FACTORS[i % FACTORS.length]);
                    task.advance(1);
                    return cell;
                  })
              .toList());
    }
  }

  private static MarginLoss loss(double m0, double m1) {
    return Margins.create(
        "combined",
        Map.of(
            "m0", Double.toString(m0),
            "m1", Double.toString(m1),
            "m2", "0",
            "m3", "0",
            "scale", "64"));
  }

  private static Cell cell(double m0, double m1) {
    MarginLoss loss = loss(m0, m1);
    Setting setting = Setting.PROBE.withSteps(STEPS);
    Point end =
        new CollapseSimulation(setting, loss, Optional.empty(), RandomStream.of(1, "collapse"))
            .run(1)
            .get(0);
    double collapse = PolarCollapse.loss(loss, setting.classes());
    return new Cell(
        m0,
        m1,
        end.meanTargetCosine(),
        end.meanCentreNorm(),
        end.nearestIsTarget(),
        CollapseStudy.collapsed(end),
        collapse,
        collapse < TOLERANCE);
  }

  /** How far simulation and theory agree, in one sentence. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "Map without a cure: %d of %d settings collapsed; eq. 5 has collapse as a minimum of loss"
            + " below %s in %d, of which %d collapsed; outside that region %d collapsed."
            + " The paper saw collapse in training for m0 ≤ 0.65 and for m1 ≥ 1.8.",
        count(Cell::collapsed),
        cells.size(),
        TOLERANCE,
        count(Cell::tempting),
        count(cell -> cell.tempting() && cell.collapsed()),
        count(cell -> !cell.tempting() && cell.collapsed()));
  }

  private long count(Predicate<Cell> which) {
    return cells.stream().filter(which).count();
  }

  /** Writes the picture, and the cells as its CSV. */
  void write(Path folder) {
    ChartFiles.write(chart(), folder, NAME);
    AtomicFiles.write(folder.resolve(NAME + ".csv"), csv());
  }

  private String csv() {
    StringBuilder text =
        new StringBuilder(
            "m0,m1,mean_target_cosine,mean_centre_norm,nearest_is_target,collapsed,"
                + "collapse_loss,tempting\n");
    for (Cell cell : cells) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%.6g,%.6g,%.6g,%s,%.6g,%s\n",
              cell.m0(),
              cell.m1(),
              cell.mean_target_cosine(),
              cell.mean_centre_norm(),
              cell.nearest_is_target(),
              cell.collapsed(),
              cell.collapse_loss(),
              cell.tempting()));
    }
    return text.toString();
  }

  private Chart chart() {
    double[] m1 = new double[BOUNDARY];
    double[] m0 = new double[BOUNDARY];
    for (int i = 0; i < BOUNDARY; i++) {
      m1[i] = 1 + (double) i / BOUNDARY;
      m0[i] = boundary(m1[i]);
    }
    List<Chart.Series> series = new ArrayList<>();
    series.add(
        points(
            "learns: cos θ ≥ 0",
            Chart.Kind.POINTS,
            cell -> !cell.collapsed() && cell.mean_target_cosine() >= 0));
    series.add(points("collapsed", Chart.Kind.CROSSES, Cell::collapsed));
    series.add(
        points(
            "fails: cos θ < 0",
            Chart.Kind.POINTS,
            cell -> !cell.collapsed() && cell.mean_target_cosine() < 0));
    series.removeIf(some -> some.y().isEmpty());
    series.add(Chart.Series.of("theory: eq. 5 tempts below", Chart.Kind.DASHED, m1, m0));
    return Chart.of(
        "Where collapse begins without a cure: C = 500, d = 32, s = 64, simulated",
        new Chart.Axis("m1", Chart.Scale.LINEAR, false, 0.95, 2.05),
        new Chart.Axis("m0", Chart.Scale.LINEAR, false, 0.1, 1.1),
        series,
        "");
  }

  private Chart.Series points(String label, Chart.Kind kind, Predicate<Cell> which) {
    List<Cell> some = cells.stream().filter(which).toList();
    return Chart.Series.of(
        label, kind, some.stream().map(Cell::m1).toList(), some.stream().map(Cell::m0).toList());
  }

  /** The largest m0 up to 1.1 at which collapse has nearly no loss; NaN where all have. */
  private static double boundary(double m1) {
    double low = 1e-3;
    double high = 1.1;
    if (PolarCollapse.loss(loss(high, m1), Setting.PROBE.classes()) < TOLERANCE) {
      return Double.NaN;
    }
    for (int i = 0; i < 40; i++) {
      double middle = 0.5 * (low + high);
      if (PolarCollapse.loss(loss(middle, m1), Setting.PROBE.classes()) < TOLERANCE) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
