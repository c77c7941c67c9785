package org.facemargin.benchmarks.gpu;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.cuda.CudaDevice;
import org.facemargin.cuda.CudaException;
import org.facemargin.cuda.KernelCache;
import org.facemargin.cuda.Precision;
import org.facemargin.margins.Margins;

/**
 * The CUDA head on a bare GPU machine.
 *
 * <pre>
 * check                                        every loss in every precision against double precision
 * time --loss L --classes C --batch N --dim D --precision P --rounds R   one line of JSON
 * </pre>
 *
 * <p>Exits with 0 when all is well, 1 when a check failed, 2 for wrong usage, 3 where there is no
 * usable GPU.
 */
public final class GpuKit {

  private static final long PRODUCTS_BYTES = 4L << 30;

  private GpuKit() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  private static int run(List<String> arguments, PrintStream out, PrintStream err) {
    KernelCache cache =
        new KernelCache(Path.of(System.getProperty("java.io.tmpdir"), "facemargin-kernels"));
    try (CudaDevice device = CudaDevice.open(0, cache)) {
      err.println(device.description());
      if (arguments.equals(List.of("check"))) {
        return GpuCheck.run(device, out) ? 0 : 1;
      }
      if (!arguments.isEmpty() && arguments.get(0).equals("time")) {
        out.println(time(device, new GpuKitOptions(arguments.subList(1, arguments.size()))));
        return 0;
      }
      err.println(
          "Usage: check | time --loss L --classes C --batch N --dim D --precision P --rounds R");
      return 2;
    } catch (CudaException e) {
      err.println("facemargin-gpu: " + e.getMessage());
      return 3;
    } catch (IllegalArgumentException e) {
      err.println("facemargin-gpu: " + e.getMessage());
      return 2;
    }
  }

  private static String time(CudaDevice device, GpuKitOptions options) {
    GpuHeadTiming.Work work =
        new GpuHeadTiming.Work(
            options.number("classes", 85742),
            options.number("batch", 512),
            options.number("dim", 512),
            Precision.valueOf(options.word("precision", "FLOAT32").toUpperCase(Locale.ROOT)),
            PRODUCTS_BYTES,
            options.number("rounds", 20));
    GpuHeadTiming timing =
        GpuHeadTiming.of(device, Margins.create(options.word("loss", "arcface"), Map.of()), work);
    StringBuilder times = new StringBuilder();
    for (double one : timing.milliseconds()) {
      times.append(times.isEmpty() ? "" : ", ").append(String.format("%.4f", one));
    }
    return String.format(
        "{\"milliseconds\": [%s], \"median_ms\": %.4f, \"peak_bytes\": %d, \"loss\": %.6f,"
            + " \"device\": \"%s\"}",
        times, timing.median(), timing.peakBytes(), timing.loss(), device.description());
  }
}
