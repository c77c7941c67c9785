package org.facemargin.experiments.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitStateTest {

  @TempDir private Path folder;

  private String git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=a", "-c"));
    command.add("user.email=a@example.org");
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("git " + command).isZero();
    return output.strip();
  }

  @Test
  void onlyChangesOfTrackedFilesAreDirt() throws IOException, InterruptedException {
    assertThat(GitState.of(folder).commit()).isEqualTo("unknown");
    git("init");
    assertThat(GitState.of(folder)).isEqualTo(new GitState("unknown", true));
    Path tracked = Files.writeString(folder.resolve("# tracked"), "1");
    git("add", ".");
    git("commit", "--message", "first");
    Files.writeString(folder.resolve("untracked"), "1");
    String commit = git("rev-parse", "HEAD");
    assertThat(GitState.of(folder)).isEqualTo(new GitState(commit, false));
    Files.writeString(tracked, "22");
    assertThat(GitState.of(folder)).isEqualTo(new GitState(commit, true));
  }
}
