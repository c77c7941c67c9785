package org.facemargin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.facemargin.faces.inspect.FaceConverter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code data convert IN OUT}. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Turns one way of keeping faces into another; encoded pictures are copied as they are.",
      "Labelled faces: .rec, list (.lst, .txt), folder. Pairs: .bin, folder with pairs.txt.",
      "A .lst made of a .rec has its pictures in a folder of its own name beside it."
    })
final class DataConvertCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "IN", description = ".rec, list, .bin or folder.")
  private Path input;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = ".rec (with its .idx), .lst, .bin or a folder.")
  private Path output;

  @Override
  public Integer call() {
    FaceConverter.convert(input, output, ConsoleProgress.create());
    return ExitCode.OK;
  }
}
