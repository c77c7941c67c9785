package org.facemargin.files.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Parameter;
import org.facemargin.core.Parameterised;
import org.facemargin.core.PlugInKind;
import org.facemargin.core.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

  @TempDir Path folder;

  private ConfigReader parse(String text, String... overrides) {
    return ConfigReader.parse("run.yaml", text, folder, List.of(overrides));
  }

  private void rejects(String text, Consumer<ConfigReader> reading, String... words) {
    assertThatThrownBy(
            () -> {
              ConfigReader reader = parse(text);
              reading.accept(reader);
              reader.finish();
            })
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void aListenerHearsTypeRangeDefaultAndWhoAsks() {
    List<AskedKey> heard = new ArrayList<>();
    ConfigReader.listening(
        heard::add,
        () -> {
          ConfigReader reader = parse("a: 3\nin:\n  b: x\n");
          reader.integer("a", 5, 1, 9);
          reader.section("in").oneOf("b", List.of("x", "y"));
        });
    parse("c: 1\n").word("c");

    AskedKey number = heard.get(0);
    assertThat(number.path()).isEqualTo("a");
    assertThat(number.type()).isEqualTo(AskedKey.Type.WHOLE_NUMBER);
    assertThat(number.values()).isEqualTo("[1, 9]");
    assertThat(number.otherwise()).contains("5");
    assertThat(number.source()).isEqualTo("run.yaml");
    assertThat(number.reader()).isEqualTo(ConfigReaderTest.class);
    assertThat(heard)
        .filteredOn(key -> key.path().equals("in.b"))
        .first()
        .satisfies(
            key -> {
              assertThat(key.choices()).containsExactly("x", "y");
              assertThat(key.optional()).isFalse();
            });
    assertThat(heard).noneMatch(key -> key.path().equals("c"));
  }

  @Test
  void aThreadHasOneListenerAtATime() {
    assertThatThrownBy(
            () ->
                ConfigReader.listening(
                    key -> {}, () -> ConfigReader.listening(key -> {}, () -> {})))
        .isInstanceOf(IllegalStateException.class);
    ConfigReader.listening(key -> {}, () -> parse("a: 1\n").word("a"));
  }

  @Test
  void anUnknownKeyNamesItsPlaceAndTheNearestKey() {
    rejects(
        "trainer:\n  batch_size: 8\n  max_step: 3\n",
        reader -> {
          ConfigReader trainer = reader.section("trainer");
          trainer.integer("batch_size", 1, 10);
          trainer.integer("max_steps", 1, 1, 10);
        },
        "run.yaml:3",
        "trainer.max_step",
        "Did you mean 'trainer.max_steps'?");
  }

  @Test
  void aDuplicateKeyNamesBothLines() {
    rejects("a: 1\nb: 2\na: 3\n", reader -> {}, "run.yaml:3", "duplicate key 'a'", "line 1");
  }

  @Test
  void aMissingKeyNamesItsPath() {
    rejects("loss: {}\n", r -> r.section("loss").word("name"), "run.yaml:1", "'loss.name'");
  }

  @Test
  void aMistypedValueSaysWhatWasGot() {
    rejects("x: many\n", r -> r.integer("x", 1, 9), "run.yaml:1: x", "'many'", "whole number");
    rejects("x: \"3\"\n", r -> r.integer("x", 1, 9), "quoted", "'3'");
    rejects("x: [1]\n", r -> r.number("x", 0, 9), "a list", "a number");
    rejects("x: 3\n", r -> r.section("x"), "'3'", "a mapping");
    rejects("x: 3\n", r -> r.words("x"), "'3'", "a list");
    rejects("x: [1, b]\n", r -> r.numbers("x", 0, 3), "'b'", "a number");
    rejects("x: [1.5]\n", r -> r.wholeNumbers("x", 0, 3), "1.5", "whole number");
  }

  @Test
  void aValueOutOfRangeSaysTheRange() {
    rejects("x: 12\n", r -> r.integer("x", 1, 9), "12", "[1, 9]");
    rejects("x: .nan\n", r -> r.number("x", 0, 1), ".nan", "a number");
    rejects("x: NaN\n", r -> r.number("x", 0, 1), "NaN", "[0.0, 1.0]");
    rejects("x: [0.5, 2]\n", r -> r.numbers("x", 0, 1), "is 2", "[0.0, 1.0]");
  }

  @Test
  void yamlsTrapsAreNotSprung() {
    ConfigReader reader = parse("a: 1e-4\nb: 1.0e-4\nname: no\ncountry: off\n");
    assertThat(reader.number("a", 0, 1)).isEqualTo(reader.number("b", 0, 1)).isEqualTo(0.0001);
    assertThat(reader.word("name")).isEqualTo("no");
    rejects("x: no\n", r -> r.flag("x", true), "'no'", "true or false");
    rejects("a: &x 1\nb: *x\n", r -> r.integer("a", 0, 1), "aliases");
  }

  @Test
  void invalidYamlIsReportedWithItsLine() {
    rejects("a: 1\nb: [1, 2\n", reader -> {}, "run.yaml:", "not valid YAML");
    rejects("- 1\n", reader -> {}, "run.yaml:1", "a list");
  }

  @Test
  void anOverrideReplacesOneKeyAndIsNamedInErrors() {
    ConfigReader reader = parse("t:\n  a: 1\n  b: 2\n", "t.b=7");
    assertThat(reader.section("t").integer("b", 0, 9)).isEqualTo(7);
    assertThatThrownBy(() -> parse("t: {a: 1}\n", "t.a=x").section("t").integer("a", 0, 9))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--set t.a=x");
    assertThatThrownBy(() -> parse("a: 1\n", "a")).isInstanceOf(ConfigurationException.class);
  }

  @Test
  void extendsOverlaysAndKeepsEachFilesLines() throws IOException {
    Files.writeString(folder.resolve("base.yaml"), "seed: 1\nloss:\n  name: arcface\n  scale: x\n");
    Path file = folder.resolve("run.yaml");
    Files.writeString(file, "extends: base.yaml\nloss: {name: cosface}\n");
    ConfigReader replaced = ConfigReader.read(file).section("loss");
    assertThat(replaced.word("name")).isEqualTo("cosface");
    assertThat(replaced.has("scale")).isFalse();
    Files.writeString(file, "extends: base.yaml\nloss: {m: 1}\n");
    ConfigReader loss = ConfigReader.read(file).section("loss");
    assertThat(loss.word("name")).isEqualTo("arcface");
    assertThatThrownBy(() -> loss.number("scale", 0, 99)).hasMessageContaining("base.yaml:4");
    Files.writeString(folder.resolve("base.yaml"), "extends: run.yaml\n");
    assertThatThrownBy(() -> ConfigReader.read(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("extends itself");
  }

  @Test
  void aMissingFileIsMissingData() {
    assertThatThrownBy(() -> ConfigReader.read(folder.resolve("none.yaml")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void theResolvedFormHoldsDefaultsAndDoesNotDependOnOrder() {
    ConfigReader one = parse("b: 2\na: {y: 1.0e-4}\n");
    ConfigReader two = parse("a:\n  y: 1e-4\n");
    for (ConfigReader reader : List.of(one, two)) {
      reader.integer("b", 2, 0, 9);
      reader.section("a").number("y", 0, 1);
    }
    assertThat(one.resolved()).isEqualTo(two.resolved());
    assertThat(one.resolved().yaml()).isEqualTo("a:\n  y: 1.0E-4\nb: 2\n");
  }

  @Test
  void theResolvedFormReadsBackToItself() {
    String text = "list: [a, b]\nmaps:\n  - {x: 1, y: {z: q}}\n  - {x: 2, y: {z: 'a: b'}}\n";
    ConfigReader first = parse(text);
    String resolved = readAll(first);
    assertThat(readAll(parse(resolved))).isEqualTo(resolved);
  }

  private static String readAll(ConfigReader reader) {
    reader.words("list");
    for (ConfigReader item : reader.sections("maps")) {
      item.integer("x", 0, 9);
      item.section("y").word("z");
    }
    reader.finish();
    return reader.resolved().yaml();
  }

  @Test
  void pathsAreRelativeToTheFileAndVariablesMustBeSet() {
    assertThat(parse("p: x/y.txt\n").path("p")).isEqualTo(folder.resolve("x/y.txt"));
    rejects(
        "p: ${FACEMARGIN_NO_SUCH_VARIABLE}/x\n",
        r -> r.path("p"),
        "run.yaml:1: p",
        "FACEMARGIN_NO_SUCH_VARIABLE",
        "not set");
  }

  @Test
  void whatIsLeftGoesToAPlugIn() {
    ConfigReader reader = parse("name: arcface\nmargin_rad: 0.5\nsteps: [1, 2]\n");
    reader.word("name");
    Settings settings = reader.settings(LOSS);
    assertThat(settings.resolved()).isEqualTo(Map.of("margin_rad", "0.5", "steps", "1,2"));
    reader.finish();
  }

  /** The line of the wrong key, not of the plug-in's name. */
  @Test
  void whatIsWrongWithAPlugInsParameterStandsAtItsLine() {
    rejects(
        "name: arcface\nsteps: 1,2\nmargin_rad: 4\n",
        r -> settings(r),
        "run.yaml:3: margin_rad: Parameter 'margin_rad' of loss 'arcface' is '4'",
        "expected a number in [0.0, 1.0]");
    rejects(
        "name: arcface\nsteps: [1, x]\n",
        r -> settings(r),
        "run.yaml:2: steps: ",
        "is '1,x', expected numbers separated by commas");
    rejects(
        "name: arcface\nmargin_deg: 0.5\n",
        r -> settings(r),
        "run.yaml:2: margin_deg: Unknown parameter of loss 'arcface': 'margin_deg'",
        "Did you mean 'margin_rad'?");
    rejects(
        "nmae: arcface\nsteps: 1\n",
        r -> {
          r.has("name");
          r.settings(LOSS);
        },
        "run.yaml:1: nmae: ",
        "Did you mean 'name'?");
    rejects("name: arcface\n", r -> settings(r), "'steps' of loss 'arcface' is missing");
  }

  private static Settings settings(ConfigReader reader) {
    reader.word("name");
    return reader.settings(LOSS);
  }

  @PlugInKind("loss")
  private interface Loss extends Parameterised {}

  private static final Loss LOSS =
      new Loss() {
        @Override
        public String name() {
          return "arcface";
        }

        @Override
        public List<Parameter> parameters() {
          return List.of(
              Parameter.number("margin_rad", 0.3, 0, 1, "The margin."),
              Parameter.numbers("steps", 0, 10, "Where it changes."));
        }
      };
}
