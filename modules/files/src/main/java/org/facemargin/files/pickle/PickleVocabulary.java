package org.facemargin.files.pickle;

import java.util.List;
import java.util.Optional;

/**
 * What a kind of pickle may name and call beside the plain values every kind has. Nothing named is
 * ever looked up or invoked in Java or Python: a vocabulary says which {@link PickleValue} stands
 * for it, or leaves it to be refused.
 */
public interface PickleVocabulary {

  /** Packed pairs of face pictures, which need nothing beside. */
  PickleVocabulary PACKED_PAIRS =
      new PickleVocabulary() {
        @Override
        public String kind() {
          return "packed pairs";
        }

        @Override
        public Optional<PickleValue> named(String module, String name) {
          return Optional.empty();
        }

        @Override
        public Optional<PickleValue> called(PickleValue function, List<PickleValue> arguments) {
          return Optional.empty();
        }

        @Override
        public Optional<PickleValue> persistent(PickleValue id) {
          return Optional.empty();
        }

        @Override
        public boolean built(PickleValue target, PickleValue state) {
          return false;
        }
      };

  /** What messages call such pickles, in the plural. */
  String kind();

  /** What stands for a function or class; empty where it is none of this kind's. */
  Optional<PickleValue> named(String module, String name);

  /**
   * What a call makes.
   *
   * @throws org.facemargin.files.ClauseException if it must not be called
   */
  Optional<PickleValue> called(PickleValue function, List<PickleValue> arguments);

  /** What stands for a reference to something outside the pickle. */
  Optional<PickleValue> persistent(PickleValue id);

  /** Gives a value its state; false where it has none. */
  boolean built(PickleValue target, PickleValue state);
}
