package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.core.Decimals;
import org.facemargin.core.MetricValue;

/** Numbers found on the way, as part of a checkpoint's text. */
final class KeptValues {

  private final List<MetricValue> found = new ArrayList<>();

  void add(String id, double value, long count) {
    found.add(MetricValue.number(id, value, count));
  }

  List<MetricValue> all() {
    return List.copyOf(found);
  }

  String state() {
    return found.stream()
        .map(value -> value.id() + " " + value.value() + " " + value.count())
        .collect(Collectors.joining("\n"));
  }

  void restore(String state) {
    found.clear();
    state
        .lines()
        .map(line -> line.split(" "))
        .forEach(fields -> add(fields[0], Decimals.parse(fields[1]), Long.parseLong(fields[2])));
  }
}
