package org.facemargin.libtorch;

import static org.bytedeco.pytorch.global.torch.cdist;

import java.util.Locale;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.regularisers.UniformFace;

/** The regularisers of the class centres in libtorch's operations. */
public sealed interface DeviceRegulariser {

  /** Norms below this give no direction. */
  double FLOOR = 1e-12;

  /**
   * The term, one number in double precision; its gradient is added.
   *
   * @param centres W, (C, d)
   * @param gradient dL/dW, (C, d)
   */
  Tensor addTo(Tensor centres, Tensor gradient);

  /** The registry name. */
  String name();

  /**
   * The regulariser of this registry name.
   *
   * @throws ConfigurationException if there is no reading of it here
   */
  static DeviceRegulariser of(String name, double lambda) {
    return switch (name) {
      case "reg-ss" -> new MeanCentre(lambda);
      case "uniform-face" -> new Repulsion(lambda);
      default ->
          throw new ConfigurationException(
              "The libtorch head knows the regularisers reg-ss and uniform-face, not '"
                  + name
                  + "': head.kind samediff knows every one.");
    };
  }

  /** (G - (G·Ŵ) Ŵ) / ‖W‖ is added for a gradient G to the unit centres. */
  private static void throughNorm(Tensor g, Tensor unit, Tensor inverse, Tensor gradient) {
    Tensor radial = Torch.sum(g.mul(unit), 1);
    gradient.add_(g.addcmul(radial, unit, Torch.scalar(-1)).mul_(inverse));
  }

  /** {@code reg-ss}: λ ‖(1/C) Σ_j ŵ_j‖. */
  record MeanCentre(double lambda) implements DeviceRegulariser {
    @Override
    public String name() {
      return "reg-ss";
    }

    @Override
    public Tensor addTo(Tensor centres, Tensor gradient) {
      Tensor inverse = Torch.rowNorms(centres).clamp_min_(Torch.scalar(FLOOR)).reciprocal();
      Tensor unit = centres.mul(inverse);
      Tensor mean = unit.mean(new long[] {0}, true, Torch.sameType());
      Tensor length = Torch.norm(mean);
      Tensor pull =
          mean.mul(
              Torch.inverse(length.to(mean.scalar_type()), FLOOR)
                  .mul(Torch.scalar(lambda / centres.size(0))));
      throughNorm(pull.expand_as(unit), unit, inverse, gradient);
      return length.mul(Torch.scalar(lambda));
    }
  }

  /** {@code uniform-face}: λ / (C (C-1)) Σ_{j≠k} 1 / (1 + ‖ŵ_j - ŵ_k‖); (C, C) memory. */
  record Repulsion(double lambda) implements DeviceRegulariser {

    /** By differences rather than by the product of the matrices, which cancels. */
    private static final LongOptional EXACT = new LongOptional(2);

    @Override
    public String name() {
      return "uniform-face";
    }

    @Override
    public Tensor addTo(Tensor centres, Tensor gradient) {
      long classes = centres.size(0);
      if (classes > UniformFace.MOST_CLASSES) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "Regulariser 'uniform-face' takes at most %d classes, got %d; 'reg-ss' costs C d.",
                UniformFace.MOST_CLASSES,
                classes));
      }
      if (classes < 2) {
        return Torch.norm(centres).mul(Torch.scalar(0));
      }
      Tensor inverse = Torch.rowNorms(centres).clamp_min_(Torch.scalar(FLOOR)).reciprocal();
      Tensor unit = centres.mul(inverse);
      Tensor distance = cdist(unit, unit, 2, EXACT);
      double weight = lambda / ((double) classes * (classes - 1));
      Tensor plusOne = distance.add(Torch.scalar(1));
      // the diagonal's own terms, 1 each, are none of the sum
      Tensor value =
          Torch.sum(Torch.sum(plusOne.reciprocal().to(ScalarType.Double), 1), 0)
              .sub(Torch.scalar(classes))
              .mul(Torch.scalar(weight))
              .view(1);
      Tensor factors =
          Torch.inverse(distance, FLOOR).div_(plusOne.square()).mul_(Torch.scalar(-2 * weight));
      Tensor g = unit.mul(Torch.sum(factors, 1)).sub(factors.mm(unit));
      throughNorm(g, unit, inverse, gradient);
      return value;
    }
  }
}
