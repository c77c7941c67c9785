package org.facemargin.experiments.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.source.PictureFiles;
import org.facemargin.files.Ingredients;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gallery is used again only while all that it was made of is the same. */
class GalleryIndexTest {

  private static final Alignment OTHER_ALIGNMENT =
      new Alignment(Ingredients.NONE.with("template", "other"), UnaryOperator.identity());

  @TempDir Path folder;
  private final AtomicInteger embedded = new AtomicInteger();
  private final List<String> notes = new ArrayList<>();
  private KnownPeople people;

  /** The first and last value of a picture. */
  private final class Corners implements FaceEmbedder {

    private final double mean;

    Corners(double mean) {
      this.mean = mean;
    }

    @Override
    public ImageSpec imageSpec() {
      return new ImageSpec(2, 2, ColorOrder.RGB, new double[] {mean, 0, 0}, new double[] {1, 1, 1});
    }

    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public int maxBatch() {
      return 64;
    }

    @Override
    public void embed(float[] inputs, int count, float[] embeddings, int offset) {
      for (int i = 0; i < count; i++) {
        embedded.incrementAndGet();
        embeddings[offset + 2 * i] = inputs[12 * i];
        embeddings[offset + 2 * i + 1] = inputs[12 * i + 11];
      }
    }

    @Override
    public void close() {}
  }

  private PictureEmbedder embedder(
      Ingredients execution,
      String sha256,
      double mean,
      Alignment alignment,
      FlipPolicy flip,
      int batch) {
    Map<String, String> facts = Map.of("sha256", sha256);
    return new PictureEmbedder(
        new ModelSource(new Corners(mean), flip, execution, facts),
        alignment,
        flip,
        new EmbeddingExtractor(batch, 1));
  }

  private static Ingredients execution(String engine, int threads, String processor) {
    return Ingredients.NONE
        .with("engine", engine)
        .with("threads", threads)
        .with("processor", processor);
  }

  private PictureEmbedder standard() {
    return embedder(execution("e", 1, "p"), "a", 0, Alignment.NONE, FlipPolicy.NONE, 8);
  }

  private static byte[] picture(int first) {
    byte[] rgb = new byte[12];
    Arrays.fill(rgb, (byte) 50);
    rgb[0] = (byte) first;
    return ImageCodec.png(new FaceImage(2, 2, rgb));
  }

  @BeforeEach
  void twoPeople() throws IOException {
    Path faces = Files.createDirectories(folder.resolve("faces"));
    Files.write(faces.resolve("ann.png"), picture(10));
    Files.write(faces.resolve("bob.png"), picture(20));
    people = KnownPeople.in(faces);
  }

  private Gallery gallery(KnownPeople who, PictureEmbedder embedder) {
    Progress listening =
        new Progress() {
          @Override
          public Task start(String what, String unit, long total) {
            return Progress.SILENT.start(what, unit, total);
          }

          @Override
          public void note(String text) {
            notes.add(text);
          }
        };
    return new GalleryIndex(folder.resolve("g.npy")).gallery(who, embedder, listening);
  }

  private boolean made(KnownPeople who, PictureEmbedder embedder) {
    int before = embedded.get();
    gallery(who, embedder);
    return embedded.get() > before;
  }

  @Test
  void eachIngredientAloneMakesItAgain() {
    assertThat(made(people, standard())).isTrue();
    assertThat(made(people, standard())).isFalse();
    Ingredients usual = execution("e", 1, "p");
    Map<String, PictureEmbedder> others =
        Map.of(
            "network", embedder(usual, "b", 0, Alignment.NONE, FlipPolicy.NONE, 8),
            "mean", embedder(usual, "a", 1, Alignment.NONE, FlipPolicy.NONE, 8),
            "alignment", embedder(usual, "a", 0, OTHER_ALIGNMENT, FlipPolicy.NONE, 8),
            "flip", embedder(usual, "a", 0, Alignment.NONE, FlipPolicy.SUM, 8),
            "batch", embedder(usual, "a", 0, Alignment.NONE, FlipPolicy.NONE, 1),
            "engine", embedder(execution("f", 1, "p"), "a", 0, Alignment.NONE, FlipPolicy.NONE, 8),
            "threads", embedder(execution("e", 2, "p"), "a", 0, Alignment.NONE, FlipPolicy.NONE, 8),
            "processor",
                embedder(execution("e", 1, "q"), "a", 0, Alignment.NONE, FlipPolicy.NONE, 8));
    others.forEach(
        (part, other) -> {
          notes.clear();
          assertThat(made(people, other)).as(part).isTrue();
          assertThat(notes).singleElement().asString().contains("made again (" + part + ": ");
          assertThat(made(people, other)).as(part).isFalse();
          assertThat(made(people, standard())).as("back from " + part).isTrue();
        });
  }

  /** Same name, length and time of change; other names for the same pictures. */
  @Test
  void anotherPictureOrPersonMakesItAgain() throws IOException {
    gallery(people, standard());
    Path ann = folder.resolve("faces/ann.png");
    FileTime time = Files.getLastModifiedTime(ann);
    byte[] other = picture(30);
    assertThat((long) other.length).isEqualTo(Files.size(ann));
    Files.write(ann, other);
    Files.setLastModifiedTime(ann, time);
    assertThat(made(people, standard())).isTrue();
    KnownPeople renamed = new KnownPeople(people.pictures(), List.of("ann", "robert"));
    assertThat(gallery(renamed, standard()).identities()).containsExactly("ann", "robert");
    PictureFiles called = new PictureFiles(people.pictures().files(), List.of("1.png", "2.png"));
    assertThat(
            gallery(new KnownPeople(called, renamed.identities()), standard()).pictures().names())
        .containsExactly("1.png", "2.png");
  }

  /** Killed between its two files, or one of them damaged: made again, never mixed. */
  @Test
  void filesOfTwoGalleriesAreNotMixed() throws IOException {
    gallery(people, standard());
    byte[] names = Files.readAllBytes(folder.resolve("g.npy.json"));
    PictureEmbedder summed =
        embedder(execution("e", 1, "p"), "a", 0, Alignment.NONE, FlipPolicy.SUM, 8);
    gallery(people, summed);
    Files.write(folder.resolve("g.npy.json"), names);
    assertThat(made(people, standard())).isTrue();
    Files.writeString(folder.resolve("g.npy.json"), "{\"schema\": \"gallery-index/1\"");
    assertThat(made(people, standard())).isTrue();
    assertThat(made(people, standard())).isFalse();
  }
}
