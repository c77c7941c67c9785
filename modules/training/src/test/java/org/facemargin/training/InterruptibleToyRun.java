package org.facemargin.training;

import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.Progress;
import org.facemargin.files.AtomicFiles;
import org.facemargin.training.checkpoints.CheckpointStore;
import org.facemargin.training.listeners.CheckpointListener;
import org.facemargin.training.listeners.MetricsListener;
import org.facemargin.training.listeners.MetricsLog;

/**
 * A toy run on the fast engine, as a process of its own: goes on from the newest checkpoint of its
 * folder, says every step on standard output, and writes what it ended with to {@code end.txt}.
 */
public final class InterruptibleToyRun {

  static final int STEPS = 30;

  private InterruptibleToyRun() {}

  public static void main(String[] arguments) {
    train(Path.of(arguments[0]));
  }

  static void train(Path folder) {
    CheckpointStore store = new CheckpointStore(folder.resolve("checkpoints"), 2, Progress.SILENT);
    TrainingListener sayer =
        new TrainingListener() {
          @Override
          public void stepDone(StepReport report, TrainingRun run) {
            System.out.println("step " + run.step());
            System.out.flush();
          }
        };
    List<TrainingListener> listeners =
        List.of(
            sayer,
            new MetricsListener(new MetricsLog(folder.resolve("metrics.jsonl")), 1),
            new CheckpointListener(store, 3));
    try (ToyRun run = new ToyRun("onednn", ToyRun.settings(STEPS), ToyRun.loss(), listeners)) {
      store.latest().ifPresent(run.trainer()::restore);
      run.trainer().run();
      AtomicFiles.write(folder.resolve("end.txt"), describe(run));
    }
  }

  /** Every parameter, centre, and array of the optimiser and the average, to the bit. */
  private static String describe(ToyRun run) {
    StringBuilder text = new StringBuilder();
    append(text, "backbone", run.parameters());
    append(text, "centres", run.centres());
    var state = run.trainer().state();
    state.backboneSlots().forEach(slot -> append(text, "backbone slot", floats(slot)));
    state.headSlots().forEach(slot -> append(text, "head slot", floats(slot)));
    state.averaged().ifPresent(average -> append(text, "average", floats(average)));
    return text.append("step ").append(state.step()).append('\n').toString();
  }

  private static float[] floats(java.nio.FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.duplicate().get(values);
    return values;
  }

  private static void append(StringBuilder text, String name, float[] values) {
    text.append(name);
    for (float value : values) {
      text.append(' ').append(Integer.toHexString(Float.floatToRawIntBits(value)));
    }
    text.append('\n');
  }
}
