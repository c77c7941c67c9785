package org.facemargin.experiments;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium without a window, driven by the chromedriver beside it. Nothing is downloaded: both
 * are those of the machine ({@code apt-get install chromium chromium-driver}), or there is none.
 */
public final class HeadlessBrowser implements AutoCloseable {

  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Pattern ASKED =
      Pattern.compile("\"url\":\"((?!file:|data:|blob:|about:|devtools:|chrome[a-z-]*:)[^\"]+)\"");

  private final ChromeDriver driver;

  private HeadlessBrowser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Why there is no browser to look with; empty where there is one. */
  public static Optional<String> missing() {
    if (BROWSERS.stream().noneMatch(name -> found(name).isPresent())) {
      return Optional.of("The page was not looked at: no " + BROWSERS + " on the PATH.");
    }
    return found("chromedriver").isPresent()
        ? Optional.empty()
        : Optional.of("The page was not looked at: no chromedriver on the PATH.");
  }

  private static Optional<File> found(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toFile)
        .findFirst();
  }

  /**
   * Starts one.
   *
   * @param profile an empty folder for its profile
   */
  public static HeadlessBrowser start(Path profile) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setCapability("goog:loggingPrefs", logs);
    BROWSERS.stream()
        .flatMap(name -> found(name).stream())
        .findFirst()
        .ifPresent(options::setBinary);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(found("chromedriver").orElseThrow())
            .build();
    return new HeadlessBrowser(new ChromeDriver(service, options));
  }

  /** What clicks, types and finds. */
  public ChromeDriver driver() {
    return driver;
  }

  /** Sets the window to a width, and the reader's wish for light or dark. */
  public void show(int widthPx, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", widthPx, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    // Charts are drawn anew for the width; two frames later they are there.
    driver.executeAsyncScript(
        "const done = arguments[0];"
            + "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)));");
  }

  /** The value of a script that returns. */
  public Object value(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Returns when the first element of a selector holds a text; fails after two minutes. */
  public void waitFor(String selector, String text) {
    driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
    driver.executeAsyncScript(
        "const [selector, text, done] = arguments;"
            + "(function look() { document.querySelector(selector)?.textContent.includes(text)"
            + " ? done() : setTimeout(look, 100); })();",
        selector,
        text);
  }

  /** What the page complained of. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /**
   * Addresses the page asked for that are not files of this machine. {@code chrome:} is the
   * browser's own first tab.
   */
  public List<String> addressesAsked() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("\"Network.requestWillBeSent\""))
        .flatMap(message -> ASKED.matcher(message).results().map(found -> found.group(1)))
        .distinct()
        .toList();
  }

  /** The whole page as PNG. */
  public byte[] picture() {
    Object height = value("return document.documentElement.scrollHeight");
    Object width = value("return innerWidth");
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  @Override
  public void close() {
    driver.quit();
  }

  /** First number of a text. */
  public static double number(String text) {
    Matcher matcher = Pattern.compile("-?[0-9.]+(e-?[0-9]+)?").matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("No number in '" + text + "'.");
    }
    return Double.parseDouble(matcher.group());
  }
}
