package org.facemargin.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measurements that differ in one size.
 *
 * @param title what is measured
 * @param size what varies, with its unit
 * @param points in ascending order of size
 */
record ScalingSeries(String title, String size, List<Point> points) {

  ScalingSeries {
    points = List.copyOf(points);
  }

  /**
   * One measurement.
   *
   * @param size the size that varies
   * @param seconds each measured step
   * @param peakBytes largest resident set of the process
   */
  record Point(double size, double[] seconds, long peakBytes) {

    double median() {
      return new Samples(seconds).median();
    }

    double mebibytes() {
      return peakBytes / 1048576.0;
    }
  }

  /** How time grows with the size. */
  PowerLaw time() {
    return PowerLaw.fit(values(Point::size), values(Point::median));
  }

  /** How memory grows with the size, the Java process included. */
  PowerLaw memory() {
    return PowerLaw.fit(values(Point::size), values(Point::mebibytes));
  }

  double[] values(ToDoubleFunction<Point> value) {
    return points.stream().mapToDouble(value).toArray();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("title", title);
    json.put("size", size);
    json.put("time_exponent", time().exponent());
    json.put("memory_exponent", memory().exponent());
    json.put(
        "points",
        points.stream()
            .map(
                point ->
                    Map.of(
                        "size", point.size(),
                        "median_seconds", point.median(),
                        "samples_seconds", point.seconds(),
                        "peak_bytes", point.peakBytes()))
            .toList());
    return json;
  }
}
