package org.facemargin.backbones.plan;

import java.io.PrintWriter;
import java.util.Arrays;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The process of a {@link MachineMode}: runs test classes and says what failed. */
final class ModeRun {

  private ModeRun() {}

  /**
   * Runs tests.
   *
   * @param arguments what the machine is like by default, then the test classes
   */
  public static void main(String[] arguments) {
    if (MachineMode.here().equals(arguments[0])) {
      MachineMode.endAsHere();
    }
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(arguments).skip(1).map(DiscoverySelectors::selectClass).toList())
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary);
    summary.getSummary().printFailuresTo(new PrintWriter(System.out, true));
    boolean ran = summary.getSummary().getTestsSucceededCount() > 0;
    System.exit(ran && summary.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
  }
}
