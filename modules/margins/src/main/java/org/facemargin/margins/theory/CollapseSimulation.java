package org.facemargin.margins.theory;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.RandomStream;
import org.facemargin.margins.Dual;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.WrongClass;
import org.facemargin.margins.regularisers.CentreRegulariser;

/**
 * Polar collapse in seconds, without pictures: a small network and class centres trained on
 * Gaussian classes that share a common direction.
 *
 * <pre>
 * input   = class mean N(0, 1) + noise N(0, σ) in each of k components, the first component fixed at 3
 * linear  : x = A u                  hidden: x = A tanh(B u)
 * loss    = softmax over s z(c_y), s w(c_j); SGD with momentum 0.9, rate × 0.1 after 70 % of the steps
 * </pre>
 *
 * <p>Without the common direction nothing collapses: it is what embeddings can all follow at once.
 * The exact gradient is used whatever the loss's gradient mode says in training.
 *
 * <p>Cost: N·C·d a step in float32 on one thread.
 */
public final class CollapseSimulation {

  private static final double MOMENTUM = 0.9;
  private static final float COMMON = 3;

  /** Hundreds of terms below e^-25 of the largest change no bit of a float32 sum. */
  private static final double NEGLIGIBLE = -25;

  /**
   * What is trained.
   *
   * @param classes C
   * @param inputs components of an input, k
   * @param dimension components of an embedding, d
   * @param hidden units between input and embedding; 0 for a linear embedding
   * @param noise σ
   * @param batch N
   * @param steps steps
   * @param rate learning rate
   * @param centreDeviation standard deviation of a centre's components at the start. The step of a
   *     centre's direction is the rate over its squared norm, so that this sets how far training
   *     gets before the loss is 0: with 1 the probe stops at a mean target cosine of -0.3
   */
  public record Setting(
      int classes,
      int inputs,
      int dimension,
      int hidden,
      double noise,
      int batch,
      int steps,
      double rate,
      double centreDeviation) {

    /** The reference probe: a linear embedding that collapses within 500 steps. */
    public static final Setting PROBE = new Setting(500, 64, 32, 0, 1, 256, 3000, 0.5, 0.1);

    /** This setting with hidden units; 0 for a linear embedding. */
    public Setting withHidden(int units) {
      return new Setting(
          classes, inputs, dimension, units, noise, batch, steps, rate, centreDeviation);
    }

    /** This setting with another number of steps. */
    public Setting withSteps(int count) {
      return new Setting(
          classes, inputs, dimension, hidden, noise, batch, count, rate, centreDeviation);
    }
  }

  /**
   * One point of a run.
   *
   * @param step steps so far
   * @param meanTargetCosine mean of cos θ_y over the last batch
   * @param meanCentreNorm norm of the mean unit centre
   * @param nearestIsTarget share of the last batch whose nearest centre is its own
   */
  public record Point(
      int step, double meanTargetCosine, double meanCentreNorm, double nearestIsTarget) {}

  /** What a step saw before it changed anything. */
  private record Batch(double meanTargetCosine, double nearestIsTarget) {}

  private final Setting setting;
  private final MarginLoss loss;
  private final Optional<CentreRegulariser> regulariser;
  private final SplittableRandom random;
  private final float[] means;
  private final Layer first;
  private final Layer second;
  private final float[] centres;
  private final float[] centreVelocity;
  private final float[] unitCentres;
  private final float[] unitTransposed;
  private final float[] centreNorms;

  /**
   * @param setting size and schedule
   * @param loss a loss that is a function of the cosine alone, with the identity or WC-ReLU for
   *     wrong classes
   * @param regulariser a cure that looks at the centres
   * @param stream where randomness comes from
   */
  public CollapseSimulation(
      Setting setting,
      MarginLoss loss,
      Optional<CentreRegulariser> regulariser,
      RandomStream stream) {
    this.setting = setting;
    requireKnown(loss.wrongClass());
    this.loss = loss;
    this.regulariser = regulariser;
    random = stream.generator();
    means = normal(setting.classes() * setting.inputs(), 1);
    int between = setting.hidden() == 0 ? setting.inputs() : setting.hidden();
    first = new Layer(setting.inputs(), setting.hidden());
    second = new Layer(between, setting.dimension());
    centres = normal(setting.classes() * setting.dimension(), setting.centreDeviation());
    centreVelocity = new float[centres.length];
    unitCentres = new float[centres.length];
    unitTransposed = new float[centres.length];
    centreNorms = new float[setting.classes()];
  }

  private static void requireKnown(WrongClass transform) {
    boolean known =
        transform instanceof WrongClass.Identity
            || transform instanceof WrongClass.Rectified rectified
                && rectified.inner() instanceof WrongClass.Identity;
    if (!known) {
      throw new ConfigurationException(
          "The simulation knows wrong classes as they are and WC-ReLU, not " + transform + ".");
    }
  }

  private float[] normal(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  /** A matrix of weights (out, in) with its momentum. */
  private final class Layer {
    private final int in;
    private final int out;
    private final float[] weights;
    private final float[] velocity;

    Layer(int in, int out) {
      this.in = in;
      this.out = out;
      weights = normal(in * out, 1 / Math.sqrt(in));
      velocity = new float[weights.length];
    }

    void forward(float[] from, int rows, float[] to) {
      for (int i = 0; i < rows; i++) {
        for (int o = 0; o < out; o++) {
          float sum = 0;
          for (int k = 0; k < in; k++) {
            sum += weights[o * in + k] * from[i * in + k];
          }
          to[i * out + o] = sum;
        }
      }
    }

    /** Adds to the gradient of {@code from}; updates the weights. */
    void backward(float[] from, int rows, float[] byTo, float[] byFrom, double rate) {
      float[] gradient = new float[weights.length];
      for (int i = 0; i < rows; i++) {
        for (int o = 0; o < out; o++) {
          float g = byTo[i * out + o];
          for (int k = 0; k < in; k++) {
            gradient[o * in + k] += g * from[i * in + k];
            byFrom[i * in + k] += g * weights[o * in + k];
          }
        }
      }
      descend(weights, velocity, gradient, rate);
    }
  }

  private static void descend(float[] weights, float[] velocity, float[] gradient, double rate) {
    float momentum = (float) MOMENTUM;
    float by = (float) rate;
    for (int i = 0; i < weights.length; i++) {
      velocity[i] = momentum * velocity[i] + gradient[i];
      weights[i] -= by * velocity[i];
    }
  }

  /** Trains and reports {@code points} times, evenly spread, the last time at the end. */
  public List<Point> run(int points) {
    List<Point> curve = new ArrayList<>();
    MarginEvaluator evaluator = MarginEvaluator.of(loss);
    for (int step = 0; step < setting.steps(); step++) {
      double rate = step < 0.7 * setting.steps() ? setting.rate() : 0.1 * setting.rate();
      Batch batch = step(evaluator, rate);
      boolean report =
          (long) (step + 1) * points / setting.steps() != (long) step * points / setting.steps();
      if (report) {
        curve.add(
            new Point(
                step + 1, batch.meanTargetCosine(), meanCentreNorm(), batch.nearestIsTarget()));
      }
    }
    return curve;
  }

  private Batch step(MarginEvaluator evaluator, double rate) {
    int n = setting.batch();
    int[] labels = new int[n];
    float[] inputs = new float[n * setting.inputs()];
    draw(labels, inputs);
    float[] hidden = new float[n * setting.hidden()];
    float[] x = new float[n * setting.dimension()];
    boolean linear = setting.hidden() == 0;
    if (!linear) {
      first.forward(inputs, n, hidden);
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = (float) Math.tanh(hidden[i]);
      }
    }
    second.forward(linear ? inputs : hidden, n, x);
    float[] byX = new float[x.length];
    Batch batch = head(evaluator, x, labels, byX, rate);
    float[] byHidden = new float[n * second.in];
    second.backward(linear ? inputs : hidden, n, byX, byHidden, rate);
    if (!linear) {
      for (int i = 0; i < hidden.length; i++) {
        byHidden[i] *= 1 - hidden[i] * hidden[i];
      }
      first.backward(inputs, n, byHidden, new float[inputs.length], rate);
    }
    return batch;
  }

  private void draw(int[] labels, float[] inputs) {
    int k = setting.inputs();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(setting.classes());
      inputs[i * k] = COMMON;
      for (int c = 1; c < k; c++) {
        inputs[i * k + c] =
            (float) (means[labels[i] * k + c] + setting.noise() * random.nextGaussian());
      }
    }
  }

  /** Cosines, posterior, gradients; updates the centres. */
  private Batch head(MarginEvaluator evaluator, float[] x, int[] labels, float[] byX, double rate) {
    int d = setting.dimension();
    int classes = setting.classes();
    normaliseCentres();
    float[] byUnit = new float[classes * d];
    float[] row = new float[classes];
    double cosines = 0;
    int nearest = 0;
    for (int i = 0; i < labels.length; i++) {
      double norm = norm(x, i * d, d);
      float[] unit = new float[d];
      java.util.Arrays.fill(row, 0);
      for (int k = 0; k < d; k++) {
        unit[k] = (float) (x[i * d + k] / norm);
        axpy(unit[k], unitTransposed, k * classes, row, 0, classes);
      }
      double target = Math.max(-1, Math.min(1, row[labels[i]]));
      cosines += target;
      nearest += isLargest(row, labels[i]) ? 1 : 0;
      gradientOfRow(evaluator.exactTarget(target, 1), row, labels[i], labels.length);
      float[] g = new float[d];
      for (int j = 0; j < classes; j++) {
        if (row[j] != 0) {
          axpy(row[j], unitCentres, j * d, g, 0, d);
          axpy(row[j], unit, 0, byUnit, j * d, d);
        }
      }
      project(g, unit, norm, byX, i * d);
    }
    updateCentres(byUnit, rate);
    return new Batch(cosines / labels.length, (double) nearest / labels.length);
  }

  private static boolean isLargest(float[] row, int label) {
    for (float value : row) {
      if (value > row[label]) {
        return false;
      }
    }
    return true;
  }

  /** Cosines become dL/dcosine, in place. */
  private void gradientOfRow(Dual target, float[] row, int label, int batch) {
    boolean rectified = loss.wrongClass() instanceof WrongClass.Rectified;
    double scale = loss.scale();
    double largest = scale * target.value();
    for (int j = 0; j < row.length; j++) {
      if (j != label) {
        largest = Math.max(largest, scale * (rectified ? Math.max(0, row[j]) : row[j]));
      }
    }
    double sum = Math.exp(scale * target.value() - largest);
    double atTarget = sum;
    double[] weights = new double[row.length];
    for (int j = 0; j < row.length; j++) {
      double below = scale * (rectified ? Math.max(0, row[j]) : row[j]) - largest;
      if (j != label && below > NEGLIGIBLE) {
        weights[j] = Math.exp(below);
        sum += weights[j];
      }
    }
    for (int j = 0; j < row.length; j++) {
      boolean dead = rectified && row[j] <= 0;
      row[j] = dead ? 0 : (float) (scale * weights[j] / sum / batch);
    }
    row[label] = (float) (scale * (atTarget / sum - 1) * target.byCosine() / batch);
  }

  private void normaliseCentres() {
    int d = setting.dimension();
    for (int j = 0; j < setting.classes(); j++) {
      centreNorms[j] = (float) norm(centres, j * d, d);
      for (int k = 0; k < d; k++) {
        unitCentres[j * d + k] = centres[j * d + k] / centreNorms[j];
        unitTransposed[k * setting.classes() + j] = unitCentres[j * d + k];
      }
    }
  }

  private void updateCentres(float[] byUnit, double rate) {
    int d = setting.dimension();
    float[] gradient = new float[centres.length];
    float[] unit = new float[d];
    float[] g = new float[d];
    for (int j = 0; j < setting.classes(); j++) {
      for (int k = 0; k < d; k++) {
        unit[k] = centres[j * d + k] / centreNorms[j];
        g[k] = byUnit[j * d + k];
      }
      project(g, unit, centreNorms[j], gradient, j * d);
    }
    regulariser.ifPresent(
        term -> term.addTo(FloatBuffer.wrap(centres), d, FloatBuffer.wrap(gradient)));
    descend(centres, centreVelocity, gradient, rate);
  }

  /** (g - (g·û) û) / norm. */
  private static void project(float[] g, float[] unit, double norm, float[] to, int offset) {
    float along = dot(g, unit, 0, g.length);
    for (int k = 0; k < g.length; k++) {
      to[offset + k] = (float) ((g[k] - along * unit[k]) / norm);
    }
  }

  private static void axpy(float a, float[] x, int xOffset, float[] y, int yOffset, int count) {
    for (int i = 0; i < count; i++) {
      y[yOffset + i] += a * x[xOffset + i];
    }
  }

  private static float dot(float[] a, float[] b, int offset, int count) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      s0 += a[i] * b[offset + i];
      s1 += a[i + 1] * b[offset + i + 1];
      s2 += a[i + 2] * b[offset + i + 2];
      s3 += a[i + 3] * b[offset + i + 3];
    }
    for (; i < count; i++) {
      s0 += a[i] * b[offset + i];
    }
    return s0 + s1 + s2 + s3;
  }

  private static double norm(float[] values, int offset, int count) {
    double squares = 0;
    for (int k = offset; k < offset + count; k++) {
      squares += (double) values[k] * values[k];
    }
    return Math.max(Math.sqrt(squares), 1e-12);
  }

  private double meanCentreNorm() {
    int d = setting.dimension();
    double[] mean = new double[d];
    for (int j = 0; j < setting.classes(); j++) {
      double norm = norm(centres, j * d, d);
      for (int k = 0; k < d; k++) {
        mean[k] += centres[j * d + k] / norm / setting.classes();
      }
    }
    double squares = 0;
    for (double value : mean) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }
}
