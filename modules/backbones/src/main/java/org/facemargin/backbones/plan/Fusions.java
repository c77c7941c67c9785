package org.facemargin.backbones.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.facemargin.backbones.layers.BackboneLayer;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.PRelu;

/**
 * Which vertices inference computes in one: a convolution, the batch normalisation after it, and
 * then PReLU or a sum, each as long as nobody else reads what comes before.
 */
final class Fusions {

  private final PlanVertices vertices;
  private final List<List<Integer>> readers = new ArrayList<>();
  private final Map<Integer, Fusion> byLast = new HashMap<>();
  private final Set<Integer> inside = new HashSet<>();

  /**
   * Vertices computed in one, by their indices.
   *
   * @param convolution the first
   * @param norm the batch normalisation, if there is one
   * @param prelu the PReLU, if there is one
   * @param sum the sum, if there is one; not with a PReLU
   */
  record Fusion(int convolution, OptionalInt norm, OptionalInt prelu, OptionalInt sum) {

    int last() {
      return prelu.orElse(sum.orElse(norm.orElse(convolution)));
    }
  }

  Fusions(PlanVertices vertices) {
    this.vertices = vertices;
    vertices.all().forEach(vertex -> readers.add(new ArrayList<>()));
    for (int i = 0; i < vertices.all().size(); i++) {
      for (int input : vertices.all().get(i).inputs()) {
        if (input != PlanVertices.PICTURE) {
          readers.get(input).add(i);
        }
      }
    }
    for (int i = 0; i < vertices.all().size(); i++) {
      if (is(Convolution.class, i)) {
        add(i);
      }
    }
  }

  private void add(int convolution) {
    OptionalInt norm = after(convolution, reader -> is(BatchNorm.class, reader));
    int tip = norm.orElse(convolution);
    OptionalInt prelu = after(tip, reader -> is(PRelu.class, reader));
    OptionalInt sum = after(tip, reader -> isSum(reader) && !byLast.containsKey(reader));
    Fusion fusion = new Fusion(convolution, norm, prelu, sum);
    byLast.put(fusion.last(), fusion);
    inside.add(convolution);
    norm.ifPresent(inside::add);
    prelu.ifPresent(inside::add);
    sum.ifPresent(inside::add);
    inside.remove(fusion.last());
  }

  /** The only reader of a vertex, where it is one of those wanted. */
  private OptionalInt after(int vertex, Predicate<Integer> wanted) {
    List<Integer> all = readers.get(vertex);
    return vertex != vertices.output() && all.size() == 1 && wanted.test(all.get(0))
        ? OptionalInt.of(all.get(0))
        : OptionalInt.empty();
  }

  private boolean is(Class<? extends BackboneLayer> layer, int vertex) {
    return vertices.all().get(vertex).layer().filter(layer::isInstance).isPresent();
  }

  private boolean isSum(int vertex) {
    return vertices.all().get(vertex).layer().isEmpty();
  }

  /** Whether a vertex is computed with a later one. */
  boolean isInside(int vertex) {
    return inside.contains(vertex);
  }

  /** What is computed at the place of a vertex, if it is more than the vertex. */
  Fusion endingAt(int vertex) {
    return byLast.get(vertex);
  }

  boolean endsAt(int vertex) {
    return byLast.containsKey(vertex);
  }

  /** What a fusion's sum adds to the convolution. */
  int addend(Fusion fusion) {
    int own = fusion.norm().orElse(fusion.convolution());
    return vertices.all().get(fusion.sum().getAsInt()).inputs().stream()
        .filter(input -> input != own)
        .findFirst()
        .orElseThrow();
  }

  /** Whether a fusion may write its sum over a value: nobody reads it then or later but the sum. */
  boolean mayOverwrite(Fusion fusion, int value) {
    int sum = fusion.sum().getAsInt();
    return value != PlanVertices.PICTURE
        && value != vertices.output()
        && readers.get(value).stream()
            .allMatch(reader -> reader == sum || placeOf(reader) < fusion.last());
  }

  private int placeOf(int vertex) {
    int place = vertex;
    while (inside.contains(place)) {
      place = readers.get(place).get(0);
    }
    return place;
  }
}
