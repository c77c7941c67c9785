package org.facemargin.evaluation.protocols;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;
import org.facemargin.report.Block;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;

/**
 * A protocol somebody adds, whole: the share of embeddings that are longer than a threshold of the
 * card, {@code longer_than}.
 */
@AutoService(BenchmarkKind.class)
public final class NewcomerProtocol implements BenchmarkKind {

  @Override
  public String name() {
    return "newcomer";
  }

  @Override
  public String description() {
    return "a protocol of one file";
  }

  @Override
  public Benchmark read(ConfigReader card) {
    double threshold = card.number("longer_than", 0, 1e6);
    DataPath names = card.dataPath("names");
    return new Newcomer(threshold, names);
  }

  private record Newcomer(double threshold, DataPath names) implements Benchmark {

    @Override
    public EvaluationOutcome evaluate(EvaluationRequest request) {
      return NewcomerProtocol.evaluate(request, threshold, names.resolve());
    }

    @Override
    public Benchmark opened(EvaluationRequest request) {
      names.resolve();
      return this;
    }

    @Override
    public String headline() {
      return "longer";
    }
  }

  private static EvaluationOutcome evaluate(
      EvaluationRequest request, double threshold, Path names) {
    FeatureSet features =
        request
            .features()
            .orElseThrow(() -> new ConfigurationException("This benchmark takes --features."));
    long longer = 0;
    float[] row = new float[features.dimension()];
    for (int i = 0; i < features.names().size(); i++) {
      features.embeddings(new int[] {i}, 0, 1, row);
      double squares = 0;
      for (float value : row) {
        squares += (double) value * value;
      }
      longer += Math.sqrt(squares) > threshold ? 1 : 0;
    }
    int count = features.names().size();
    double share = (double) longer / count;
    ReportTable table =
        new ReportTable(
            "Newcomer",
            List.of("embeddings", "longer"),
            List.of(List.of(Integer.toString(count), Long.toString(longer))),
            List.of());
    return new EvaluationOutcome(
        new MeasuredValues(List.of(MetricValue.of("longer", share, count)), Map.of(), List.of()),
        Map.of("embeddings", count),
        "embeddings as given",
        Map.of("names", Sha256.of(names)),
        table,
        List.of(new Page.Section("", "", List.of(new Block.Table(table)))));
  }
}
