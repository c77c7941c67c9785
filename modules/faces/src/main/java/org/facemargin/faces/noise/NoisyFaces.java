package org.facemargin.faces.noise;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.RandomStream;
import org.facemargin.faces.source.DerivedFaces;
import org.facemargin.files.Sha256;

/**
 * A labelled set with a seeded share of label noise, and the mask of what is clean.
 *
 * <ul>
 *   <li>Closed-set: each picture is given, with probability {@code share}, the label of another
 *       person, drawn uniformly.
 *   <li>Open-set: whole people, in an order drawn from the seed, are taken out until their pictures
 *       are {@code share} of all; each such picture is given the label of somebody who stays.
 *       Classes are renumbered, so that there are fewer.
 *   <li>Split identities: people, in an order drawn from the seed, are split until their pictures
 *       are {@code share} of all: each of their pictures falls with probability one half into a new
 *       class. There are more classes; pictures that kept and pictures that left the first class
 *       are both counted as noisy, since neither class is the person.
 * </ul>
 *
 * <p>The picture behind an index never changes, so that clean and noisy samples can be told apart
 * in any plot. Question and types after ExpFace's study of noisy labels.
 */
public final class NoisyFaces extends DerivedFaces {

  private final String description;
  private final int[] labels;
  private final BitSet noisy;
  private final int[] personOf;
  private int identities;

  /**
   * @param origin the clean set
   * @param kind how labels are wrong
   * @param share share of noisy pictures, in [0, 1], below 1 for open-set; for open-set and split
   *     it is reached by whole people and so only approximately
   * @param seed the run's seed; the stream is "label-noise"
   * @throws ConfigurationException if the share is out of range or there are fewer than two people
   */
  public NoisyFaces(LabelledFaces origin, NoiseKind kind, double share, long seed) {
    super(origin);
    boolean everybody = share == 1 && kind != NoiseKind.OPEN_SET;
    if (!(share >= 0 && share < 1 || everybody) || origin.identities() < 2) {
      throw ConfigurationException.of(
          "Label noise needs a share in [0, 1], below 1 for open-set, and two people at least,"
              + " got %s and %s.",
          share, origin.identities());
    }
    this.description = kind + "\t" + share + "\t" + seed;
    this.labels = new int[origin.size()];
    this.noisy = new BitSet(origin.size());
    for (int i = 0; i < labels.length; i++) {
      labels[i] = origin.labelOf(i);
    }
    this.personOf = new int[2 * origin.identities()];
    Arrays.setAll(personOf, person -> person);
    RandomStream stream = RandomStream.of(seed, "label-noise");
    switch (kind) {
      case CLOSED_SET -> closedSet(share, stream);
      case OPEN_SET -> openSet(share, stream);
      case SPLIT -> split(share, stream);
    }
  }

  private void closedSet(double share, RandomStream stream) {
    identities = origin().identities();
    for (int i = 0; i < labels.length; i++) {
      SplittableRandom random = stream.at(i).generator();
      if (random.nextDouble() < share) {
        labels[i] = (labels[i] + 1 + random.nextInt(identities - 1)) % identities;
        noisy.set(i);
      }
    }
  }

  private void openSet(double share, RandomStream stream) {
    BitSet removed = people(share, stream, origin().identities() - 1);
    int[] renumbered = new int[origin().identities()];
    for (int person = 0; person < renumbered.length; person++) {
      if (!removed.get(person)) {
        personOf[identities] = person;
        renumbered[person] = identities++;
      }
    }
    for (int i = 0; i < labels.length; i++) {
      if (removed.get(labels[i])) {
        noisy.set(i);
        labels[i] = stream.at(i).generator().nextInt(identities);
      } else {
        labels[i] = renumbered[labels[i]];
      }
    }
  }

  private void split(double share, RandomStream stream) {
    BitSet divided = people(share, stream, origin().identities());
    identities = origin().identities();
    int[] second = new int[origin().identities()];
    for (int person = 0; person < second.length; person++) {
      if (divided.get(person)) {
        personOf[identities] = person;
        second[person] = identities++;
      }
    }
    boolean[] toSecond = new boolean[second.length];
    int[] last = new int[second.length];
    for (int i = 0; i < labels.length; i++) {
      last[labels[i]] = i;
    }
    for (int i = 0; i < labels.length; i++) {
      int person = labels[i];
      if (divided.get(person)) {
        noisy.set(i);
        boolean stillEmpty = !toSecond[person] && last[person] == i;
        if (stillEmpty || stream.at(i).generator().nextBoolean()) {
          labels[i] = second[person];
          toSecond[person] = true;
        }
      }
    }
  }

  /** People in drawn order until their pictures are the share, at most {@code most} of them. */
  private BitSet people(double share, RandomStream stream, int most) {
    int[] counts = new int[origin().identities()];
    for (int label : labels) {
      counts[label]++;
    }
    int[] order = new int[counts.length];
    SplittableRandom random = stream.at(-1).generator();
    for (int i = 0; i < order.length; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    BitSet chosen = new BitSet();
    long pictures = 0;
    for (int i = 0; i < most && pictures < share * labels.length; i++) {
      chosen.set(order[i]);
      pictures += counts[order[i]];
    }
    return chosen;
  }

  /** Whether the label of picture {@code index} is right. */
  public boolean isClean(int index) {
    return !noisy.get(index);
  }

  /** Who picture {@code index} shows: its identity in the clean set. */
  public int trueIdentityOf(int index) {
    return origin().labelOf(index);
  }

  /** How many pictures are noisy. */
  public int noisyCount() {
    return noisy.cardinality();
  }

  @Override
  public int labelOf(int index) {
    return labels[index];
  }

  @Override
  public int identities() {
    return identities;
  }

  /** The person's whose class it is; the second of two classes says so. */
  @Override
  public String identityName(int label) {
    int person = personOf[label];
    return origin().identityName(person)
        + (label >= origin().identities() ? " (second class)" : "");
  }

  @Override
  public String fingerprint() {
    return Sha256.of(origin().fingerprint() + "\tlabel-noise\t" + description);
  }
}
