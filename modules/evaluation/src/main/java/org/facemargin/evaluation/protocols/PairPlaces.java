package org.facemargin.evaluation.protocols;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.faces.pairs.PackedPairsFormat;
import org.facemargin.faces.pairs.PairFormat;
import org.facemargin.faces.pairs.PairSource;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.files.yaml.ConfigReader;

/** Where a ten-fold benchmark finds its pairs. */
sealed interface PairPlaces {

  /**
   * What was found.
   *
   * @param faces the pairs
   * @param where the file, for errors and reports
   */
  record Found(PairedFaces faces, String where) {}

  /**
   * Opens the pairs.
   *
   * @param namesOnly whether the pictures are not needed: their embeddings are at hand
   */
  Found open(EvaluationRequest request, boolean namesOnly);

  /** Pairs of a source that knows where it lies. */
  record Given(PairSource source) implements PairPlaces {

    @Override
    public Found open(EvaluationRequest request, boolean namesOnly) {
      return new Found(source.open(), "the pairs");
    }
  }

  /** Pairs that are open already. */
  record Open(Found found) implements PairPlaces {

    @Override
    public Found open(EvaluationRequest request, boolean namesOnly) {
      return found;
    }
  }

  /**
   * What a card says, relative to the data folder: a list with a folder of pictures or, where these
   * are not there, a packed file. {@code --pairs} and {@code --images} come before the card.
   *
   * @param format format of the list, by name
   * @param lists where the list may lie; the first that exists is taken
   * @param folders where the pictures may lie; {@code .} counts only where no packed file is
   * @param packed where a packed file may lie
   */
  record OfCard(String format, List<String> lists, List<String> folders, List<String> packed)
      implements PairPlaces {

    private static final String HERE = ".";

    static OfCard read(ConfigReader card, String format) {
      return new OfCard(format, card.words("pairs"), card.words("images"), card.words("packed"));
    }

    @Override
    public Found open(EvaluationRequest request, boolean namesOnly) {
      PairFormat reader = PairFormat.named(format);
      Optional<Path> list = request.pairs().or(() -> first(request, lists));
      if (list.isPresent() && (reader.holdsPictures() || PackedPairsFormat.isPacked(list.get()))) {
        return packed(list.get());
      }
      if (list.isPresent() && namesOnly) {
        return new Found(reader.namesOf(list.get()), list.get().toString());
      }
      List<String> elsewhere = folders.stream().filter(name -> !name.equals(HERE)).toList();
      Optional<Path> folder = request.images().or(() -> first(request, elsewhere));
      if (list.isEmpty() || folder.isEmpty()) {
        Optional<Path> one =
            request.pairs().isPresent() ? Optional.empty() : first(request, packed);
        if (one.isPresent()) {
          return packed(one.get());
        }
        folder = folder.or(() -> first(request, folders));
      }
      Path found = require(request, list, "pair list", lists, "--pairs");
      Path images = require(request, folder, "picture folder", folders, "--images");
      return new Found(reader.read(found, images), found.toString());
    }

    private static Found packed(Path file) {
      return new Found(new PackedPairsFormat().namesOf(file), file.toString());
    }

    private static Optional<Path> first(EvaluationRequest request, List<String> names) {
      return names.stream().map(request::inData).filter(Files::exists).findFirst();
    }

    private Path require(
        EvaluationRequest request,
        Optional<Path> found,
        String what,
        List<String> names,
        String option) {
      if (found.isPresent()) {
        return found.get();
      }
      List<String> tried = new ArrayList<>();
      names.forEach(name -> tried.add(request.inData(name).toString()));
      packed.forEach(name -> tried.add(request.inData(name).toString()));
      throw DataException.of(
          "There is no %s; looked for %s. Name it with %s.",
          what, String.join(", ", tried), option);
    }
  }
}
