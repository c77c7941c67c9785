package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import org.facemargin.margins.LossState;
import org.facemargin.margins.regularisers.CentreRegulariser;
import org.facemargin.training.heads.HeadResult;
import org.facemargin.training.heads.MarginHead;

/** A head whose loss has one term more, on the class centres alone. Every class takes part. */
final class RegularisedHead implements MarginHead {

  private final MarginHead head;
  private final CentreRegulariser regulariser;
  private final String name;

  RegularisedHead(MarginHead head, CentreRegulariser regulariser, String name) {
    this.head = head;
    this.regulariser = regulariser;
    this.name = name;
  }

  @Override
  public int classes() {
    return head.classes();
  }

  @Override
  public int dimension() {
    return head.dimension();
  }

  @Override
  public FloatBuffer weights() {
    return head.weights();
  }

  @Override
  public LossState state() {
    return head.state();
  }

  @Override
  public void restore(LossState state) {
    head.restore(state);
  }

  @Override
  public HeadResult forwardBackward(
      FloatBuffer embeddings,
      int[] labels,
      FloatBuffer embeddingGradient,
      FloatBuffer weightGradient) {
    HeadResult result = head.forwardBackward(embeddings, labels, embeddingGradient, weightGradient);
    double term = regulariser.addTo(head.weights(), head.dimension(), weightGradient);
    return new HeadResult(
        result.loss() + term, result.meanTargetCosine(), result.targetCosines(), result.norms());
  }

  @Override
  public void startAt(long nextPass) {
    head.startAt(nextPass);
  }

  @Override
  public String description() {
    return head.description() + ", with " + name;
  }

  @Override
  public void close() {
    head.close();
  }
}
