package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.backbones.weights.GraphWeights;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.models.LoadedNetwork;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.models.NetworkExport;
import org.facemargin.training.checkpoints.CheckpointFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convert-model IN OUT}. */
@AutoService(Subcommand.class)
@Command(
    name = "convert-model",
    mixinStandardHelpOptions = true,
    description =
        "Writes a network of any kind as ONNX (.onnx, checked in ONNX Runtime), safetensors"
            + " (.safetensors) or a checkpoint of ours (.zip), as the ending of OUT says.")
public final class ConvertModelCommand implements Subcommand {

  static final String CARD =
      "What the network expects: a card of experiments/models, or a file. Needed for ONNX, and"
          + " where a file's names do not tell.";

  @Parameters(
      paramLabel = "IN",
      description = "ONNX, a checkpoint, PyTorch, safetensors, or MXNet (either of its two files).")
  private Path in;

  @Parameters(paramLabel = "OUT", description = "The file made.")
  private Path out;

  @Option(names = "--card", paramLabel = "NAME|FILE", description = CARD)
  private String card;

  @Option(names = "--averaged", description = "Takes the averaged weights where there are any.")
  private boolean averaged;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String ending = out.getFileName().toString().replaceFirst(".*\\.", "");
    if (!ending.matches("onnx|safetensors|zip")) {
      throw new ConfigurationException(
          "OUT ends with '." + ending + "', expected .onnx, .safetensors or .zip.");
    }
    LoadedNetwork network =
        LoadedNetwork.of(in, Optional.ofNullable(card).map(ModelCardFile::find), averaged);
    PrintWriter printer = spec.commandLine().getOut();
    network.notes().forEach(note -> printer.println(note + "."));
    printer.println("Pictures: " + network.input().text() + ".");
    if (ending.equals("onnx")) {
      NetworkExport.Result result = NetworkExport.export(network, out, ExportSettings.DEFAULT);
      printer.printf(
          Locale.ROOT,
          "ONNX Runtime differs from our network by %.1e at most.%n",
          result.largestDifference());
    } else {
      ComputationGraph graph = network.graph();
      if (ending.equals("zip")) {
        CheckpointFile.writeBackbone(out, graph, network.input());
      } else {
        GraphWeights.write(out, graph, network.input());
      }
      graph.close();
    }
    printer.println("Written: " + out);
    printer.flush();
    return ExitCode.OK;
  }
}
