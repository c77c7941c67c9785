package org.facemargin.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs so that Ctrl-C or SIGTERM ends training after the step under way, with everything saved, and
 * says how to go on. The process then ends as the signal would have ended it.
 */
final class InterruptibleRun {

  private static final int PATIENCE_SECONDS = 120;

  /** How this program was called; set by the launcher. */
  private static final String CALLED = "FACEMARGIN_COMMAND";

  private final CommandSpec command;
  private final boolean speaks;
  private final List<String> goingOn;

  /**
   * @param command what is running
   * @param speaks whether this process says how to go on
   * @param goingOn options that the command that goes on needs besides this one's
   */
  InterruptibleRun(CommandSpec command, boolean speaks, String... goingOn) {
    this.command = command;
    this.speaks = speaks;
    this.goingOn = List.of(goingOn);
  }

  /**
   * @param requestStop takes the reason; makes {@code work} save and return
   * @param work to its end, including what it prints
   */
  <T> T run(Consumer<String> requestStop, Supplier<T> work) {
    CountDownLatch saved = new CountDownLatch(1);
    AtomicBoolean stopping = new AtomicBoolean();
    Thread hook = new Thread(() -> stop(requestStop, stopping, saved), "save-on-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      T result = work.get();
      if (stopping.get()) {
        say("Saved. Continue with:\n  " + goOn());
      }
      return result;
    } finally {
      saved.countDown();
      remove(hook);
    }
  }

  private void stop(Consumer<String> requestStop, AtomicBoolean stopping, CountDownLatch saved) {
    stopping.set(true);
    say("Stopping after this step …");
    requestStop.accept("interrupted");
    try {
      if (!saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        say(
            "Saving took too long and was cut off. Continue from the last checkpoint with:\n  "
                + goOn());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String text) {
    if (speaks) {
      PrintWriter err = command.commandLine().getErr();
      err.println(text);
      err.flush();
    }
  }

  /** The command that goes on, as a shell takes it. */
  private String goOn() {
    List<String> words = new ArrayList<>();
    words.add(System.getenv().getOrDefault(CALLED, "facemargin"));
    words.addAll(command.root().commandLine().getParseResult().originalArgs());
    goingOn.stream().filter(option -> !words.contains(option)).forEach(words::add);
    return words.stream().map(InterruptibleRun::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is running: this process is ending, which is what it was for.
      Thread.yield();
    }
  }
}
