package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.facemargin.faces.format.ImageRecord;
import org.facemargin.faces.format.RecordWriter;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.toy.ToyFaces;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data inspect}, {@code data lint} and {@code train} see the same training set. */
class CountsAlikeTest {

  private static final Path YAML =
      Path.of("..", "..", "experiments", "smoke", "sweep-base.yaml").toAbsolutePath().normalize();
  private static final ToyFaces TOYS = new ToyFaces(1, ToyFaces.Split.TRAIN, 4, 4, 24);
  private static final int[] GAPS = {3, 5, 9, 10};

  @TempDir Path folder;

  private String run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    assertThat(code).as(err.toString()).isZero();
    return out.toString();
  }

  /** Four people of four pictures; beside them what editors and cameras leave. */
  private Path pictures() throws IOException {
    Path root = folder.resolve("people");
    for (int i = 0; i < TOYS.size(); i++) {
      Path person = Files.createDirectories(root.resolve("p" + TOYS.labelOf(i)));
      Files.write(person.resolve(i + ".png"), ImageCodec.png(TOYS.read(i)));
    }
    Files.createDirectories(root.resolve(".ipynb_checkpoints"));
    Files.copy(root.resolve("p0/0.png"), root.resolve(".ipynb_checkpoints/0.png"));
    Files.createDirectories(root.resolve("nobody"));
    Files.copy(root.resolve("p0/0.png"), root.resolve("p1/._0.png"));
    Files.writeString(root.resolve("p2/notes.txt"), "none");
    return root;
  }

  @Test
  void aFolder() throws IOException {
    Path root = pictures();
    List<String> remarks = sameEverywhere(root, "kind: folder, root: " + root);
    assertThat(String.join("; ", remarks)).contains(".ipynb_checkpoints", "._0.png", "notes.txt");
  }

  @Test
  void aListWhoseLabelsHaveGaps() throws IOException {
    Path root = pictures();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < TOYS.size(); i++) {
      int person = TOYS.labelOf(i);
      lines.append("p" + person + "/" + i + ".png\t" + GAPS[person] + "\n");
    }
    Path list = Files.writeString(root.resolve("all.lst"), lines);
    List<String> remarks = sameEverywhere(list, "kind: list, list: " + list);
    assertThat(remarks).singleElement().asString().contains("from 3 to 10 for 4 identities");
  }

  @Test
  void recordsWhoseLabelsHaveGaps() {
    Path rec = folder.resolve("all.rec");
    RecordWriter.write(
        rec,
        writer -> {
          for (int i = 0; i < TOYS.size(); i++) {
            byte[] png = ImageCodec.png(TOYS.read(i));
            writer.record(i + 1, ImageRecord.of(GAPS[TOYS.labelOf(i)], i + 1, png));
          }
        });
    List<String> remarks = sameEverywhere(rec, "kind: record, rec: " + rec);
    assertThat(remarks).singleElement().asString().contains("from 3 to 10 for 4 identities");
  }

  /** Sixteen pictures of four people, and the same remarks from all three; the remarks. */
  private List<String> sameEverywhere(Path data, String source) {
    JsonNode inspected = JsonRecords.parse("inspect", run("data", "inspect", data, "--json"));
    List<String> remarks = texts(inspected.path("remarks"));
    assertThat(inspected.path("images").asInt()).isEqualTo(16);
    assertThat(inspected.path("identities").asInt()).isEqualTo(4);
    JsonNode linted = JsonRecords.parse("lint", run("data", "lint", data, "--json"));
    assertThat(linted.path("images").asInt()).isEqualTo(16);
    assertThat(texts(linted.path("findings").path("remark"))).isEqualTo(remarks);
    assertThat(trained(source)).contains(remarks);
    return remarks;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** What a run of two steps says; its classes are the four people's. */
  private String trained(String source) {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
      String config =
          Files.readString(YAML)
              .replaceFirst("train: \\{[^}]*}", "train: {" + source + "}")
              .replace("max_steps: 4", "max_steps: 2");
      Path yaml = Files.writeString(folder.resolve("run.yaml"), config);
      run("train", yaml, "--out", folder.resolve("run"));
      assertThat(folder.resolve("run/identities.txt")).content().hasLineCount(4);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      System.setErr(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }
}
