/**
 * Strict YAML. {@link org.facemargin.files.yaml.ConfigReader} hands out typed values, notes which
 * keys were asked for, and fails with file, line and key path on anything unknown, duplicate,
 * missing, mistyped or out of range. What was read, defaults included, is the {@link
 * org.facemargin.files.yaml.ResolvedConfig} of a run record.
 *
 * <pre>{@code
 * ConfigReader card = ConfigReader.read(file);
 * card.schema("dataset/1");
 * String name = card.word("name");
 * int folds = card.section("protocol").integer("folds", 10, 2, 1000);
 * card.finish();
 * }</pre>
 *
 * <p>To add a key: read it in the record's {@code from(ConfigReader)} method. Nothing else lists
 * keys.
 */
package org.facemargin.files.yaml;
