package org.facemargin.metrics;

import java.util.List;
import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;

/**
 * A metric of verification scores. Registered with {@code @AutoService(VerificationMetric.class)};
 * one file and its test make it appear, with a bootstrap interval, in {@code result.json}, in the
 * printed table and in {@code list metrics}.
 */
@PlugInKind("metric")
public interface VerificationMetric extends Named {

  /** What it is, in one sentence without a final full stop. */
  String description();

  /** The numbers it consists of under these settings; none where the settings do not ask for it. */
  List<Statistic> statistics(MetricSettings settings);
}
