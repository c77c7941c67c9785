package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The forms of {@code data …} that others rely on: what is printed and what is exited with. */
class DataCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void makeToys() {
    assertThat(
            run(
                "data",
                "make-toy",
                path("toy"),
                "--identities=20",
                "--images-per-identity=2",
                "--size-px=32",
                "--pairs-per-fold=4"))
        .isZero();
  }

  @Test
  void inspectPrintsOneJsonObject() throws IOException {
    makeToys();
    assertThat(run("data", "inspect", path("toy/test.bin"), "--json")).isZero();
    Map<?, ?> facts = new ObjectMapper().readValue(out.toString(), Map.class);
    assertThat(facts.get("kind")).isEqualTo("packed-pairs");
    assertThat(facts.get("images")).isEqualTo(80);
    assertThat(facts.get("pairs")).isEqualTo(40);
    assertThat(facts.get("same")).isEqualTo(20);
    assertThat(facts.get("image_size").toString()).isEqualTo("[32, 32]");
    assertThat(run("data", "inspect", path("toy/train"), "--sheet", path("sheet.png"))).isZero();
    assertThat(out.toString()).contains("identities").contains("20");
    assertThat(folder.resolve("sheet.png")).isNotEmptyFile();
  }

  @Test
  void truncatedCorruptAndHostileFilesExitWithThree() throws IOException {
    makeToys();
    Path bin = folder.resolve("toy/test.bin");
    byte[] whole = Files.readAllBytes(bin);
    Files.write(bin, Arrays.copyOf(whole, whole.length / 2));
    assertThat(run("data", "inspect", bin.toString(), "--json")).isEqualTo(ExitCode.DATA);
    assertThat(err.toString()).contains("picture ").contains("offset ");
    assertThat(out.toString()).isEmpty();
    Path evil = folder.resolve("evil.bin");
    Files.write(evil, "cos\nsystem\n(S'id'\ntR.".getBytes(StandardCharsets.US_ASCII));
    assertThat(run("data", "inspect", evil.toString(), "--json")).isEqualTo(ExitCode.DATA);
    assertThat(err.toString()).contains("'os.system'").contains("refused");
    assertThat(run("data", "convert", path("toy/train.lst"), path("a.rec"))).isZero();
    byte[] rec = Files.readAllBytes(folder.resolve("a.rec"));
    Files.write(folder.resolve("a.rec"), Arrays.copyOf(rec, rec.length - 9));
    assertThat(run("data", "inspect", path("a.rec"), "--json")).isEqualTo(ExitCode.DATA);
    assertThat(err.toString()).contains("record ").contains("at offset ");
    assertThat(run("data", "inspect", path("nothing"))).isEqualTo(ExitCode.DATA);
  }

  @Test
  void convertPackLintAndVerify() throws IOException {
    makeToys();
    assertThat(run("data", "convert", path("toy/train"), path("a.rec"))).isZero();
    assertThat(run("data", "lint", path("a.rec"))).isZero();
    assertThat(
            run(
                "data",
                "pack-pairs",
                path("b.bin"),
                "--images",
                path("toy/test"),
                "--pairs",
                path("toy/test/pairs.txt"),
                "--format",
                "paths"))
        .isZero();
    assertThat(Files.mismatch(folder.resolve("b.bin"), folder.resolve("toy/test.bin")))
        .isEqualTo(-1);
    Path card = folder.resolve("mine.yaml");
    String text =
        """
        schema: dataset/1
        name: mine
        title: Mine
        use: synthetic
        description: drawn
        licence: none
        availability: here
        citation: none
        facts_from: made here
        bring: nothing
        root: .
        parts:
          - {path: a.rec, kind: recordio, expect: {images: 40, identities: 20}}
        """;
    Files.writeString(card, text);
    assertThat(run("data", "verify", card.toString())).isZero();
    Files.writeString(card, text.replace("images: 40", "images: 41"));
    assertThat(run("data", "verify", card.toString())).isEqualTo(ExitCode.DATA);
    assertThat(out.toString()).contains("DISAGREES a.rec: images: expected 41, found 40");
    Files.writeString(card, text.replace("images: 40", "imges: 40"));
    assertThat(run("data", "verify", card.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(run("data", "convert", path("toy/train"), path("x.zip"))).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void alignNeedsExactlyOneSourceOfLandmarks() {
    assertThat(run("align", path("in"), path("out"))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--detector").contains("--landmarks");
  }

  /** Nothing to go on with is no success, whoever asks: a script as well. */
  @Test
  void wherePicturesAreAllMissesTheDataAreAtFault() throws IOException {
    Path photographs = Files.createDirectory(folder.resolve("in"));
    Files.writeString(photographs.resolve("a.jpg"), "no picture");
    Files.writeString(folder.resolve("points.txt"), "a.jpg 30 30 60 30 45 45 33 60 57 60\n");
    int code = run("align", "--landmarks", path("points.txt"), path("in"), path("out"));
    assertThat(code).isEqualTo(ExitCode.DATA);
    assertThat(out.toString()).contains("1 pictures: 0 aligned");
    assertThat(Files.readString(folder.resolve("out/misses.tsv"))).contains("a.jpg");
  }
}
