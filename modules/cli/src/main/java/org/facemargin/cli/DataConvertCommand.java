package org.facemargin.cli;

import java.nio.file.Path;
import java.util.Map;
import org.facemargin.faces.inspect.FaceConverter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code data convert IN OUT}. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Converts faces between formats; encoded pictures are copied as they are.",
      "Labelled faces: .rec, list (.lst, .txt), folder. Pairs: .bin, folder with pairs.txt.",
      "For a .lst made from a .rec the pictures go into a folder of the same name beside it."
    },
    footer = {
      "%nExamples:",
      "  facemargin data convert faces_emore/train.rec faces",
      "  facemargin data convert lfw.bin lfw"
    })
final class DataConvertCommand extends Computation {

  @Parameters(index = "0", paramLabel = "IN", description = ".rec, list, .bin or folder.")
  private Path input;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = ".rec (with its .idx), .lst, .bin or a folder.")
  private Path output;

  @Override
  protected Plan plan() {
    return Plan.to("Would turn " + input + " into " + output + ".").reading(input).writing(output);
  }

  @Override
  protected int compute() {
    FaceConverter.convert(input, output, console().progress());
    console()
        .result(
            Map.of("input", input.toString(), "output", output.toString()),
            () -> "Written: " + output);
    return ExitCode.OK;
  }
}
