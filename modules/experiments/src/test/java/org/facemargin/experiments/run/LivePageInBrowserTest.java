package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.facemargin.experiments.HeadlessBrowser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** The live page while its run goes on. */
class LivePageInBrowserTest {

  private static final TrainerConfig TRAINER = new TrainerConfig(4, 1, 40, 0, 5, 0);

  @TempDir private Path folder;

  @Test
  void newStepsComeInWithoutLosingWhatTheReaderSwitchedOff() throws IOException {
    assumeThat(HeadlessBrowser.missing()).isEmpty();
    RunFolder files = new RunFolder(folder.resolve("run"));
    Files.createDirectories(files.root());
    for (int step = 1; step <= 20; step++) {
      append(files.metrics(), step);
    }
    try (HeadlessBrowser browser = HeadlessBrowser.start(folder.resolve("profile"))) {
      try (LivePage page = LivePage.start("run", files, TRAINER, 0)) {
        browser.driver().get(page.address());
        assertThat(text(browser, ".progress")).contains("Step 20 of 40", "left");
        assertThat(browser.driver().findElements(By.className("chart"))).hasSize(8);
        browser.value("document.querySelectorAll('.legend button')[1].click()");
        for (int step = 21; step <= 30; step++) {
          append(files.metrics(), step);
        }
        browser.waitFor(".progress", "Step 30 of 40");
        assertThat(browser.driver().findElements(By.cssSelector("[aria-pressed=false]")))
            .hasSize(1);
        assertThat(browser.complaints()).isEmpty();
      }
      browser.waitFor(".lead", "The run has ended");
    }
  }

  private static String text(HeadlessBrowser browser, String selector) {
    return String.valueOf(
        browser.value("return document.querySelector(arguments[0]).textContent", selector));
  }

  private static void append(Path metrics, int step) throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            """
            {"kind":"step","step":%1$d,"loss":%2$.3f,"mean_target_cosine":0.1,"learning_rate":0.1,\
            "backbone_gradient_norm":2.5,"head_gradient_norm":1.5,"images_per_second":8,\
            "data_wait_share":0.01}
            {"kind":"angles","step":%1$d,"intra_deg":60,"inter_deg":75,"predicted_intra_deg":39,\
            "predicted_inter_deg":78}
            {"kind":"validation","step":%1$d,"lfw_accuracy":0.8}
            """,
            step,
            10.0 / step);
    Files.writeString(metrics, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
