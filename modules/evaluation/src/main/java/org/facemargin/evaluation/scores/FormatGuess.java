package org.facemargin.evaluation.scores;

import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.core.DataException;
import org.facemargin.core.NamedRegistry;

/** Which format files look like, from which of them there are and the first line. */
final class FormatGuess {

  private FormatGuess() {}

  static ScoreFormat of(ScoreFiles files) {
    return NamedRegistry.of(ScoreFormat.class).get(nameOf(files));
  }

  private static String nameOf(ScoreFiles files) {
    if (files.impostors().isPresent()) {
      return GenuineImpostorFormat.NAME;
    }
    if (files.trials().isPresent()) {
      return TrialsFormat.NAME;
    }
    try (FieldLines lines = FieldLines.open(files.scores())) {
      if (!lines.next()) {
        throw new DataException(files.scores() + ": holds no score.");
      }
      return nameOf(lines.fields(), lines);
    }
  }

  private static String nameOf(List<String> fields, FieldLines lines) {
    if (lines.isTable()) {
      return TableFormat.NAME;
    }
    int last = fields.size() - 1;
    return switch (fields.size()) {
      case 2 -> "label-score";
      case 4 ->
          Fields.isNumber(fields.get(2))
                  && Fields.isLabel(fields.get(last))
                  && !Fields.isNumber(fields.get(last))
              ? "scored-trials"
              : "bob-4";
      case 5 -> "bob-5";
      default -> throw unknown(fields, lines);
    };
  }

  private static DataException unknown(List<String> fields, FieldLines lines) {
    String hint =
        fields.size() == 3 && Fields.isNumber(fields.get(2))
            ? " Three columns ending in a number are scores without labels: give the trial list"
                + " (--trials)."
            : "";
    return lines.error(
        "no known score format has %s%s like these.%s Known formats: %s",
        fields.size(),
        fields.size() == 1 ? " column" : " columns",
        hint,
        NamedRegistry.of(ScoreFormat.class).all().stream()
            .map(format -> format.name() + " (" + format.description() + ")")
            .collect(Collectors.joining("; ")));
  }
}
