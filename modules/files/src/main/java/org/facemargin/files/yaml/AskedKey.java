package org.facemargin.files.yaml;

import java.util.List;
import java.util.Optional;

/**
 * A key that reading code asked a {@link ConfigReader} for, as documentation shows it.
 *
 * @param path dotted, list items as {@code [0]}
 * @param type what a value is; {@link Type#ANY} where the code only looked whether it is given
 * @param values what a value may be, in words; empty for anything of the type
 * @param choices the words it may be; empty where it is not one of a few
 * @param otherwise what holds where it is not given
 * @param optional whether it may be missing
 * @param description what it does, where the code says so
 * @param plugIn the name of the plug-in whose parameter it is, if it is one
 * @param source the file it was looked for in
 * @param reader the class that asked, or that of the plug-in
 */
public record AskedKey(
    String path,
    Type type,
    String values,
    List<String> choices,
    Optional<String> otherwise,
    boolean optional,
    String description,
    Optional<String> plugIn,
    String source,
    Class<?> reader) {

  /** What a value is. */
  public enum Type {
    ANY,
    WORD,
    PATH,
    CHOICE,
    WHOLE_NUMBER,
    NUMBER,
    TRUTH_VALUE,
    WORDS,
    NUMBERS,
    WHOLE_NUMBERS,
    SECTION,
    SECTIONS
  }

  public AskedKey {
    choices = List.copyOf(choices);
  }
}
