package org.facemargin.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** g++: compiles kernels for the CPU. */
public final class HostCompiler {

  private static boolean bridgeLoaded;

  private HostCompiler() {}

  /** Whether a g++ and the JDK's headers are here. */
  public static boolean present() {
    return commandWorks("g++", "--version") && Files.exists(headers().resolve("jni.h"));
  }

  static boolean commandWorks(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path headers() {
    return Path.of(System.getProperty("java.home"), "include");
  }

  /** Compiles kernels and returns the address of their launcher. */
  static long launcherOf(String source, Path folder) {
    try {
      loadBridge(folder);
      Path file = folder.resolve("kernels-" + Integer.toHexString(source.hashCode()) + ".cpp");
      Files.writeString(
          file, resource("blocks_as_fibers.h") + source + resource("launch_from_java.h"));
      long launcher = KernelBridge.open(compile(file).toString());
      assertThat(launcher).as("launcher of %s", file).isNotZero();
      return launcher;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static synchronized void loadBridge(Path folder) throws IOException {
    if (!bridgeLoaded) {
      Path file = folder.resolve("bridge.cpp");
      Files.writeString(file, resource("bridge.cpp"));
      System.load(compile(file).toString());
      bridgeLoaded = true;
    }
  }

  private static Path compile(Path file) throws IOException {
    Path library = file.resolveSibling(file.getFileName() + ".so");
    List<String> command =
        new ArrayList<>(List.of("g++", "-std=c++17", "-O1", "-shared", "-fPIC", "-w"));
    command.addAll(List.of("-I" + headers(), "-I" + headers().resolve("linux")));
    command.addAll(List.of("-o", library.toString(), file.toString(), "-ldl"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(output).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return library;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HostCompiler.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
