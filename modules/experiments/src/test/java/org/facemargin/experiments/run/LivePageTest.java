package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePageTest {

  private static final TrainerConfig TRAINER = new TrainerConfig(4, 1, 14, 0, 5, 0);

  @Test
  void thePageFollowsTheMetrics(@TempDir Path folder) throws IOException, InterruptedException {
    RunFolder files = new RunFolder(folder);
    try (LivePage page = LivePage.start("my run", files, TRAINER, 0)) {
      assertThat(get(page.address())).contains("my run", "No step yet.", "fetch(location.href");
      // The last line is cut off, as a crash may leave it.
      Files.writeString(
          files.metrics(), "{\"kind\":\"step\",\"step\":7,\"loss\":123.25}\n{\"kind\":\"st");
      assertThat(get(page.address())).contains("123.25", "Step 7 of 14");
      int port = URI.create(page.address()).getPort();
      assertThatThrownBy(() -> LivePage.start("other", files, TRAINER, port))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(String.valueOf(port));
    }
  }

  private static String get(String address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
