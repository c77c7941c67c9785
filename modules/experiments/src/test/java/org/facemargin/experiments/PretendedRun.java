package org.facemargin.experiments;

import java.util.List;
import java.util.Map;
import org.facemargin.core.Environment;
import org.facemargin.experiments.record.ExportSummary;
import org.facemargin.experiments.record.GitState;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary;
import org.facemargin.experiments.run.RunConfig;

/** Records of runs that were never made, for tests of what reads records. */
public final class PretendedRun {

  private static final Provenance SOMEWHERE =
      new Provenance(
          "0",
          new GitState("c", false),
          new Environment("j", "o", "p", 1),
          "engine",
          "head",
          Map.of(),
          "2026-01-01T00:00:00Z");

  private PretendedRun() {}

  /** The record of a run that ended like this after one step, and what was measured then. */
  public static RunRecord of(
      RunConfig config,
      TrainingSummary.Outcome outcome,
      List<Measurement> separation,
      Measurement... after) {
    return new RunRecord(
        RunRecord.SCHEMA,
        config.name(),
        config.scale().word(),
        config.seed(),
        config.recipe(),
        config.resolved().sha256(),
        config.resolved().yaml(),
        SOMEWHERE,
        List.of(),
        new TrainingSummary(outcome, "", 1, 1, 1, 1, 1, 1, 0),
        List.of(),
        List.of(),
        separation,
        List.of(),
        List.of(after),
        ExportSummary.NONE);
  }
}
