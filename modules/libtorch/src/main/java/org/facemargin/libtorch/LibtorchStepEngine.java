package org.facemargin.libtorch;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.facemargin.training.StepEngine;
import org.facemargin.training.StepMaker;
import org.facemargin.training.TrainingParts;
import org.facemargin.training.TrainingSettings;
import org.facemargin.training.heads.MarginHead;

/** Takes runs whose backbone and head are both on a libtorch device. */
@AutoService(StepEngine.class)
public final class LibtorchStepEngine implements StepEngine {

  @Override
  public String name() {
    return LibtorchEngine.NAME;
  }

  @Override
  public Optional<StepMaker> steps(TrainingParts parts, TrainingSettings settings) {
    if (!(parts.executor() instanceof LibtorchExecutor executor)) {
      return Optional.empty();
    }
    MarginHead head = parts.heads().create(parts.loss().at(0));
    if (head instanceof DeviceHead there) {
      return Optional.of(new LibtorchSteps(executor, there, parts.heads(), settings));
    }
    head.close();
    return Optional.empty();
  }
}
