package org.facemargin.experiments.guess;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.facemargin.backbones.weights.NetworkFormat;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.onnx.OnnxSignature;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.files.AtomicFiles;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/**
 * The card of a network that came without one, by trial: every colour order, scaling and layout
 * that its input allows is run on some pairs of a benchmark, and the one that separates people best
 * is taken.
 *
 * <p>Compared is d′ = (μ_g - μ_i) / √((σ_g² + σ_i²)/2) of the cosines, since a good network judges
 * nearly all of 200 pairs rightly whatever it is fed. Two cards whose difference in d′ is not above
 * 0 in 95 % of 1000 draws of the pairs cannot be told apart, which is said.
 *
 * <p>Cost: embeddings of all pictures of the pairs, once for each card.
 */
public final class CardGuess {

  /** Pairs that are tried. */
  public static final int PAIRS = 200;

  private static final String UNKNOWN = "not known: the card was guessed";

  private final Path model;
  private final Optional<ModelCardFile> base;
  private final PairSample pairs;
  private final List<Tried> ranked;
  private final OnnxSignature network;

  /**
   * @param ranked the best first
   */
  private CardGuess(
      Path model,
      Optional<ModelCardFile> base,
      PairSample pairs,
      OnnxSignature network,
      List<Tried> ranked) {
    this.model = model;
    this.base = base;
    this.pairs = pairs;
    this.network = network;
    this.ranked = ranked;
  }

  /**
   * Tries.
   *
   * @param model the network, of any format but our checkpoints, which say it themselves
   * @param base a card that says the rest: output, licence, flip; its image is not believed
   * @param faces pairs with their answers
   * @throws DataException if no card separates people better than chance
   * @throws ConfigurationException if there is nothing to guess, or too few pairs
   */
  public static CardGuess of(
      Path model,
      Optional<ModelCardFile> base,
      ModelSource.Running running,
      PairedFaces faces,
      Progress progress) {
    NetworkFormat format = NetworkFormat.of(model);
    if (format == NetworkFormat.CHECKPOINT) {
      throw new ConfigurationException(
          model + " is a checkpoint of this project: it says itself what it expects.");
    }
    PairSample pairs = PairSample.of(faces, PAIRS);
    Trial trial = new Trial(pairs, running, progress);
    String output = base.map(card -> card.card().outputName()).orElse("");
    List<OnnxSignature> ways;
    if (format == NetworkFormat.ONNX) {
      ways = OnnxSignature.of(model, output);
      ways.forEach(way -> trial.onnx(model, way));
    } else {
      ways = List.of(trial.weights(model, output));
    }
    List<Tried> ranked = trial.ranked();
    if (!ranked.get(0).separates()) {
      throw DataException.of(
          "None of %d ways to feed %s tells people apart on %d pairs; the best (%s) decides"
              + " %s of them correctly. No card is written: is it a face network, and are"
              + " the faces aligned as it was trained?",
          ranked.size(),
          model,
          pairs.pairs().size(),
          ranked.get(0).words(),
          Words.rate(ranked.get(0).accuracy(), 1));
    }
    OnnxSignature network =
        ways.stream().filter(way -> way.layout() == ranked.get(0).layout()).findFirst().get();
    return new CardGuess(model, base, pairs, network, ranked);
  }

  /** What cannot be told apart from the best. */
  private List<Tried> alike() {
    return ranked.stream().skip(1).filter(other -> !ranked.get(0).isBetterThan(other)).toList();
  }

  /** Everything that was tried, the best first. */
  public ReportTable table() {
    List<Tried> alike = alike();
    List<List<String>> rows = new ArrayList<>();
    for (Tried each : ranked) {
      String verdict = alike.contains(each) ? "cannot be told apart" : "";
      rows.add(
          List.of(
              each.color().toString(),
              each.scaling().words(),
              each.layout().toString(),
              each.scores().isEmpty()
                  ? "-"
                  : String.format(Locale.ROOT, "%.1f", 100 * each.accuracy()),
              each.scores().isEmpty() ? "-" : String.format(Locale.ROOT, "%.3f", each.separation()),
              rows.isEmpty() ? "taken" : each.scores().isEmpty() ? each.problem() : verdict));
    }
    return new ReportTable(
        "Ways to feed " + model.getFileName(),
        List.of("colours", "input of a byte x", "layout", "accuracy %", "d'", ""),
        rows,
        List.of(
            pairs.pairs().size()
                + " pairs; accuracy at the best threshold for these pairs, so too high; d' is the"
                + " distance of genuine and impostor cosines in standard deviations.",
            remark()));
  }

  private String remark() {
    List<Tried> alike = alike();
    return alike.isEmpty()
        ? "Every other way is worse in 95 % of draws of the pairs."
        : "These pairs cannot tell the card taken from: "
            + alike.stream().map(Tried::words).collect(Collectors.joining("; "))
            + ".";
  }

  /**
   * Writes the card.
   *
   * @throws ConfigurationException if the file exists
   */
  public void write(Path file) {
    requireNew(file);
    AtomicFiles.write(file, text());
  }

  /**
   * @throws ConfigurationException if the file exists: a card is never written over another
   */
  public static void requireNew(Path file) {
    if (Files.exists(file)) {
      throw new ConfigurationException(
          file + " exists; a guessed card never takes another's place. Name another file.");
    }
  }

  private String text() {
    Tried best = ranked.get(0);
    ImageSpec image = best.scaling().image(network.widthPx(), network.heightPx(), best.color());
    StringBuilder text = new StringBuilder();
    text.append("# Guessed by trying ")
        .append(ranked.size())
        .append(" ways on ")
        .append(pairs.pairs().size())
        .append(" pairs. ")
        .append(remark().replace('\n', ' '))
        .append("\nschema: model-card/1\nname: ")
        .append(
            quoted(base.map(card -> card.card().name()).orElse(model.getFileName().toString())));
    text.append(
        String.format(
            Locale.ROOT,
            "%nimage: {width_px: %d, height_px: %d, color: %s, mean: %s, std: %s}%nlayout: %s%n",
            image.widthPx(),
            image.heightPx(),
            image.colorOrder().name().toLowerCase(Locale.ROOT),
            Arrays.toString(image.mean()),
            Arrays.toString(image.std()),
            best.layout().name().toLowerCase(Locale.ROOT)));
    optional(text, "input", network.input());
    optional(text, "output", network.output());
    optional(text, "norm_output", base.map(ModelCardFile::normOutput).orElse(""));
    text.append("embedding_dim: ").append(network.dimension());
    text.append("\nflip: ")
        .append(
            base.map(card -> card.card().flip())
                .orElse(FlipPolicy.NONE)
                .name()
                .toLowerCase(Locale.ROOT));
    text.append("\nlicence: ").append(quoted(base.map(c -> c.card().licence()).orElse(UNKNOWN)));
    text.append("\nsource: ").append(quoted(base.map(c -> c.card().source()).orElse(UNKNOWN)));
    return text.append('\n').toString();
  }

  private static void optional(StringBuilder text, String key, String value) {
    if (!value.isEmpty()) {
      text.append(key).append(": ").append(quoted(value)).append('\n');
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
