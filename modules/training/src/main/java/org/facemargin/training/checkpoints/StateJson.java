package org.facemargin.training.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.training.settings.LossPlan;

/** The small part of a state as JSON. Doubles are written so that they come back bit for bit. */
final class StateJson {

  static final String FORMAT = "format";

  private static final int CURRENT = 1;

  private StateJson() {}

  static ObjectNode of(TrainingState state) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put(FORMAT, CURRENT);
    node.put("step", state.step());
    node.set("loss", loss(state.loss()));
    ArrayNode lossState = node.putArray("loss_state");
    for (double value : state.lossState()) {
      lossState.add(value);
    }
    node.set("listeners", strings(state.listeners()));
    node.put("configuration", state.configuration());
    return node;
  }

  private static ObjectNode loss(LossPlan plan) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", plan.loss());
    node.set("settings", strings(plan.settings()));
    plan.ramp()
        .ifPresent(
            ramp ->
                node.putObject("ramp")
                    .put("parameter", ramp.parameter())
                    .put("from", ramp.from())
                    .put("to", ramp.to())
                    .put("steps", ramp.steps())
                    .put("every_steps", ramp.everySteps()));
    return node;
  }

  private static ObjectNode strings(Map<String, String> values) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(values).forEach(node::put);
    return node;
  }

  static TrainingState read(
      ObjectNode node,
      ComputationGraph graph,
      Optional<FloatBuffer> averaged,
      FloatBuffer head,
      List<FloatBuffer> backboneSlots,
      List<FloatBuffer> headSlots) {
    JsonNode lossState = node.required("loss_state");
    double[] values = new double[lossState.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = lossState.get(i).asDouble();
    }
    return new TrainingState(
        node.required("step").asLong(),
        graph,
        averaged,
        head,
        backboneSlots,
        headSlots,
        plan(node.required("loss")),
        values,
        map(node.required("listeners")),
        node.required("configuration").asText());
  }

  private static LossPlan plan(JsonNode node) {
    Optional<LossPlan.Ramp> ramp =
        Optional.ofNullable(node.get("ramp"))
            .map(
                r ->
                    new LossPlan.Ramp(
                        r.required("parameter").asText(),
                        r.required("from").asDouble(),
                        r.required("to").asDouble(),
                        r.required("steps").asLong(),
                        r.required("every_steps").asLong()));
    return new LossPlan(node.required("name").asText(), map(node.required("settings")), ramp);
  }

  private static Map<String, String> map(JsonNode node) {
    Map<String, String> values = new TreeMap<>();
    node.properties().forEach(field -> values.put(field.getKey(), field.getValue().asText()));
    return values;
  }
}
