package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.List;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.ranks.Collective;

/**
 * A backbone's running statistics as they were before a step. Forward passes move them, so that a
 * step whose loss is not a number has to be able to take them back.
 */
final class RunningStatistics {

  private final List<ParameterSegment> segments;
  private final FloatBuffer kept;

  RunningStatistics(ParameterLayout layout) {
    this.segments =
        layout.segments().stream().filter(segment -> segment.role().statistic()).toList();
    this.kept = DirectFloats.allocate(segments.stream().mapToLong(ParameterSegment::length).sum());
  }

  void keep(FloatBuffer parameters) {
    int at = 0;
    for (ParameterSegment segment : segments) {
      kept.put(at, parameters, (int) segment.offset(), (int) segment.length());
      at += (int) segment.length();
    }
  }

  /**
   * Gives every rank those of rank 0, as PyTorch's DDP does before a pass; overwrites what is kept.
   */
  void share(FloatBuffer parameters, Collective ranks) {
    if (ranks.size() > 1) {
      keep(parameters);
      ranks.broadcast(kept, 0);
      takeBack(parameters);
    }
  }

  void takeBack(FloatBuffer parameters) {
    int at = 0;
    for (ParameterSegment segment : segments) {
      parameters.put((int) segment.offset(), kept, at, (int) segment.length());
      at += (int) segment.length();
    }
  }
}
