package org.facemargin.evaluation.scores;

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
      String[] fields = lines.next();
      if (fields == null) {
        throw new DataException(files.scores() + ": holds no score.");
      }
      return nameOf(fields, lines);
    }
  }

  private static String nameOf(String[] fields, FieldLines lines) {
    if (isTable(lines)) {
      return TableFormat.NAME;
    }
    int last = fields.length - 1;
    return switch (fields.length) {
      case 2 -> "label-score";
      case 4 ->
          Fields.isNumber(fields[2])
                  && Fields.isLabel(fields[last])
                  && !Fields.isNumber(fields[last])
              ? "scored-trials"
              : "bob-4";
      case 5 -> "bob-5";
      default -> throw unknown(fields, lines);
    };
  }

  private static boolean isTable(FieldLines lines) {
    return TableFormat.isHeader(lines.text());
  }

  private static DataException unknown(String[] fields, FieldLines lines) {
    String hint =
        fields.length == 3 && Fields.isNumber(fields[2])
            ? " Three columns ending in a number are scores without labels: give the trial list"
                + " (--trials)."
            : "";
    return lines.error(
        "no known score format has "
            + fields.length
            + (fields.length == 1 ? " column" : " columns")
            + " like these."
            + hint
            + " Known formats: "
            + NamedRegistry.of(ScoreFormat.class).all().stream()
                .map(format -> format.name() + " (" + format.description() + ")")
                .collect(Collectors.joining("; ")));
  }
}
