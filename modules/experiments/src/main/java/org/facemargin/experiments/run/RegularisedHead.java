package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.facemargin.margins.regularisers.CentreRegulariser;
import org.facemargin.margins.regularisers.CentreShare;
import org.facemargin.training.heads.DecoratedHead;
import org.facemargin.training.heads.HeadResult;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;

/** A head whose loss has one term more, on the class centres alone. Every class takes part. */
final class RegularisedHead extends DecoratedHead {

  private final CentreRegulariser regulariser;
  private final String name;
  private final Collective ranks;

  RegularisedHead(MarginHead head, CentreRegulariser regulariser, String name, Collective ranks) {
    super(head);
    this.regulariser = regulariser;
    this.name = name;
    this.ranks = ranks;
  }

  @Override
  public Optional<int[]> sampledClasses() {
    return Optional.empty();
  }

  @Override
  public HeadResult forwardBackward(
      FloatBuffer embeddings,
      int[] labels,
      FloatBuffer embeddingGradient,
      FloatBuffer weightGradient) {
    HeadResult result = head.forwardBackward(embeddings, labels, embeddingGradient, weightGradient);
    double term = regulariser.addTo(head.weights(), head.dimension(), weightGradient, share());
    return new HeadResult(
        result.loss() + term, result.meanTargetCosine(), result.targetCosines(), result.norms());
  }

  private CentreShare share() {
    return new CentreShare() {
      @Override
      public int first() {
        return range().first();
      }

      @Override
      public int total() {
        return range().total();
      }

      @Override
      public void sum(double[] values) {
        ranks.sum(values);
      }
    };
  }

  @Override
  public String description() {
    return head.description() + ", with " + name;
  }
}
