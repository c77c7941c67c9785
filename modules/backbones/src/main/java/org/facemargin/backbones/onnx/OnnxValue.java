package org.facemargin.backbones.onnx;

import java.util.Optional;
import org.facemargin.backbones.GraphDraft;

/**
 * A value of an ONNX graph as it is drawn.
 *
 * @param mark the vertex that computes it, but for what is pending
 * @param vectors whether that vertex computes (N, d) rather than (N, C, H, W)
 * @param rows whether the file has it as (N, values)
 * @param pending what is still to be done to its channels
 * @param unit whether it is to be divided by its norm
 */
record OnnxValue(
    GraphDraft.Mark mark,
    boolean vectors,
    boolean rows,
    Optional<ChannelAffine> pending,
    boolean unit) {

  static OnnxValue picture(GraphDraft.Mark mark) {
    return new OnnxValue(mark, false, false, Optional.empty(), false);
  }

  OnnxValue at(GraphDraft.Mark newMark) {
    return new OnnxValue(newMark, vectors, rows, Optional.empty(), false);
  }

  OnnxValue asVectors(GraphDraft.Mark newMark) {
    return new OnnxValue(newMark, true, rows, Optional.empty(), false);
  }

  OnnxValue asRows() {
    return new OnnxValue(mark, vectors, true, pending, unit);
  }

  OnnxValue asUnit() {
    return new OnnxValue(mark, vectors, rows, pending, true);
  }

  OnnxValue then(ChannelAffine next) {
    ChannelAffine all = pending.map(first -> first.then(next)).orElse(next);
    return new OnnxValue(mark, vectors, rows, Optional.of(all), unit);
  }

  int channels() {
    return mark.channels();
  }

  /** Values of one picture. */
  long length() {
    return (long) mark.channels() * mark.sizePx() * mark.sizePx();
  }
}
