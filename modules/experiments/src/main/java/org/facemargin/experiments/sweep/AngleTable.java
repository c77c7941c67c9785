package org.facemargin.experiments.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.margins.theory.NearestCentreAngle;
import org.facemargin.report.ReportTable;

/**
 * Angles within and between people of a sweep's runs, means over seeds, beside what Proposition 1
 * of the WACV paper says of centres that are spread evenly: E[θ_min] for C centres in d dimensions.
 */
final class AngleTable {

  private static final String TRAIN = "train";

  private AngleTable() {}

  /** Whether any run measured its angles. */
  static boolean has(Map<SweepSpec.Variant, List<RunRecord>> runs) {
    return runs.values().stream().flatMap(List::stream).anyMatch(AngleTable::measured);
  }

  static boolean measured(RunRecord record) {
    return record.separation(TRAIN, "centres_deg").isPresent();
  }

  /** C. */
  static long people(RunRecord record) {
    return record.separation(TRAIN, "centres_deg").orElseThrow().count();
  }

  static ReportTable of(String title, Map<SweepSpec.Variant, List<RunRecord>> runs) {
    List<List<String>> rows = new ArrayList<>();
    runs.forEach(
        (variant, all) -> {
          List<RunRecord> records = all.stream().filter(AngleTable::measured).toList();
          if (!records.isEmpty()) {
            rows.add(row(variant, records));
          }
        });
    return new ReportTable(
        title + ": angles",
        List.of(
            "variant",
            "people",
            "d",
            "nearest centre °",
            "E[θ_min] °",
            "norm of mean centre",
            "M_inter °",
            "M_intra °",
            "M_intra by pairs °"),
        rows,
        List.of(
            "Nearest centre: mean angle of a class centre to the nearest other; E[θ_min]: the same"
                + " if centres were spread evenly. M_inter: of a training picture to the nearest"
                + " other centre. M_intra: to its own. By pairs: without a centre, arccos of the"
                + " root of the mean cosine of two pictures of one person."));
  }

  private static List<String> row(SweepSpec.Variant variant, List<RunRecord> records) {
    MetricValue centres = records.get(0).separation(TRAIN, "centres_deg").orElseThrow();
    int dimension = dimension(records.get(0));
    double spread = Math.toDegrees(NearestCentreAngle.integral(centres.count(), dimension));
    return List.of(
        variant.label(),
        String.format(Locale.ROOT, "%,d", centres.count()),
        Integer.toString(dimension),
        mean("%.1f", records, angle("centres_deg")),
        String.format(Locale.ROOT, "%.1f", spread),
        mean("%.2f", records, record -> record.training().centreNorm()),
        mean("%.1f", records, angle("inter_deg")),
        mean("%.1f", records, angle("intra_deg")),
        mean("%.1f", records, angle("intra_pairs_deg")));
  }

  private static int dimension(RunRecord record) {
    ConfigReader reader = ConfigReader.parse(record.run(), record.config(), Path.of(""), List.of());
    return reader.section("model").integer("embedding_dim", 2, 8192);
  }

  private static ToDoubleFunction<RunRecord> angle(String id) {
    return record -> record.separation(TRAIN, id).map(MetricValue::value).orElse(Double.NaN);
  }

  /** The mean of a quantity over runs, in words. */
  static String mean(String form, List<RunRecord> records, ToDoubleFunction<RunRecord> quantity) {
    double mean = records.stream().mapToDouble(quantity).average().orElseThrow();
    return String.format(Locale.ROOT, form, mean);
  }
}
