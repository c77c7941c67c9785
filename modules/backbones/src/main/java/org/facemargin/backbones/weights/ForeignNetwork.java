package org.facemargin.backbones.weights;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A network that came out of somebody else's file.
 *
 * @param graph the network with its weights; whoever asked for it closes it
 * @param name what it is, in words
 * @param unitOutput whether its authors' network divides embeddings by their norm, which the graph
 *     does not: it ends at the raw embedding
 * @param input what its authors feed it, where that is known
 * @param notes what else there is to say of the file: what was assumed, what was left aside
 */
public record ForeignNetwork(
    ComputationGraph graph,
    String name,
    boolean unitOutput,
    Optional<KnownInput> input,
    List<String> notes) {

  public ForeignNetwork {
    notes = List.copyOf(notes);
  }
}
