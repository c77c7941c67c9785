package org.facemargin.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.benchmarks.gpu.GpuHeadTiming;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Environment;
import org.facemargin.cuda.CudaDevice;
import org.facemargin.cuda.CudaException;
import org.facemargin.cuda.KernelCache;
import org.facemargin.cuda.Precision;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.margins.Margins;

/**
 * The CUDA head beside PyTorch on the same GPU in the same call: forward, backward and SGD update.
 * PyTorch is the machine's own, run by {@code modules/benchmarks/gpu/peer_head.py}, eager and
 * compiled.
 *
 * @param loss registry name; the peer computes ArcFace as arcface_torch does, others have no peer
 * @param work sizes and rounds
 * @param peer "pytorch" or "none"
 */
record GpuHeadComparison(String loss, GpuHeadTiming.Work work, String peer) {

  private static final Map<Precision, String> PEER_PRECISION =
      Map.of(Precision.FLOAT32, "fp32", Precision.TF32, "tf32", Precision.BFLOAT16, "bf16");

  /**
   * Measures and returns what goes into result.json.
   *
   * @throws DataException if there is no usable GPU or no PyTorch; the message says what is missing
   */
  Map<String, Object> run() {
    if (!peer.equals("pytorch") && !peer.equals("none")) {
      throw new ConfigurationException(
          "--peer is '" + peer + "', expected pytorch or none for --device cuda.");
    }
    if (peer.equals("pytorch") && !loss.equals("arcface")) {
      throw new ConfigurationException(
          "The PyTorch peer computes arcface, not '" + loss + "'; use --peer none.");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("work", "head on cuda: forward, backward, update");
    result.put("loss", loss);
    result.put("sizes", work);
    GpuHeadTiming ours = ours(result);
    result.put("ours_ms", ours.milliseconds());
    result.put("ours_median_ms", ours.median());
    result.put("ours_peak_bytes", ours.peakBytes());
    if (peer.equals("pytorch")) {
      List<JsonNode> sides = new ArrayList<>();
      for (String mode : List.of("eager", "compile")) {
        JsonNode side = pytorch(mode);
        result.put("pytorch_" + mode, side);
        sides.add(side);
      }
      JsonNode eager = sides.get(0);
      result.put("ratio_median", eager.get("median_ms").asDouble() / ours.median());
      result.put("ratio_median_compiled", sides.get(1).get("median_ms").asDouble() / ours.median());
      result.put("memory_ratio", ours.peakBytes() / eager.get("peak_bytes").asDouble());
    }
    result.put("environment", Environment.current());
    return result;
  }

  private GpuHeadTiming ours(Map<String, Object> result) {
    KernelCache cache =
        new KernelCache(
            Path.of(System.getProperty("user.home"), ".cache", "facemargin", "kernels"));
    try (CudaDevice device = CudaDevice.open(0, cache)) {
      result.put("device", device.description());
      return GpuHeadTiming.of(device, Margins.create(loss, Map.of()), work);
    } catch (CudaException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  private JsonNode pytorch(String mode) {
    Path script = ProjectFolder.find().resolve("modules/benchmarks/gpu/peer_head.py");
    List<String> command =
        List.of(
            "python3",
            script.toString(),
            "--classes",
            Integer.toString(work.classes()),
            "--batch",
            Integer.toString(work.batch()),
            "--dim",
            Integer.toString(work.dimension()),
            "--rounds",
            Integer.toString(work.rounds()),
            "--mode",
            mode,
            "--precision",
            PEER_PRECISION.get(work.precision()));
    try {
      Path errors = Files.createTempFile("pytorch", ".log");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new DataException(
            "PyTorch ("
                + mode
                + ") did not run: "
                + Files.readString(errors)
                    .strip()
                    .lines()
                    .reduce((a, b) -> b)
                    .orElse("no message"));
      }
      return JsonRecords.parse("peer_head.py", out.strip());
    } catch (IOException e) {
      throw new DataException("python3 could not be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while PyTorch ran.", e);
    }
  }

  /** One line for a person. */
  static String summary(Map<String, Object> result) {
    String ours = String.format(Locale.ROOT, "ours %.3f ms", (double) result.get("ours_median_ms"));
    return result.containsKey("ratio_median")
        ? ours
            + String.format(
                Locale.ROOT,
                ", ratio to PyTorch eager %.2f, to compiled %.2f, memory ratio %.2f",
                (double) result.get("ratio_median"),
                (double) result.get("ratio_median_compiled"),
                (double) result.get("memory_ratio"))
        : ours;
  }
}
