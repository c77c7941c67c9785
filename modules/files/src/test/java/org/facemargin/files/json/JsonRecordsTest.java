package org.facemargin.files.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.core.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonRecordsTest {

  record Shape(String zeta, double alpha, List<Double> list, Map<String, Integer> map) {}

  @Test
  void keysKeepTheRecordsOrderAndMapsAreSorted() {
    Shape shape = new Shape("z", 1.5, List.of(1.0), Map.of("b", 2, "a", 1));
    assertThat(JsonRecords.line(shape))
        .isEqualTo("{\"zeta\":\"z\",\"alpha\":1.5,\"list\":[1.0],\"map\":{\"a\":1,\"b\":2}}");
  }

  @Test
  void aNumberThatIsNotFiniteIsNullWithANote() {
    Shape shape = new Shape("z", Double.NaN, List.of(Double.POSITIVE_INFINITY), Map.of());
    assertThat(JsonRecords.line(shape))
        .contains("\"alpha\":null,\"alpha_note\":\"NaN\"")
        .contains("\"list\":[null]");
    assertThat(JsonRecords.line(MetricValue.of("eer", 0.1, 3)))
        .contains("\"low\":null,\"high\":null")
        .doesNotContain("low_note");
  }

  @Test
  void whatIsWrittenReadsBack(@TempDir Path folder) throws IOException {
    Shape shape = new Shape("z", 1.5, List.of(1.0, 2.0), Map.of("a", 1));
    Path file = folder.resolve("r.json");
    JsonRecords.write(file, shape);
    assertThat(JsonRecords.read(file, Shape.class)).isEqualTo(shape);
    assertThat(Files.readString(file)).endsWith("}\n").doesNotContain("\r");
    Files.writeString(file, "{\n \"a\": \n");
    assertThatThrownBy(() -> JsonRecords.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("r.json:");
  }

  /** What is written straight from a record is what its tree says, with and without a NaN. */
  @Test
  void aTextIsThatOfItsTree() {
    Map<String, Object> finite =
        Map.of(
            "b", List.of(0.1, 1e-300, -0.0, 123456789.125),
            "a", Map.of("z", 1.5f, "y", new double[] {1, 2.5}, "x", "NaN and \"quotes\" é"),
            "c", Long.MAX_VALUE);
    assertThat(JsonRecords.line(finite)).isEqualTo(JsonRecords.tree(finite).toString());
    assertThat(JsonRecords.line(Map.of("a", "NaN"))).isEqualTo("{\"a\":\"NaN\"}");
    Map<String, Object> open = Map.of("a", new double[] {1, Double.NaN}, "b", Double.NaN);
    assertThat(JsonRecords.line(open))
        .isEqualTo("{\"a\":[1.0,null],\"b\":null,\"b_note\":\"NaN\"}");
    assertThat(JsonRecords.line(Map.of("a", Double.NEGATIVE_INFINITY)))
        .isEqualTo("{\"a\":null,\"a_note\":\"-Infinity\"}");
  }
}
