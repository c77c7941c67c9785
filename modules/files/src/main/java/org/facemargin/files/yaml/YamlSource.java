package org.facemargin.files.yaml;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.SizedText;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * YAML text to {@link YamlValue}. Of YAML only mappings, lists and scalars are accepted: no
 * anchors, no aliases, no merge keys, no tags, one document.
 */
final class YamlSource {

  /** More than any configuration: SnakeYAML's own limit. */
  private static final long MOST_BYTES = 3 << 20;

  private final String name;
  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private YamlSource(String name) {
    this.name = name;
  }

  /** The text of a file, which must be there. */
  static String textOf(Path file) {
    return SizedText.read(file, MOST_BYTES);
  }

  /** Parses a document that must be a mapping. */
  static YamlValue.Mapping mapping(String name, String text) {
    YamlValue value = value(name, text);
    if (value instanceof YamlValue.Mapping mapping) {
      return mapping;
    }
    throw ConfigurationException.of(
        "%s: expected a mapping of keys, got %s.", value.place(), value.kind());
  }

  /** Parses a document of any kind. */
  static YamlValue value(String name, String text) {
    YamlSource source = new YamlSource(name);
    try {
      Node node =
          new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
      return node == null
          ? new YamlValue.Scalar(new Place(name, 1), "", false)
          : source.convert(node, "");
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new ConfigurationException(
          new Place(name, line) + ": not valid YAML: " + e.getProblem() + ".", e);
    } catch (YAMLException e) {
      throw new ConfigurationException(name + ": not valid YAML: " + e.getMessage(), e);
    }
  }

  private YamlValue convert(Node node, String path) {
    Place place = new Place(name, node.getStartMark().getLine() + 1);
    if (!seen.add(node)) {
      throw ConfigurationException.of(
          "%s: %s: YAML aliases are not accepted; use 'extends:' or write it out.", place, path);
    }
    if (node instanceof MappingNode mapping) {
      return mapping(mapping, place, path);
    }
    if (node instanceof SequenceNode sequence) {
      List<YamlValue> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(convert(item, path + "[" + items.size() + "]"));
      }
      return new YamlValue.Sequence(place, items);
    }
    ScalarNode scalar = (ScalarNode) node;
    return new YamlValue.Scalar(
        place, scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN);
  }

  private YamlValue.Mapping mapping(MappingNode node, Place place, String path) {
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    for (NodeTuple entry : node.getValue()) {
      Place keyPlace = new Place(name, entry.getKeyNode().getStartMark().getLine() + 1);
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw ConfigurationException.of("%s: %s: a key must be one word.", keyPlace, path);
      }
      String keyPath = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      YamlValue value = convert(entry.getValueNode(), keyPath);
      YamlValue before = entries.putIfAbsent(key.getValue(), value);
      if (before != null) {
        throw ConfigurationException.of(
            "%s: duplicate key '%s', first given in line %s.",
            keyPlace, keyPath, before.place().line());
      }
    }
    return new YamlValue.Mapping(place, entries);
  }
}
