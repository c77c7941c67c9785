package org.facemargin.backbones.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.facemargin.core.DataException;

/** Makes networks of files that PyTorch, safetensors or MXNet wrote. */
public final class WeightsReading {

  private static final Pattern PARAMETERS = Pattern.compile("(.+)-\\d+\\.params");
  private static final String SYMBOL = "-symbol.json";

  private WeightsReading() {}

  /**
   * Reads a network.
   *
   * @param file its file; of MXNet's two either, the other is found beside it
   * @param output name of the output for a file that holds its network, or empty
   * @param sizePx side of its pictures, where that is known; else what its arrays imply
   * @throws DataException if it is missing, damaged, of another kind, or no network known here
   */
  public static ForeignNetwork read(Path file, String output, OptionalInt sizePx) {
    return switch (NetworkFormat.of(file)) {
      case SAFETENSORS -> safetensors(Safetensors.read(file), sizePx);
      case MXNET_PARAMETERS -> MxnetSymbol.read(symbolOf(file), file, output, sizePx);
      case MXNET_SYMBOL -> MxnetSymbol.read(file, parametersOf(file), output, sizePx);
      case PYTORCH_ZIP -> new NamedWeights(TorchFile.readZip(file)).network(sizePx);
      case PYTORCH_LEGACY -> new NamedWeights(TorchFile.readLegacy(file)).network(sizePx);
      case ONNX, CHECKPOINT ->
          throw DataException.of("%s is %s.", file, NetworkFormat.of(file).words());
    };
  }

  /** MXNet's two files, the one named first. */
  public static List<Path> files(Path file) {
    return List.of(
        file,
        NetworkFormat.of(file) == NetworkFormat.MXNET_SYMBOL ? parametersOf(file) : symbolOf(file));
  }

  private static ForeignNetwork safetensors(WeightTable table, OptionalInt sizePx) {
    return GraphWeights.isOurs(table)
        ? GraphWeights.read(table)
        : new NamedWeights(table).network(sizePx);
  }

  /** X-symbol.json of X-0000.params; X.json or X-symbol.json of X.params. */
  private static Path symbolOf(Path parameters) {
    String name = parameters.getFileName().toString();
    Matcher numbered = PARAMETERS.matcher(name);
    String base = numbered.matches() ? numbered.group(1) : name.replaceFirst("\\.params$", "");
    Path symbol = parameters.resolveSibling(base + SYMBOL);
    if (!Files.isRegularFile(symbol)) {
      throw DataException.of(
          "%s needs its network beside it, but there is no %s.", parameters, symbol.getFileName());
    }
    return symbol;
  }

  private static Path parametersOf(Path symbol) {
    String name = symbol.getFileName().toString();
    String base = name.endsWith(SYMBOL) ? name.substring(0, name.length() - SYMBOL.length()) : name;
    List<Path> found;
    Path folder = symbol.toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(folder)) {
      found =
          files
              .filter(
                  each -> {
                    Matcher numbered = PARAMETERS.matcher(each.getFileName().toString());
                    return numbered.matches() && numbered.group(1).equals(base);
                  })
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
    if (found.size() != 1) {
      throw DataException.of(
          "%s needs its arrays beside it: expected one file %s-NNNN.params, found %s. Name the"
              + " .params file instead.",
          symbol, base, found.isEmpty() ? "none" : found.stream().map(Path::getFileName).toList());
    }
    return found.get(0);
  }
}
