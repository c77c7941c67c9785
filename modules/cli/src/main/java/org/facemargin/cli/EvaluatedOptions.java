package org.facemargin.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say what is measured. */
final class EvaluatedOptions {

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "A network: ONNX, a checkpoint (.zip), PyTorch (.pth, .pt, .ckpt), safetensors, or MXNet"
              + " (-symbol.json or .params).")
  List<Path> models = new ArrayList<>();

  @Option(
      names = "--card",
      paramLabel = "NAME|FILE",
      description =
          "What an ONNX network expects: a card of experiments/models, or a file; one for all"
              + " networks, or one each.")
  List<String> cards = new ArrayList<>();

  @Option(
      names = "--name",
      paramLabel = "WORDS",
      description =
          "What pages and tables call a source; one each, networks first, then features, then"
              + " scores; default: the card's name or the file's.")
  List<String> names = new ArrayList<>();

  @Option(
      names = "--features",
      paramLabel = "F.npy|DIR|F.parquet",
      description =
          "Stored embeddings in place of a network: a matrix, a folder of MegaFace's .bin files, or"
              + " a file or folder of Parquet (columns name and embedding), which name themselves.")
  List<Path> features = new ArrayList<>();

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description =
          "Names of the rows of --features, one per line; one file for all features, or one each.")
  List<Path> lists = new ArrayList<>();

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description =
          "Scores computed elsewhere, as text or Parquet (a file, or a folder of parts); together"
              + " with --impostors only the genuine ones.")
  List<Path> scores = new ArrayList<>();

  @Option(
      names = "--impostors",
      paramLabel = "FILE",
      description = "Impostor scores, if they are in a file of their own; one for each --scores.")
  List<Path> impostors = new ArrayList<>();

  @Option(
      names = "--trials",
      paramLabel = "FILE",
      description = "Trial list with the labels of --scores; one for all, or one each.")
  List<Path> trials = new ArrayList<>();

  @Option(
      names = "--score-format",
      paramLabel = "NAME",
      description = "See 'list score-formats'; default: recognised from the file.")
  String scoreFormat;

  @Option(
      names = "--distances",
      description = "The scores are distances: the smaller, the more alike.")
  boolean distances;

  boolean isEmpty() {
    return models.isEmpty() && features.isEmpty() && scores.isEmpty();
  }

  /** Whether nothing but scores is given, so that a benchmark need not be named. */
  boolean onlyScores() {
    return models.isEmpty() && features.isEmpty() && !scores.isEmpty();
  }

  /** Every file named. */
  List<Path> files() {
    return Stream.of(models, features, lists, scores, impostors, trials)
        .flatMap(List::stream)
        .toList();
  }
}
