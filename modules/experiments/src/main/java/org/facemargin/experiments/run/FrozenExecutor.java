package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.core.ConfigurationException;

/**
 * An executor some of whose parameters stay as they are: their gradient is 0, and whatever an
 * optimiser (weight decay, momentum) or a training pass (running statistics) makes of them is taken
 * back. As in PyTorch with {@code requires_grad = False} and the module left in training mode,
 * batch normalisation there still normalises by the batch while training.
 */
final class FrozenExecutor implements BackboneExecutor {

  private final BackboneExecutor executor;
  private final List<ParameterSegment> frozen;
  private final List<FloatBuffer> kept;

  private FrozenExecutor(BackboneExecutor executor, List<ParameterSegment> frozen) {
    this.executor = executor;
    this.frozen = frozen;
    this.kept = frozen.stream().map(segment -> copy(executor.parameters(), segment)).toList();
  }

  /**
   * The executor with parts that stay: itself where it holds them on its device, else in this.
   *
   * @param parts beginnings of vertices' names
   * @throws ConfigurationException if one is no part of the network, or nothing is left to train
   */
  static BackboneExecutor holding(
      BackboneExecutor executor, ParameterLayout layout, List<String> parts) {
    List<ParameterSegment> frozen = named(layout, parts);
    return executor.hold(frozen) ? executor : new FrozenExecutor(executor, frozen);
  }

  private static List<ParameterSegment> named(ParameterLayout layout, List<String> parts) {
    Set<String> known =
        layout.segments().stream()
            .map(segment -> segment.vertex().replaceFirst("\\..*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    for (String part : parts) {
      if (layout.segments().stream().noneMatch(segment -> belongs(segment, part))) {
        throw ConfigurationException.of(
            "trainer.freeze: the network has no part '%s'. Parts: %s.",
            part, String.join(", ", known));
      }
    }
    List<ParameterSegment> frozen =
        layout.segments().stream()
            .filter(segment -> parts.stream().anyMatch(part -> belongs(segment, part)))
            .toList();
    if (layout.segments().stream()
        .allMatch(segment -> frozen.contains(segment) || !segment.role().trained())) {
      throw new ConfigurationException("trainer.freeze leaves nothing of the network to train.");
    }
    return frozen;
  }

  private static boolean belongs(ParameterSegment segment, String part) {
    return segment.vertex().equals(part) || segment.vertex().startsWith(part + ".");
  }

  private static FloatBuffer part(FloatBuffer all, ParameterSegment segment) {
    return all.slice(
        all.position() + Math.toIntExact(segment.offset()), Math.toIntExact(segment.length()));
  }

  private static FloatBuffer copy(FloatBuffer all, ParameterSegment segment) {
    return FloatBuffer.allocate(Math.toIntExact(segment.length())).put(part(all, segment)).flip();
  }

  private void takeBack() {
    for (int i = 0; i < kept.size(); i++) {
      part(executor.parameters(), frozen.get(i)).put(kept.get(i).duplicate());
    }
  }

  @Override
  public int dimension() {
    return executor.dimension();
  }

  @Override
  public long parameterCount() {
    return executor.parameterCount();
  }

  @Override
  public FloatBuffer parameters() {
    return executor.parameters();
  }

  @Override
  public void parametersChanged() {
    takeBack();
    executor.parametersChanged();
  }

  @Override
  public void forwardTraining(FloatBuffer inputs, int count, FloatBuffer embeddings) {
    executor.forwardTraining(inputs, count, embeddings);
    takeBack();
  }

  @Override
  public void backward(FloatBuffer embeddingGradient, FloatBuffer parameterGradient) {
    executor.backward(embeddingGradient, parameterGradient);
    for (ParameterSegment segment : frozen) {
      FloatBuffer gradient = part(parameterGradient, segment);
      while (gradient.hasRemaining()) {
        gradient.put(0);
      }
    }
  }

  @Override
  public void forwardInference(FloatBuffer inputs, int count, FloatBuffer embeddings) {
    executor.forwardInference(inputs, count, embeddings);
  }

  @Override
  public void prepareTraining(int count) {
    executor.prepareTraining(count);
  }

  @Override
  public String choices() {
    return executor.choices();
  }

  @Override
  public void choose(String choices) {
    executor.choose(choices);
  }

  @Override
  public String description() {
    return executor.description() + "; frozen: " + frozen.size() + " arrays";
  }

  @Override
  public void close() {
    executor.close();
  }
}
