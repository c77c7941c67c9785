package org.facemargin.training.heads;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.Parameter;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A head as somebody would add it: one file. It needs a thing of the run that no other head knows,
 * and has a parameter of its own.
 */
@AutoService(HeadKind.class)
public final class NewcomerHead implements HeadKind {

  /** What it needs of a run. */
  record Ranks(int rank, int count) {}

  @Override
  public String name() {
    return "newcomer";
  }

  @Override
  public String description() {
    return "a test's";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.word("precision", "single", List.of("single", "double"), "What it counts in."));
  }

  @Override
  public MarginHead create(HeadRequest request) {
    Ranks ranks =
        request.surroundings().need(Ranks.class, this, "the ranks of a run started on several");
    DataType type =
        request.settings().word("precision").equals("double") ? DataType.DOUBLE : DataType.FLOAT;
    return new SameDiffMarginHead(
        request.loss(), request.classes() / ranks.count(), request.dimension(), type);
  }
}
