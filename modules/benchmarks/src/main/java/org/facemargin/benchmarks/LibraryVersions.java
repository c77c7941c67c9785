package org.facemargin.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of the libraries that do the work, from the names of the jars on the class path. */
final class LibraryVersions {

  private static final Set<String> WANTED =
      Set.of("dnnl", "pytorch", "onnxruntime", "nd4j-api", "javacpp", "openblas");

  /** {@code name-version.jar}, without a classifier: versions begin with a digit. */
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*?)\\.jar");

  private LibraryVersions() {}

  /** By library name. */
  static Map<String, String> of(String classPath) {
    Map<String, String> versions = new TreeMap<>();
    for (String entry : classPath.split(Pattern.quote(File.pathSeparator))) {
      Matcher jar = JAR.matcher(String.valueOf(Path.of(entry).getFileName()));
      if (jar.matches() && WANTED.contains(jar.group(1))) {
        versions.merge(jar.group(1), jar.group(2), LibraryVersions::shorter);
      }
    }
    return versions;
  }

  /** The jar of natives has the platform behind the version; the shorter name is the version. */
  private static String shorter(String a, String b) {
    return a.length() <= b.length() ? a : b;
  }
}
