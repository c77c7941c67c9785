package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** The answer's first line to a request as it goes over the wire. */
  private static String answer(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String request(String method, String host) {
    return method + " / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
  }

  /** A site that points its own name at 127.0.0.1 sends that name as the Host. */
  @Test
  void onlyLoopbackNamesAndReadingMethodsAreAnswered(@TempDir Path folder) throws IOException {
    try (LivePage page = LivePage.start("my run", new RunFolder(folder), TRAINER, 0)) {
      int port = URI.create(page.address()).getPort();
      for (String host : new String[] {"127.0.0.1:" + port, "localhost", "[::1]:" + port}) {
        assertThat(answer(port, request("GET", host)))
            .startsWith("HTTP/1.1 200")
            .contains("my run");
      }
      for (String host : new String[] {"evil.example", "127.0.0.1.evil.example:" + port, ""}) {
        assertThat(answer(port, request("GET", host))).doesNotContain("my run");
      }
      assertThat(answer(port, request("HEAD", "localhost")))
          .startsWith("HTTP/1.1 200")
          .doesNotContain("my run");
      for (String method : new String[] {"POST", "PUT", "DELETE", "TRACE", "OPTIONS"}) {
        assertThat(answer(port, request(method, "localhost"))).startsWith("HTTP/1.1 405");
      }
    }
  }

  /** Fewer half-sent requests than threads: the next visitor is served. */
  @Test
  void halfSentRequestsHoldNobodyUp(@TempDir Path folder) throws IOException {
    try (LivePage page = LivePage.start("my run", new RunFolder(folder), TRAINER, 0)) {
      int port = URI.create(page.address()).getPort();
      List<Socket> halves = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Socket half = new Socket(InetAddress.getLoopbackAddress(), port);
        half.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
        halves.add(half);
      }
      assertThat(answer(port, request("GET", "localhost"))).startsWith("HTTP/1.1 200");
      for (Socket half : halves) {
        half.close();
      }
    }
  }

  private static String get(String address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
