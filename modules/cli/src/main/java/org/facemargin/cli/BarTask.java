package org.facemargin.cli;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.facemargin.core.Progress;

/** One piece of work as a bar: share done, time gone and left, rate, detail. */
final class BarTask implements Progress.Task {

  private static final int REFRESH_MILLISECONDS = 200;

  private final ProgressBar bar;

  BarTask(PrintStream out, String label, String unit, long total) {
    DecimalFormat rate =
        new DecimalFormat("0.0 " + unit + "/s", DecimalFormatSymbols.getInstance(Locale.ROOT));
    bar =
        new ProgressBarBuilder()
            .setTaskName(label)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(REFRESH_MILLISECONDS)
            .setConsumer(new ConsoleProgressBarConsumer(out))
            .showSpeed(rate)
            .build();
  }

  @Override
  public void advance(long by) {
    bar.stepBy(by);
  }

  @Override
  public void detail(String text) {
    bar.setExtraMessage(" " + text);
  }

  @Override
  public void close() {
    bar.close();
  }
}
