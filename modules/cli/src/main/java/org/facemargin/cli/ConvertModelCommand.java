package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code convert-model IN OUT}. */
@AutoService(Subcommand.class)
@Command(
    name = "convert-model",
    mixinStandardHelpOptions = true,
    description =
        "Writes a network of any kind as ONNX (.onnx, checked in ONNX Runtime), safetensors"
            + " (.safetensors) or a checkpoint of ours (.zip), as the ending of OUT says.",
    footer = {
      "%nExamples:",
      "  facemargin convert-model backbone.pth model.onnx --card arcface-torch",
      "  facemargin convert-model model-symbol.json model.zip --card arcface-torch"
    })
public final class ConvertModelCommand extends Computation implements Subcommand {

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

  @Option(
      names = "--averaged",
      description = "Uses the averaged weights, if the checkpoint has them.")
  private boolean averaged;

  @Override
  protected Plan plan() {
    String ending = ending();
    if (!ending.matches("onnx|safetensors|zip")) {
      throw new ConfigurationException(
          "OUT ends with '." + ending + "', expected .onnx, .safetensors or .zip.");
    }
    Optional.ofNullable(card).ifPresent(ModelCardFile::find);
    return Plan.to("Would write " + in + " as " + ending + ".").reading(in).writing(out);
  }

  @Override
  protected int compute() {
    String ending = ending();
    LoadedNetwork network =
        LoadedNetwork.of(in, Optional.ofNullable(card).map(ModelCardFile::find), averaged);
    network.notes().forEach(note -> console().remark(note + "."));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", out.toString());
    facts.put("pictures", network.input().text());
    String compared = "";
    if (ending.equals("onnx")) {
      NetworkExport.Result result = NetworkExport.export(network, out, ExportSettings.DEFAULT);
      facts.put("largest_difference", result.largestDifference());
      compared =
          String.format(
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
    String text =
        "Pictures: " + network.input().text() + ".\n" + compared + "Written: " + out + "\n";
    console().result(facts, () -> text);
    return ExitCode.OK;
  }

  private String ending() {
    return out.getFileName().toString().replaceFirst(".*\\.", "");
  }
}
