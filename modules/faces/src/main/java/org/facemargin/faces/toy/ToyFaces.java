package org.facemargin.faces.toy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.RandomStream;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.files.Sha256;

/**
 * Drawn faces, made when asked for: nothing is stored, every picture is a function of the seed, the
 * split, the identity and the picture's number, the same on every JVM.
 *
 * <p>An identity is a point in a space of shape, colour and feature parameters; pictures of it
 * differ in pose, light, expression, occlusion, background and noise, strongly enough that
 * comparing pixels says little. The two splits draw their identities from separate random streams,
 * so that no test identity is ever trained on.
 *
 * <p>Not to be used to claim anything about faces of people.
 */
public final class ToyFaces implements LabelledFaces {

  /** Which half of the identities. */
  public enum Split {
    TRAIN,
    TEST
  }

  private static final String VERSION = "toy-faces/1";

  private final long seed;
  private final Split split;
  private final int identities;
  private final int imagesPerIdentity;
  private final int sizePx;
  private final RandomStream people;
  private final RandomStream pictures;

  /**
   * @param seed the run's seed
   * @param split train or test identities
   * @param identities how many people, at least 1
   * @param imagesPerIdentity how many pictures of each, at least 1
   * @param sizePx side of the square pictures, 16 to 1024 pixels
   * @throws ConfigurationException if a number is out of range
   */
  public ToyFaces(long seed, Split split, int identities, int imagesPerIdentity, int sizePx) {
    if (identities < 1
        || imagesPerIdentity < 1
        || (long) identities * imagesPerIdentity > Integer.MAX_VALUE) {
      throw new ConfigurationException(
          "Toy faces need at least one identity and one picture of each, and at most 2^31-1"
              + " pictures in all; got "
              + identities
              + " x "
              + imagesPerIdentity
              + ".");
    }
    if (sizePx < 16 || sizePx > 1024) {
      throw new ConfigurationException("Toy faces are 16 to 1024 px wide, got " + sizePx + ".");
    }
    this.seed = seed;
    this.split = split;
    this.identities = identities;
    this.imagesPerIdentity = imagesPerIdentity;
    this.sizePx = sizePx;
    String stream = "toy-faces/" + split.name().toLowerCase(Locale.ROOT);
    this.people = RandomStream.of(seed, stream + "/identity");
    this.pictures = RandomStream.of(seed, stream + "/conditions");
  }

  @Override
  public int size() {
    return identities * imagesPerIdentity;
  }

  @Override
  public String nameOf(int index) {
    return String.format(
        Locale.ROOT,
        "%s-%05d/%03d",
        split.name().toLowerCase(Locale.ROOT),
        labelOf(index),
        index % imagesPerIdentity);
  }

  @Override
  public FaceImage read(int index) {
    int label = labelOf(index);
    ToyIdentity who = ToyIdentity.draw(people.at(label).generator());
    ToyConditions how =
        ToyConditions.draw(pictures.at(label).at(index % imagesPerIdentity).generator());
    return new ToyPainter(who, how, sizePx).paint();
  }

  @Override
  public int labelOf(int index) {
    return index / imagesPerIdentity;
  }

  @Override
  public int identities() {
    return identities;
  }

  @Override
  public String fingerprint() {
    return Sha256.of(
        String.join(
            "\t",
            VERSION,
            Long.toString(seed),
            split.name(),
            Integer.toString(identities),
            Integer.toString(imagesPerIdentity),
            Integer.toString(sizePx)));
  }

  /**
   * Verification pairs over these faces in LFW's order: a fold is {@code perKind} pairs of one
   * person, then {@code perKind} pairs of two. People of different folds are different, as in LFW's
   * View 2.
   *
   * @param folds how many folds; each needs two identities at least
   * @param perKind pairs of each kind in a fold
   * @throws ConfigurationException if there are too few identities or pictures
   */
  public PairedFaces pairs(int folds, int perKind) {
    int people = folds < 1 ? 0 : identities / folds;
    if (people < 2 || imagesPerIdentity < 2 || perKind < 1) {
      throw new ConfigurationException(
          folds
              + " folds need at least two identities each and two pictures of each identity; there"
              + " are "
              + identities
              + " identities with "
              + imagesPerIdentity
              + " pictures.");
    }
    List<FacePair> pairs = new ArrayList<>(2 * folds * perKind);
    RandomStream stream = RandomStream.of(seed, "toy-faces/pairs");
    for (int fold = 0; fold < folds; fold++) {
      SplittableRandom random = stream.at(fold).generator();
      for (int i = 0; i < 2 * perKind; i++) {
        pairs.add(pair(random, fold * people, people, i < perKind));
      }
    }
    return new PairedFaces(this, pairs, folds);
  }

  private FacePair pair(SplittableRandom random, int firstPerson, int people, boolean same) {
    int one = random.nextInt(people);
    int other = same ? one : (one + 1 + random.nextInt(people - 1)) % people;
    int picture = random.nextInt(imagesPerIdentity);
    int step = same ? 1 + random.nextInt(imagesPerIdentity - 1) : random.nextInt(imagesPerIdentity);
    int otherPicture = (picture + step) % imagesPerIdentity;
    return new FacePair(
        (firstPerson + one) * imagesPerIdentity + picture,
        (firstPerson + other) * imagesPerIdentity + otherPicture,
        same);
  }
}
