package org.facemargin.libtorch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.Link;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.WrongClass;

/**
 * Every loss in libtorch's operations, on any of its devices:
 *
 * <pre>
 * cosines = x̂ Wᵀ / ‖w_j‖                     (N, S) float32, overwritten by all that follows
 * z(c_y), dz/dc, dz/d‖x‖                     (N) in double precision, by autograd
 * cosines ← link'(s w(cosines), s z)         posterior minus target
 * dL/dx̂ = cosines W, dL/dW = cosinesᵀ x̂, and through both norms
 * </pre>
 *
 * <p>Memory: one (N, S) array and one (S, d) beside W and its gradient; two more of (N, S) where
 * wrong classes are transformed or the link is an alpha-divergence. Nothing is copied to this
 * process but, for losses with a state, N cosines and norms.
 *
 * <p>Shapes: N batch, C classes, S ≤ C classes looked at, d components.
 */
final class LibtorchHead extends DeviceHead {

  /** Norms below this give no direction: cosine 0, no gradient. */
  private static final double NORM_FLOOR = 1e-12;

  /** Rows of W whose gradient's radial part is removed at once. */
  private static final long STRETCH = 1 << 16;

  private final MarginLoss loss;
  private LossState state;

  LibtorchHead(
      TorchDevice device,
      MarginLoss loss,
      int classes,
      int dimension,
      LibtorchHeadOptions options) {
    super(device, classes, dimension, options);
    if (options().labelSmoothing() > 0
        && (!(loss.link() instanceof Link.CrossEntropy)
            || !loss.wrongClass().equals(WrongClass.IDENTITY)
            || loss.readsNorm())) {
      throw new ConfigurationException(
          "Label smoothing is for softmax cross-entropy with plain wrong-class cosines and margins"
              + " that do not read the norm; '"
              + loss.name()
              + "' as configured is another loss. Set label_smoothing to 0, or wc_relu to false.");
    }
    this.loss = loss;
    this.state = loss.initialState();
  }

  @Override
  public LossState state() {
    return state;
  }

  @Override
  public void restore(LossState restored) {
    state = restored;
  }

  @Override
  long passBytes(int batch) {
    boolean wide =
        loss.link() instanceof Link.AlphaDivergence
            || !loss.wrongClass().equals(WrongClass.IDENTITY);
    long looked = (long) Math.ceil(options().sampleRate() * classes());
    long copies = options().samples() ? 3 : 1;
    return Float.BYTES * looked * ((wide ? 3L : 1L) * batch + copies * dimension());
  }

  @Override
  HeadPass pass(Tensor embeddings, int[] labels) {
    device().switchTo(true);
    return Torch.kept(
        () -> Torch.withoutGradient(() -> new Batch(embeddings, labels).run()), HeadPass::tensors);
  }

  /** One batch on its way through the head. */
  private final class Batch {

    private final Tensor x;
    private final int[] labels;
    private final Looked looked;
    private final Tensor w;
    private final Tensor column;

    private Batch(Tensor embeddings, int[] labels) {
      this.x = embeddings;
      this.labels = labels;
      this.looked = look(labels);
      this.w = looked.centres();
      this.column = device().up(looked.positions()).view(-1, 1);
    }

    private HeadPass run() {
      Tensor norms = Torch.rowNorms(x.to(ScalarType.Double));
      Tensor inverse = Torch.inverse(norms, NORM_FLOOR);
      Tensor unit = x.mul(inverse.to(ScalarType.Float));
      Tensor wInverse = Torch.inverse(Torch.rowNorms(w), NORM_FLOOR).view(1, -1);
      Tensor targets = targetCosines(inverse);
      if (state.values().length > 0) {
        state = state.updated(device().down(targets), device().down(norms));
      }
      Target margin = target(targets, norms);
      Tensor cosines = unit.mm(w.t()).mul_(wInverse).clamp_(Torch.some(-1), Torch.some(1));
      Transformed wrong = transformed(cosines, targets, norms);
      double scale = loss.scale();
      Tensor logits = wrong.value().mul_(Torch.scalar(scale));
      logits.scatter_(1, column, margin.value().mul(Torch.scalar(scale)).to(ScalarType.Float));
      DeviceLink.Rows link = DeviceLink.of(loss.link(), logits, column, options().labelSmoothing());
      double share = scale / labels.length;
      double smoothing = options().labelSmoothing();
      Tensor byLogit = link.others();
      if (smoothing > 0) {
        byLogit.sub_(Torch.scalar(smoothing / classes()));
      }
      Tensor own =
          link.target()
              .add(Torch.scalar(smoothing - smoothing / classes()))
              .mul_(Torch.scalar(share));
      Tensor byCosine = wrong.back(byLogit.mul_(Torch.scalar(share)));
      byCosine.scatter_(1, column, own.mul(margin.byCosine()).to(ScalarType.Float));
      byCosine.mul_(wInverse);
      Tensor dw = byCosine.t().mm(unit);
      removeRadial(dw, wInverse);
      Tensor byNorm =
          own.mul(margin.byNorm())
              .add(margin.penaltyByNorm().mul(Torch.scalar(1.0 / labels.length)));
      Tensor dx = embeddingGradient(byCosine.mm(w), unit, inverse, byNorm);
      Tensor mean =
          Torch.sum(link.loss().add(margin.penalty()), 0)
              .mul(Torch.scalar(1.0 / labels.length))
              .view(1);
      Tensor term = options().regulariser().map(r -> mean.add(r.addTo(w, dw).view(1))).orElse(mean);
      return new HeadPass(term, targets.view(-1), norms.view(-1), dx, dw, looked.sample());
    }

    /** cos θ_y, (N, 1) in double precision. */
    private Tensor targetCosines(Tensor inverse) {
      Tensor centres = w.index_select(0, column.view(-1)).to(ScalarType.Double);
      Tensor byNorm = Torch.inverse(Torch.rowNorms(centres), NORM_FLOOR);
      return Torch.sum(x.to(ScalarType.Double).mul(centres), 1)
          .mul_(inverse)
          .mul_(byNorm)
          .clamp_(Torch.some(-1), Torch.some(1));
    }

    /** dL/dx = ((g - (g·x̂) x̂) + dL/d‖x‖ x) / ‖x‖ with x̂ in front of the second. */
    private Tensor embeddingGradient(Tensor g, Tensor unit, Tensor inverse, Tensor byNorm) {
      Tensor radial = Torch.sum(g.mul(unit), 1);
      return g.addcmul_(radial, unit, Torch.scalar(-1))
          .mul_(inverse.to(ScalarType.Float))
          .addcmul_(unit, byNorm.to(ScalarType.Float));
    }

    /** dW_j ← dW_j - (dW_j·w_j) w_j / ‖w_j‖². */
    private void removeRadial(Tensor dw, Tensor wInverse) {
      Tensor squares = wInverse.square().view(-1, 1);
      for (long from = 0; from < dw.size(0); from += STRETCH) {
        long begin = from;
        long length = Math.min(STRETCH, dw.size(0) - from);
        Torch.scoped(
            () -> {
              Tensor g = dw.narrow(0, begin, length);
              Tensor centres = w.narrow(0, begin, length);
              Tensor radial = Torch.sum(g.mul(centres), 1).mul_(squares.narrow(0, begin, length));
              g.addcmul_(radial, centres, Torch.scalar(-1));
            });
      }
    }
  }

  /** What the loss makes of the target cosines; all (N, 1) in double precision. */
  private record Target(
      Tensor value, Tensor byCosine, Tensor byNorm, Tensor penalty, Tensor penaltyByNorm) {}

  private MarginLoss.Sample<Tensor> sample(TensorAlgebra algebra, Tensor cosines, Tensor norms) {
    List<Tensor> numbers = new ArrayList<>();
    for (double value : state.values()) {
      numbers.add(algebra.constant(value));
    }
    return new MarginLoss.Sample<>(cosines, norms, numbers);
  }

  private Target target(Tensor cosines, Tensor norms) {
    return Torch.withGradient(
        () -> {
          Tensor c = cosines.detach().set_requires_grad(true);
          Tensor n = norms.detach().set_requires_grad(true);
          TensorAlgebra algebra = new TensorAlgebra(cosines);
          Tensor z = loss.trainingTarget(algebra, sample(algebra, c, n)).expand_as(cosines);
          Tensor penalty = loss.normPenalty(algebra, n).expand_as(cosines);
          Tensor[] byBoth = slopes(z, c, n);
          return new Target(
              z.detach(), byBoth[0], byBoth[1], penalty.detach(), slopes(penalty, c, n)[1]);
        });
  }

  /** dz/dc and dz/dn, 0 where z does not depend on one. */
  private static Tensor[] slopes(Tensor z, Tensor c, Tensor n) {
    Tensor zero = c.detach().mul(Torch.scalar(0));
    if (!z.requires_grad()) {
      return new Tensor[] {zero, zero};
    }
    TensorVector found = Torch.gradients(z, zero.add(Torch.scalar(1)), c, n);
    return new Tensor[] {
      found.get(0).defined() ? found.get(0) : zero, found.get(1).defined() ? found.get(1) : zero
    };
  }

  /**
   * w of the wrong-class cosines.
   *
   * @param value may be written to
   */
  private record Transformed(Tensor value, Optional<Tensor[]> path) {

    /** From the gradient to w to that to the cosines; may be the same memory. */
    Tensor back(Tensor byValue) {
      return path.map(way -> Torch.gradients(way[1], byValue, way[0]).get(0).contiguous())
          .orElse(byValue);
    }
  }

  private Transformed transformed(Tensor cosines, Tensor targets, Tensor norms) {
    if (loss.wrongClass() instanceof WrongClass.Identity) {
      return new Transformed(cosines, Optional.empty());
    }
    return Torch.withGradient(
        () -> {
          Tensor leaf = cosines.detach().set_requires_grad(true);
          TensorAlgebra algebra = new TensorAlgebra(cosines);
          Tensor value =
              loss.wrongClass()
                  .apply(
                      algebra,
                      leaf,
                      sample(algebra, targets.to(ScalarType.Float), norms.to(ScalarType.Float)));
          return new Transformed(value.detach().clone(), Optional.of(new Tensor[] {leaf, value}));
        });
  }

  @Override
  public String description() {
    return "libtorch's operations on " + device().word() + ", fp32" + suffix();
  }
}
