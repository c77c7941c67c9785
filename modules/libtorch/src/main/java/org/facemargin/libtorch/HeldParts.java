package org.facemargin.libtorch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.facemargin.backbones.ParameterSegment;

/** Stretches of a parameter vector that stay as they are, kept on its device. */
final class HeldParts implements AutoCloseable {

  private record Part(long offset, long length, Tensor values) {}

  private final List<Part> parts = new ArrayList<>();

  /**
   * @param segments in the order of the vector
   */
  HeldParts(List<ParameterSegment> segments, Tensor vector) {
    int next = 0;
    while (next < segments.size()) {
      long begin = segments.get(next).offset();
      long end = segments.get(next++).end();
      while (next < segments.size() && segments.get(next).offset() == end) {
        end = segments.get(next++).end();
      }
      long length = end - begin;
      Tensor values = Torch.lasting(() -> vector.narrow(0, begin, length).clone());
      parts.add(new Part(begin, length, values));
    }
  }

  /** Nothing is trained there. */
  void clear(Tensor gradient) {
    parts.forEach(part -> gradient.narrow(0, part.offset(), part.length()).zero_());
  }

  /** Takes back what optimisers and running statistics made of them. */
  void restore(Tensor vector) {
    Torch.withoutGradient(
        () -> {
          parts.forEach(
              part -> vector.narrow(0, part.offset(), part.length()).copy_(part.values()));
          return null;
        });
  }

  @Override
  public void close() {
    parts.forEach(part -> part.values().close());
  }
}
