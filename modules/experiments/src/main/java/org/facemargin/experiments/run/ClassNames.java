package org.facemargin.experiments.run;

import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.files.TsvCell;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.training.TrainingListener;

/**
 * What the classes are called, in the order of their centres. Travels in the checkpoints, so that
 * centres can be found again by their names wherever a checkpoint is moved.
 *
 * @param names one a class
 */
record ClassNames(List<String> names) implements TrainingListener {

  static final String KEY = "identities";

  ClassNames {
    names = List.copyOf(names);
  }

  /** One name a line, as {@link TsvCell} writes it. */
  String lines() {
    return names.stream().map(name -> TsvCell.of(name) + "\n").collect(Collectors.joining());
  }

  @Override
  public String stateKey() {
    return KEY;
  }

  @Override
  public String state() {
    return JsonRecords.line(names);
  }
}
