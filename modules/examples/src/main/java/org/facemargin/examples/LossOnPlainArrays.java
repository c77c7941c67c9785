package org.facemargin.examples;

import java.util.Map;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.facemargin.margins.ReferenceHead;

/** ArcFace's loss and gradients for embeddings and class centres in plain arrays. */
public final class LossOnPlainArrays {

  private LossOnPlainArrays() {}

  public static void main(String[] arguments) {
    ReferenceHead.Result result = arcFace();
    System.out.println("loss " + result.loss());
    System.out.println("dL/dx " + result.embeddingGradient()[0]);
  }

  /** One embedding, two classes, two dimensions; the target is class 0. */
  static ReferenceHead.Result arcFace() {
    MarginLoss loss = Margins.create("arcface", Map.of("m", "0.5", "scale", "8"));
    float[] embeddings = {3, 0};
    float[] centres = {0.6f, 0.8f, 0, 1};
    int[] targets = {0};
    return new ReferenceHead(loss, 2).run(embeddings, targets, centres, loss.initialState());
  }
}
