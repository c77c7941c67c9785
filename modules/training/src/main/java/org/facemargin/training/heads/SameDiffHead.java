package org.facemargin.training.heads;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Parameter;
import org.facemargin.training.ranks.Collective;
import org.nd4j.linalg.api.buffer.DataType;

/** The {@link SameDiffMarginHead} in float32, by name. */
@AutoService(HeadKind.class)
public final class SameDiffHead implements HeadKind {

  @Override
  public String name() {
    return "samediff";
  }

  @Override
  public String description() {
    return "the reference: built from expressions, differentiated by SameDiff";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public boolean sharesClasses() {
    return false;
  }

  @Override
  public MarginHead create(HeadRequest request) {
    if (request.surroundings().find(Collective.class).map(Collective::size).orElse(1) > 1) {
      throw new ConfigurationException(
          "head.kind samediff is the reference for one rank; with --ranks use fused.");
    }
    return new SameDiffMarginHead(
        request.loss(), request.classes(), request.dimension(), DataType.FLOAT);
  }
}
