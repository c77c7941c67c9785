package org.facemargin.training.optimisers;

import org.facemargin.backbones.layers.ParameterRole;

/** Which parameters of a backbone weight decay applies to. The class centres are always decayed. */
public enum DecayPolicy {
  /** All that are trained, batch normalisation and PReLU among them: what arcface_torch does. */
  ALL,
  /** All but batch normalisation's gamma and beta: what TFace does. */
  EXCEPT_BATCH_NORM;

  /** Whether a parameter of this role decays. */
  public boolean decays(ParameterRole role) {
    return role.trained()
        && (this == ALL || !(role == ParameterRole.SCALE || role == ParameterRole.SHIFT));
  }
}
