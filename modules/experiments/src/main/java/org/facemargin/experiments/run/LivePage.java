package org.facemargin.experiments.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.report.HtmlPage;
import org.facemargin.experiments.report.Page;

/**
 * A run's curves while it runs, on this machine alone: a page at {@code http://127.0.0.1:PORT/}
 * made anew from {@code metrics.jsonl} at every visit; it reloads itself.
 */
public final class LivePage implements AutoCloseable {

  private static final String RELOAD = "<meta http-equiv=\"refresh\" content=\"5\">\n</head>";

  private final HttpServer server;
  private final String name;
  private final Path metrics;

  private LivePage(HttpServer server, String name, Path metrics) {
    this.server = server;
    this.name = name;
    this.metrics = metrics;
  }

  /**
   * Begins to serve.
   *
   * @param port 0 for any free one
   * @throws ConfigurationException if the port is taken
   */
  public static LivePage start(String name, RunFolder folder, int port) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      HttpServer server = HttpServer.create(address, 0);
      LivePage page = new LivePage(server, name, folder.metrics());
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
    Page page =
        new Page(
            name,
            "Live: reloads every five seconds.",
            List.of(TrainingCharts.section(MetricsCurve.read(metrics))),
            metrics.toString());
    byte[] body =
        HtmlPage.render(page).replaceFirst("</head>", RELOAD).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
