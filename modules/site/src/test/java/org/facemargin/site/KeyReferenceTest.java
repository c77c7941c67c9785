package org.facemargin.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.facemargin.files.yaml.AskedKey.Type;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.site.ExploredKeys.KnownKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference of keys knows what reading code asks for, used by a file or not. */
class KeyReferenceTest {

  private static Map<String, Collection<KnownKey>> keys;

  @BeforeAll
  static void explore() {
    keys = KeyReference.keys(ProjectFolder.find());
  }

  private static KnownKey key(String kind, String path, String plugIn) {
    return keys.get(kind).stream()
        .filter(key -> key.path().equals(path) && key.plugIn().orElse("").equals(plugIn))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no key " + path + " of " + kind));
  }

  @Test
  void aNumberHasItsRangeAndItsDefault() {
    KnownKey threads = key("A run", "data.loader_threads", "");
    assertThat(threads.type()).isEqualTo(Type.WHOLE_NUMBER);
    assertThat(threads.values()).isEqualTo("[1, 256]");
    assertThat(threads.otherwise()).contains("2");
    assertThat(threads.reader().getSimpleName()).isEqualTo("DataConfig");
    assertThat(key("A run", "trainer.batch_size", "").optional()).isFalse();
  }

  @Test
  void keysThatNoFileUsesAreFound() {
    assertThat(key("A run", "head.reinitialise.at_step", "").type()).isEqualTo(Type.WHOLE_NUMBER);
    assertThat(key("A run", "data.train.rec", "").seenWith().get("kind")).containsExactly("record");
    assertThat(key("A benchmark", "frame_norm", "").otherwise()).contains("true");
  }

  @Test
  void parametersAreThoseOfTheirPlugIn() {
    assertThat(key("A run", "loss.m", "arcface").otherwise()).contains("0.5");
    assertThat(key("A run", "loss.m", "cosface").otherwise()).contains("0.4");
    assertThat(key("A run", "optimizer.momentum", "sgd").otherwise()).contains("0.9");
  }

  @Test
  void everyKeyHasAType() {
    keys.forEach(
        (kind, of) -> {
          assertThat(of).as(kind).hasSizeGreaterThan(4);
          assertThat(of).as(kind).noneMatch(key -> key.type() == Type.ANY);
        });
  }

  /** Two kinds, each with a key of its own; a section that is left out; a list of sections. */
  @Test
  void whatIsHiddenBehindAChoiceIsReached(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, "kind: a\nheight: 3\n");
    Collection<KnownKey> found =
        ExploredKeys.of(
            List.of(file),
            read -> {
              ConfigReader reader = ConfigReader.read(read);
              if (reader.oneOf("kind", List.of("a", "b")).equals("b")) {
                reader.number("width", 0.5, 2);
              } else {
                reader.integer("height", 1, 9);
              }
              reader.optionalSection("more").ifPresent(more -> more.word("name", "none"));
              reader.sections("items").forEach(item -> item.flag("on", true));
              reader.finish();
            });
    assertThat(found)
        .extracting(KnownKey::path)
        .containsExactlyInAnyOrder(
            "kind", "height", "more", "items", "width", "more.name", "items[].on");
    assertThat(found)
        .filteredOn(key -> key.path().equals("width"))
        .allMatch(key -> key.seenWith().get("kind").equals(Set.of("b")))
        .extracting(KnownKey::otherwise)
        .containsExactly(Optional.empty());
    assertThat(Files.readString(file)).isEqualTo("kind: a\nheight: 3\n");
  }
}
