package org.facemargin.faces.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.noise.NoiseKind;
import org.facemargin.faces.noise.NoisyFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However faces are wrapped, what the source says of them arrives. */
class DerivedFacesTest {

  private static final List<String> PEOPLE = List.of("Ada", "Bo", "Cy", "Di");

  /** Four people, three pictures each, one left out. */
  private record Source() implements LabelledFaces {
    @Override
    public int size() {
      return 12;
    }

    @Override
    public String nameOf(int index) {
      return PEOPLE.get(index / 3) + "/" + index % 3;
    }

    @Override
    public FaceImage read(int index) {
      return new FaceImage(2, 2, new byte[12]);
    }

    @Override
    public int labelOf(int index) {
      return index / 3;
    }

    @Override
    public int identities() {
      return 4;
    }

    @Override
    public String identityName(int label) {
      return PEOPLE.get(label);
    }

    @Override
    public List<String> remarks() {
      return List.of("left out: 1");
    }

    @Override
    public String fingerprint() {
      return "print";
    }
  }

  @Test
  void sizesAndMemoryChangeNothingButPictures() {
    for (LabelledFaces faces :
        List.of(
            new ResizedLabelledFaces(new Source(), 4),
            new InMemoryFaces(new Source()),
            new InMemoryFaces(new ResizedLabelledFaces(new Source(), 4)))) {
      assertThat(faces.remarks()).containsExactly("left out: 1");
      assertThat(faces.identityName(2)).isEqualTo("Cy");
      assertThat(faces.identities()).isEqualTo(4);
      assertThat(faces.size()).isEqualTo(12);
      assertThat(faces.labelOf(11)).isEqualTo(3);
      assertThat(faces.nameOf(4)).isEqualTo("Bo/1");
      assertThat(faces.fingerprint()).isEqualTo("print");
    }
    assertThat(new ResizedLabelledFaces(new Source(), 4).read(0).widthPx()).isEqualTo(4);
  }

  /** A class is called after the person whose it is, as the clean pictures in it tell. */
  @ParameterizedTest
  @EnumSource(NoiseKind.class)
  void noiseKeepsNamesAndRemarks(NoiseKind kind) {
    NoisyFaces faces = new NoisyFaces(new Source(), kind, 0.5, 3);
    assertThat(faces.remarks()).containsExactly("left out: 1");
    for (int i = 0; i < faces.size(); i++) {
      if (faces.isClean(i)) {
        assertThat(faces.identityName(faces.labelOf(i)))
            .isEqualTo(PEOPLE.get(faces.trueIdentityOf(i)));
      }
    }
    assertThat(
            Stream.iterate(0, label -> label + 1)
                .limit(faces.identities())
                .map(faces::identityName)
                .distinct())
        .hasSize(faces.identities());
  }

  /** A wrapper that does not derive would swallow remarks: there is none in this module. */
  @Test
  void everyWrapperDerives() throws IOException {
    Path classes = Path.of("target", "classes");
    List<? extends Class<?>> wrappers;
    try (Stream<Path> files = Files.walk(classes)) {
      wrappers =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .map(file -> classes.relativize(file).toString())
              .filter(file -> !file.endsWith("-info.class"))
              .map(file -> file.replaceFirst("\\.class$", "").replaceAll("[/\\\\]", "."))
              .map(DerivedFacesTest::named)
              .filter(LabelledFaces.class::isAssignableFrom)
              .filter(each -> !Modifier.isAbstract(each.getModifiers()))
              .filter(DerivedFacesTest::takesOthers)
              .toList();
    }
    assertThat(wrappers)
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(each -> assertThat(each).isAssignableTo(DerivedFaces.class));
  }

  private static boolean takesOthers(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .flatMap(constructor -> Arrays.stream(constructor.getParameterTypes()))
        .anyMatch(
            parameter ->
                parameter.isAssignableFrom(LabelledFaces.class) && parameter != Object.class);
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name, false, DerivedFacesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
