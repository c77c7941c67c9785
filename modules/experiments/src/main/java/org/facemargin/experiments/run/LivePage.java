package org.facemargin.experiments.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.ConfigurationException;
import org.facemargin.report.Block;
import org.facemargin.report.HtmlPage;
import org.facemargin.report.Page;

/**
 * A run's curves while it runs, on this machine alone: a page at {@code http://127.0.0.1:PORT/}
 * made anew from {@code metrics.jsonl} at every visit. Its script fetches it again every two
 * seconds and puts the new curves in place of the old; zoom and switched-off curves stay.
 */
public final class LivePage implements AutoCloseable {

  private static final int LAST_LINES = 50;
  private static final int NOTHING = -1;

  private final HttpServer server;
  private final String name;
  private final Path metrics;
  private final TrainerConfig trainer;

  private LivePage(HttpServer server, String name, Path metrics, TrainerConfig trainer) {
    this.server = server;
    this.name = name;
    this.metrics = metrics;
    this.trainer = trainer;
  }

  /**
   * Begins to serve.
   *
   * @param trainer how long the run is to be
   * @param port 0 for any free one
   * @throws ConfigurationException if the port is taken
   */
  public static LivePage start(String name, RunFolder folder, TrainerConfig trainer, int port) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      HttpServer server = HttpServer.create(address, 0);
      LivePage page = new LivePage(server, name, folder.metrics(), trainer);
      server.createContext("/", page::answer);
      server.start();
      return page;
    } catch (IOException e) {
      throw new ConfigurationException(
          "Cannot serve the live page on port " + port + ": " + e.getMessage() + ".", e);
    }
  }

  /** Where the page is. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals("/")) {
        exchange.sendResponseHeaders(204, NOTHING);
        return;
      }
      Page page = page(MetricsCurve.read(metrics));
      byte[] body = HtmlPage.renderLive(page).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Page page(MetricsCurve curve) {
    Page.Section now =
        new Page.Section("", "", List.of(progress(curve), new Block.Headlines(headlines(curve))));
    return new Page(
        name,
        "Live: looks again every two seconds.",
        List.of(now, TrainingCharts.section(curve)),
        metrics.toString());
  }

  private Block progress(MetricsCurve curve) {
    long step = curve.step();
    long steps = trainer.maxSteps();
    if (step == 0) {
      return new Block.Progress(0, "No step yet.");
    }
    double images = (double) (steps - step) * trainer.batchSize() * trainer.accumulateSteps();
    double left = images / speed(curve);
    String time = Double.isFinite(left) ? ", about " + Durations.words(left) + " left" : "";
    return new Block.Progress(
        (double) step / steps, String.format(Locale.ROOT, "Step %,d of %,d%s", step, steps, time));
  }

  private static double speed(MetricsCurve curve) {
    List<Double> all = curve.curve("step", "images_per_second").values();
    return all.subList(Math.max(0, all.size() - LAST_LINES), all.size()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  private static List<Block.Headline> headlines(MetricsCurve curve) {
    return List.of(
        headline("Loss", "%.3f", curve.last("step", "loss"), "last step", true),
        headline("Mean target cosine", "%.3f", curve.last("step", "mean_target_cosine"), "", false),
        headline("Speed", "%.1f images/s", speed(curve), "last 50 steps", false),
        headline(
            "Waiting for data",
            "%.1f %%",
            100 * curve.last("step", "data_wait_share"),
            "share of the last step",
            false));
  }

  private static Block.Headline headline(
      String label, String format, double value, String note, boolean leading) {
    String text = Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "none yet";
    return new Block.Headline(label, text, note, leading);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
