package org.facemargin.training.heads;

import java.util.Arrays;
import org.facemargin.margins.Dual;
import org.facemargin.margins.GradientMode;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.facemargin.margins.WrongClass;

/**
 * The wrong-class transform over one class's cosines to the N rows of a batch, in float32. The
 * known transforms are written out; any other is read element by element.
 */
interface RowTransform {

  /**
   * @param cosines c_i to one class; not modified
   * @param values receives w(c_i)
   */
  void values(float[] cosines, float[] values, int count);

  /**
   * @param cosines c_i to one class; not modified
   * @param values receives w(c_i)
   * @param slopes receives dw/dc_i
   */
  void slopes(float[] cosines, float[] values, float[] slopes, int count);

  /** Whether w(c) = c. */
  default boolean identity() {
    return false;
  }

  /**
   * The transform of a loss for a batch.
   *
   * @param targets target cosines
   * @param norms norms of the raw embeddings
   * @param state the loss's state for this step
   */
  static RowTransform of(MarginLoss loss, double[] targets, double[] norms, LossState state) {
    MarginEvaluator evaluator = new MarginEvaluator(loss, state);
    return of(loss.wrongClass(), evaluator, targets, norms, state.values());
  }

  private static RowTransform of(
      WrongClass kind,
      MarginEvaluator evaluator,
      double[] targets,
      double[] norms,
      double[] state) {
    if (kind instanceof WrongClass.Identity) {
      return new Identity();
    }
    if (kind instanceof WrongClass.Rectified rectified) {
      return known(rectified.inner())
          ? new Rectified(of(rectified.inner(), evaluator, targets, norms, state))
          : new ElementByElement(evaluator, targets, norms);
    }
    if (kind instanceof WrongClass.Filtered filtered && known(filtered.inner())) {
      return new Filtered(
          (float) filtered.threshold(), of(filtered.inner(), evaluator, targets, norms, state));
    }
    if (kind instanceof WrongClass.Held held) {
      return new Held((float) held.bound());
    }
    if (kind instanceof WrongClass.Curricular curricular) {
      return new Curricular(curricular.marginRad(), targets, (float) state[0]);
    }
    if (kind instanceof WrongClass.DividedAngle divided) {
      return new DividedAngle(divided.divisor(), divided.gradient() == GradientMode.EXACT);
    }
    return new ElementByElement(evaluator, targets, norms);
  }

  private static boolean known(WrongClass kind) {
    return kind instanceof WrongClass.Identity
        || kind instanceof WrongClass.Held
        || kind instanceof WrongClass.Filtered filtered && known(filtered.inner())
        || kind instanceof WrongClass.Curricular
        || kind instanceof WrongClass.DividedAngle;
  }

  /** w(c) = c. */
  record Identity() implements RowTransform {
    @Override
    public boolean identity() {
      return true;
    }

    @Override
    public void values(float[] cosines, float[] values, int count) {
      System.arraycopy(cosines, 0, values, 0, count);
    }

    @Override
    public void slopes(float[] cosines, float[] values, float[] slopes, int count) {
      System.arraycopy(cosines, 0, values, 0, count);
      Arrays.fill(slopes, 0, count, 1);
    }
  }

  /** max(w(c), 0). */
  record Rectified(RowTransform inner) implements RowTransform {
    @Override
    public void values(float[] cosines, float[] values, int count) {
      inner.values(cosines, values, count);
      for (int i = 0; i < count; i++) {
        values[i] = values[i] > 0 ? values[i] : 0;
      }
    }

    @Override
    public void slopes(float[] cosines, float[] values, float[] slopes, int count) {
      inner.slopes(cosines, values, slopes, count);
      for (int i = 0; i < count; i++) {
        slopes[i] = values[i] > 0 ? slopes[i] : 0;
        values[i] = values[i] > 0 ? values[i] : 0;
      }
    }
  }

  /** w(0) without gradient where c is above the threshold. */
  record Filtered(float threshold, RowTransform inner) implements RowTransform {
    @Override
    public void values(float[] cosines, float[] values, int count) {
      inner.values(kept(cosines, count), values, count);
    }

    @Override
    public void slopes(float[] cosines, float[] values, float[] slopes, int count) {
      inner.slopes(kept(cosines, count), values, slopes, count);
      for (int i = 0; i < count; i++) {
        slopes[i] = cosines[i] > threshold ? 0 : slopes[i];
      }
    }

    private float[] kept(float[] cosines, int count) {
      float[] kept = new float[count];
      for (int i = 0; i < count; i++) {
        kept[i] = cosines[i] > threshold ? 0 : cosines[i];
      }
      return kept;
    }
  }

  /** c in [-bound, bound], without gradient beyond. */
  record Held(float bound) implements RowTransform {
    @Override
    public void values(float[] cosines, float[] values, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = Math.max(-bound, Math.min(bound, cosines[i]));
      }
    }

    @Override
    public void slopes(float[] cosines, float[] values, float[] slopes, int count) {
      values(cosines, values, count);
      for (int i = 0; i < count; i++) {
        slopes[i] = cosines[i] < -bound || cosines[i] > bound ? 0 : 1;
      }
    }
  }

  /** c (t + c) above the row's threshold cos(θ_y + m). */
  final class Curricular implements RowTransform {
    private final float[] thresholds;
    private final float t;

    Curricular(double marginRad, double[] targets, float t) {
      this.t = t;
      this.thresholds = new float[targets.length];
      for (int i = 0; i < targets.length; i++) {
        double target = Math.max(-1, Math.min(1, targets[i]));
        thresholds[i] = (float) Math.cos(Math.acos(target) + marginRad);
      }
    }

    @Override
    public void values(float[] cosines, float[] values, int count) {
      for (int i = 0; i < count; i++) {
        float c = cosines[i];
        values[i] = c > thresholds[i] ? c * (t + c) : c;
      }
    }

    @Override
    public void slopes(float[] cosines, float[] values, float[] slopes, int count) {
      values(cosines, values, count);
      for (int i = 0; i < count; i++) {
        float c = cosines[i];
        slopes[i] = c > thresholds[i] ? t + 2 * c : 1;
      }
    }
  }

  /** cos(arccos(c) / m). */
  final class DividedAngle implements RowTransform {
    private final double divisor;
    private final boolean exact;

    DividedAngle(double divisor, boolean exact) {
      this.divisor = divisor;
      this.exact = exact;
    }

    private static double held(float cosine) {
      return Math.max(-1, Math.min(1, cosine));
    }

    @Override
    public void values(float[] cosines, float[] values, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) Math.cos(Math.acos(held(cosines[i])) / divisor);
      }
    }

    @Override
    public void slopes(float[] cosines, float[] values, float[] slopes, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) Math.cos(Math.acos(held(cosines[i])) / divisor);
        double inside = Math.max(-Margins.EDGE, Math.min(Margins.EDGE, cosines[i]));
        double sine = Math.sqrt((1 - inside) * (1 + inside));
        double slope = Math.sin(Math.acos(inside) / divisor) / (divisor * sine);
        slopes[i] = exact ? (float) slope : 1;
      }
    }
  }

  /** A transform the head does not know, through the loss's algebra. */
  final class ElementByElement implements RowTransform {
    private final MarginEvaluator evaluator;
    private final double[] targets;
    private final double[] norms;

    ElementByElement(MarginEvaluator evaluator, double[] targets, double[] norms) {
      this.evaluator = evaluator;
      this.targets = targets;
      this.norms = norms;
    }

    @Override
    public void values(float[] cosines, float[] values, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) evaluator.wrongClass(cosines[i], targets[i], norms[i]).value();
      }
    }

    @Override
    public void slopes(float[] cosines, float[] values, float[] slopes, int count) {
      for (int i = 0; i < count; i++) {
        Dual w = evaluator.wrongClass(cosines[i], targets[i], norms[i]);
        values[i] = (float) w.value();
        slopes[i] = (float) w.byCosine();
      }
    }
  }
}
