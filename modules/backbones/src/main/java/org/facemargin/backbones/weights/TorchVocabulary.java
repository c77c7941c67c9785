package org.facemargin.backbones.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.facemargin.files.ClauseException;
import org.facemargin.files.pickle.PickleValue;
import org.facemargin.files.pickle.PickleVocabulary;

/**
 * What a pickle of PyTorch's may name: tensors, storages, ordered dicts. A few harmless values that
 * training dictionaries keep beside them (devices, sizes, NumPy's numbers, namespaces of options)
 * become an {@link Aside}. Any other name is kept as a name, since old Lightning files have classes
 * for keys; calling one is refused.
 *
 * <p>Source: pytorch, torch/_utils.py and torch/serialization.py.
 */
final class TorchVocabulary implements PickleVocabulary {

  private static final String STORAGE = "storage";

  private static final Map<String, StoredType> STORAGES =
      Map.of(
          "DoubleStorage", StoredType.FLOAT64,
          "FloatStorage", StoredType.FLOAT32,
          "HalfStorage", StoredType.FLOAT16,
          "BFloat16Storage", StoredType.BFLOAT16,
          "LongStorage", StoredType.INT64,
          "IntStorage", StoredType.INT32,
          "ShortStorage", StoredType.INT16,
          "CharStorage", StoredType.INT8,
          "ByteStorage", StoredType.UINT8,
          "BoolStorage", StoredType.BOOL);

  /** Called without harm: nothing is made of them but a place that is not looked at. */
  private static final Set<String> ASIDES =
      Set.of(
          "torch.device",
          "torch.Size",
          "numpy.dtype",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar",
          "argparse.Namespace",
          "collections.defaultdict",
          "collections.Counter",
          "pathlib.PosixPath",
          "datetime.datetime",
          "datetime.timedelta",
          "builtins.set",
          "__builtin__.set");

  private final Set<String> others = new TreeSet<>();

  /** A function this vocabulary knows. */
  enum Function implements PickleValue.Made {
    TENSOR,
    TENSOR_WITHOUT_STRIDES,
    PARAMETER,
    DICT
  }

  /** A name that is not known here. */
  record Name(String name) implements PickleValue.Made {}

  /** The class of storages of a type. */
  record StorageClass(StoredType type) implements PickleValue.Made {}

  /**
   * Values that lie outside the pickle.
   *
   * @param length number of values
   */
  record Storage(StoredType type, String key, long length) implements PickleValue.Made {}

  /** A tensor: a view of a storage, in values. */
  record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements PickleValue.Made {}

  /** Something harmless that is no tensor. */
  record Aside() implements PickleValue.Made {}

  /** Names that were met and stand for nothing. */
  Set<String> others() {
    return others;
  }

  @Override
  public String kind() {
    return "PyTorch's weights";
  }

  @Override
  public Optional<PickleValue> named(String module, String name) {
    String whole = module + "." + name;
    if (module.equals("torch") && STORAGES.containsKey(name)) {
      return Optional.of(new StorageClass(STORAGES.get(name)));
    }
    return switch (whole) {
      case "torch._utils._rebuild_tensor_v2" -> Optional.of(Function.TENSOR);
      case "torch._utils._rebuild_tensor" -> Optional.of(Function.TENSOR_WITHOUT_STRIDES);
      case "torch._utils._rebuild_parameter" -> Optional.of(Function.PARAMETER);
      case "collections.OrderedDict", "__builtin__.dict", "builtins.dict" ->
          Optional.of(Function.DICT);
      case "_codecs.encode" -> Optional.empty();
      default -> {
        if (!ASIDES.contains(whole)) {
          others.add(whole);
        }
        yield Optional.of(new Name(whole));
      }
    };
  }

  @Override
  public Optional<PickleValue> called(PickleValue function, List<PickleValue> arguments) {
    if (function instanceof Function known) {
      return Optional.of(made(known, arguments));
    }
    if (function instanceof Name name) {
      if (ASIDES.contains(name.name())) {
        return Optional.of(new Aside());
      }
      throw new ClauseException(
          "it calls '"
              + name.name()
              + "', which Python would execute on loading; only tensors and plain containers are"
              + " read. Nothing was executed. A file of the state_dict alone has no such calls");
    }
    return Optional.empty();
  }

  private static PickleValue made(Function function, List<PickleValue> given) {
    boolean tensor =
        (function == Function.TENSOR && given.size() >= 4)
            || (function == Function.TENSOR_WITHOUT_STRIDES && given.size() == 4);
    if (tensor && given.get(0) instanceof Storage storage) {
      return new Tensor(storage, whole(given.get(1)), wholes(given.get(2)), wholes(given.get(3)));
    }
    if (function == Function.PARAMETER
        && !given.isEmpty()
        && given.get(0) instanceof Tensor parameter) {
      return parameter;
    }
    if (function == Function.DICT && given.isEmpty()) {
      return new PickleValue.Mapping();
    }
    if (function == Function.DICT && given.get(0) instanceof PickleValue.Sequence entries) {
      PickleValue.Mapping mapping = new PickleValue.Mapping();
      for (PickleValue entry : entries.items()) {
        List<PickleValue> pair = items(entry);
        if (pair.size() != 2) {
          throw new ClauseException("an ordered dict is made of something that is no pair");
        }
        mapping.put(pair.get(0), pair.get(1));
      }
      return mapping;
    }
    throw new ClauseException("it makes a " + function + " of arguments that PyTorch never uses");
  }

  private static List<PickleValue> items(PickleValue value) {
    if (value instanceof PickleValue.Tuple tuple) {
      return tuple.items();
    }
    return value instanceof PickleValue.Sequence sequence ? sequence.items() : List.of();
  }

  private static long whole(PickleValue value) {
    if (value instanceof PickleValue.Whole whole && whole.value() >= 0) {
      return whole.value();
    }
    throw new ClauseException("a tensor has an offset or extent that is no whole number");
  }

  private static List<Long> wholes(PickleValue value) {
    List<Long> wholes = new ArrayList<>();
    items(value).forEach(item -> wholes.add(whole(item)));
    return wholes;
  }

  /** ("storage", class, key, device, number of values), in legacy files with a view, None. */
  @Override
  public Optional<PickleValue> persistent(PickleValue id) {
    List<PickleValue> parts = items(id);
    boolean storage =
        parts.size() >= 5
            && text(parts.get(0)).equals(STORAGE)
            && (parts.size() == 5 || parts.get(5) instanceof PickleValue.Nothing);
    if (storage && parts.get(1) instanceof StorageClass type) {
      return Optional.of(new Storage(type.type(), text(parts.get(2)), whole(parts.get(4))));
    }
    if (storage && parts.get(1) instanceof Name name) {
      throw new ClauseException("it holds values of the type '" + name.name() + "'");
    }
    if (!parts.isEmpty() && text(parts.get(0)).equals("module")) {
      throw new ClauseException(
          "it holds a whole model, whose code Python would run; a file of its state_dict is read");
    }
    return Optional.empty();
  }

  static String text(PickleValue value) {
    if (value instanceof PickleValue.Text text) {
      return text.value();
    }
    return value instanceof PickleValue.Bytes bytes ? bytes.latin1() : "";
  }

  /** State of ordered dicts (a module's versions) and of what is left aside is not looked at. */
  @Override
  public boolean built(PickleValue target, PickleValue state) {
    return target instanceof PickleValue.Mapping || target instanceof Aside;
  }
}
