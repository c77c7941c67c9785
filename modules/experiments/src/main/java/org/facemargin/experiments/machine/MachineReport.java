package org.facemargin.experiments.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.core.Environment;
import org.facemargin.core.NamedRegistry;

/**
 * This machine: processor, Java, GPUs, their libraries, and what each engine makes of them.
 *
 * @param environment processor, system, Java
 * @param instructions vector instructions of the processor, as the system names them
 * @param javaVectorBits width of the Java Vector API's preferred vector; 0 where this process has
 *     no Vector API
 * @param gpus one line a GPU, by NVIDIA's own tool; or what the driver says of itself
 * @param libraries where NVIDIA's libraries are; empty text for those that are not found
 * @param engines what each engine can do here, by name
 * @param advice what to install for more, a sentence each
 */
public record MachineReport(
    Environment environment,
    List<String> instructions,
    int javaVectorBits,
    List<String> gpus,
    Map<String, String> libraries,
    Map<String, String> engines,
    List<String> advice) {

  private static final String LIBTORCH = "libtorch";

  /** Looks. */
  public static MachineReport look() {
    return look(SystemProbe.ofThisMachine());
  }

  static MachineReport look(SystemProbe probe) {
    Map<String, String> engines = new TreeMap<>();
    NamedRegistry.of(BackboneEngine.class)
        .all()
        .forEach(engine -> engines.put(engine.name(), engine.abilities()));
    engines.putIfAbsent(
        LIBTORCH,
        "Not built. ./facemargin builds it (90 MB of downloads, 458 MB where there is a GPU) when a"
            + " run's file or --set has engine.name libtorch.");
    List<String> gpus = probe.gpus();
    Map<String, String> libraries = probe.libraries();
    int vectorBits = SystemProbe.javaVectorBits();
    return new MachineReport(
        Environment.current(),
        probe.instructions(),
        vectorBits,
        gpus,
        libraries,
        Map.copyOf(engines),
        advice(vectorBits, gpus, libraries));
  }

  private static List<String> advice(
      int vectorBits, List<String> gpus, Map<String, String> libraries) {
    List<String> advice = new ArrayList<>();
    if (vectorBits == 0) {
      advice.add(
          "Java's Vector API is not there: a JDK 17 or newer with the module jdk.incubator.vector"
              + " makes 3x3 convolutions faster.");
    }
    if (gpus.isEmpty()) {
      advice.add(
          "There is no NVIDIA driver, so no GPU can be used: training runs on the processor.");
      return List.copyOf(advice);
    }
    List<String> missing =
        libraries.entrySet().stream()
            .filter(library -> library.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (!missing.isEmpty()) {
      advice.add(
          "For engine libtorch on the GPU, install CUDA 13, cuDNN 9 and NCCL; not found are "
              + String.join(", ", missing)
              + ".");
    }
    return List.copyOf(advice);
  }

  /** Whether a GPU's driver is there. */
  public boolean hasGpu() {
    return !gpus.isEmpty();
  }
}
