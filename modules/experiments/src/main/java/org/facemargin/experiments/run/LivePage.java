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
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.facemargin.core.ConfigurationException;
import org.facemargin.report.Block;
import org.facemargin.report.HtmlPage;
import org.facemargin.report.Page;

/**
 * A run's curves while it runs, on this machine alone: a page at {@code http://127.0.0.1:PORT/}
 * made anew from {@code metrics.jsonl} at every visit. Its script fetches it again every two
 * seconds and puts the new curves in place of the old; zoom and switched-off curves stay.
 *
 * <p>Answers GET and HEAD under a name of this machine's loopback only, so that no page of another
 * site can read it by a name it points here (DNS rebinding). A few threads answer, and the address
 * of a request that is not whole after {@value #PATIENCE_SECONDS} seconds is closed: a half-sent
 * one holds nobody up.
 */
public final class LivePage implements AutoCloseable {

  private static final int LAST_LINES = 50;
  private static final int NOTHING = -1;
  private static final int THREADS = 4;
  private static final int PATIENCE_SECONDS = 5;
  private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

  private final HttpServer server;
  private final ExecutorService pool;
  private final String name;
  private final Path metrics;
  private final TrainerConfig trainer;

  private LivePage(
      HttpServer server, ExecutorService pool, String name, Path metrics, TrainerConfig trainer) {
    this.server = server;
    this.pool = pool;
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
    // read once, when the first server is made
    System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(PATIENCE_SECONDS));
    System.setProperty("sun.net.httpserver.maxRspTime", String.valueOf(PATIENCE_SECONDS));
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      HttpServer server = HttpServer.create(address, 0);
      ExecutorService pool = Executors.newFixedThreadPool(THREADS, LivePage::daemon);
      server.setExecutor(pool);
      LivePage page = new LivePage(server, pool, name, folder.metrics(), trainer);
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
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("X-Frame-Options", "DENY");
      exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
      if (!isOwnName(exchange.getRequestHeaders().getFirst("Host"))) {
        exchange.sendResponseHeaders(403, NOTHING);
        return;
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (!head && !exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, NOTHING);
        return;
      }
      if (!exchange.getRequestURI().getPath().equals("/")) {
        exchange.sendResponseHeaders(204, NOTHING);
        return;
      }
      Page page = page(MetricsCurve.read(metrics));
      byte[] body = HtmlPage.renderLive(page).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, head ? NOTHING : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** Whether a Host header, with or without a port, names the loopback. */
  private static boolean isOwnName(String host) {
    return host != null && OWN_NAMES.contains(host.replaceFirst(":[0-9]+$", ""));
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "live-page");
    thread.setDaemon(true);
    return thread;
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
    pool.shutdownNow();
  }
}
