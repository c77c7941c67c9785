package org.facemargin.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.Text;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import picocli.CommandLine.Option;

/**
 * Pictures of any Hadoop file system:
 *
 * <ul>
 *   <li>{@code folder}: every .jpg, .jpeg and .png below it, named by its path from there;
 *   <li>{@code list}: a text file with a path a line, from the list's folder;
 *   <li>{@code rec}: MXNet's {@code train.rec} with {@code train.idx} beside it, named by key;
 *   <li>{@code sequence}: sequence files of (Text, BytesWritable);
 *   <li>{@code parquet}: columns {@code name} and {@code picture}.
 * </ul>
 *
 * <p>Names go out to the executors in equal parts, and they read the bytes: no part depends on
 * another's shuffle output.
 */
final class PictureInput {

  /** Where pictures lie. */
  enum Kind {
    FOLDER,
    LIST,
    REC,
    SEQUENCE,
    PARQUET
  }

  private static final int RECORD_MAGIC = 0xCED7230A;
  private static final int RECORD_HEADER = 8;
  private static final int LENGTH_MASK = (1 << 29) - 1;
  private static final int IMAGE_HEADER = 24;

  @Option(names = "--pictures", required = true, description = "Folder, list, .rec, or data set.")
  private String location;

  @Option(
      names = "--kind",
      defaultValue = "folder",
      description = "folder, list, rec, sequence or parquet; default: ${DEFAULT-VALUE}.")
  private Kind kind;

  @Option(
      names = "--parts",
      defaultValue = "0",
      description = "Parts the pictures are cut into; default: four a core of the cluster.")
  private int parts;

  /** The pictures, in an order that depends on the set alone. */
  JavaRDD<NamedPicture> open(SparkSession spark) {
    JavaSparkContext context = Session.context(spark);
    int cut = parts > 0 ? parts : 4 * context.defaultParallelism();
    return switch (kind) {
      case FOLDER -> files(context, location, below(context, location), cut);
      case LIST -> files(context, parent(location), lines(context, location), cut);
      case REC -> records(context, cut);
      case SEQUENCE ->
          context
              .sequenceFile(location, Text.class, BytesWritable.class)
              .map(entry -> new NamedPicture(entry._1.toString(), entry._2.copyBytes()));
      case PARQUET ->
          spark
              .read()
              .parquet(location)
              .select("name", "picture")
              .javaRDD()
              .map(row -> new NamedPicture(row.getString(0), row.<byte[]>getAs(1)));
    };
  }

  private static String parent(String list) {
    Path folder = new Path(list).getParent();
    return folder == null ? "." : folder.toString();
  }

  private static List<String> below(JavaSparkContext context, String folder) {
    try {
      Path root = new Path(folder);
      FileSystem files = root.getFileSystem(context.hadoopConfiguration());
      String prefix = files.makeQualified(root).toUri().getPath() + "/";
      List<String> names = new ArrayList<>();
      for (String path : paths(files, root)) {
        if (path.toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png)")) {
          names.add(path.substring(prefix.length()));
        }
      }
      if (names.isEmpty()) {
        throw new DataException(folder + ": there is no .jpg or .png below this folder.");
      }
      names.sort(null);
      return names;
    } catch (IOException e) {
      throw new DataException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Every file. Of a local one Hadoop would ask a process for its rights: a walk does without. */
  private static List<String> paths(FileSystem files, Path root) throws IOException {
    List<String> paths = new ArrayList<>();
    if (files.getUri().getScheme().equals("file") && files.exists(root)) {
      java.nio.file.Path folder = java.nio.file.Path.of(files.makeQualified(root).toUri());
      try (Stream<java.nio.file.Path> all =
          java.nio.file.Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
        all.filter(java.nio.file.Files::isRegularFile).forEach(file -> paths.add(file.toString()));
      }
      return paths;
    }
    RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true);
    while (all.hasNext()) {
      paths.add(all.next().getPath().toUri().getPath());
    }
    return paths;
  }

  private static List<String> lines(JavaSparkContext context, String list) {
    String text = new String(read(context.hadoopConfiguration(), list), StandardCharsets.UTF_8);
    List<String> names = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (names.isEmpty()) {
      throw new DataException(list + " names no picture.");
    }
    return names;
  }

  private static byte[] read(Configuration configuration, String file) {
    Path path = new Path(file);
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static JavaRDD<NamedPicture> files(
      JavaSparkContext context, String folder, List<String> names, int cut) {
    Broadcast<HadoopSettings> settings = HadoopSettings.of(context);
    return context
        .parallelize(names, Math.min(cut, names.size()))
        .mapPartitions(part -> new Files(part, folder, settings.value().configuration()));
  }

  /** A part's pictures, read one at a time. */
  private record Files(Iterator<String> names, String folder, Configuration configuration)
      implements Iterator<NamedPicture> {

    @Override
    public boolean hasNext() {
      return names.hasNext();
    }

    @Override
    public NamedPicture next() {
      String name = names.next();
      return new NamedPicture(name, read(configuration, folder + "/" + name));
    }
  }

  /**
   * A record of an index.
   *
   * @param key its number
   * @param offset where it begins
   */
  private record Entry(String key, long offset) implements java.io.Serializable {
    private static final long serialVersionUID = 1;
  }

  private JavaRDD<NamedPicture> records(JavaSparkContext context, int cut) {
    if (!location.endsWith(".rec")) {
      throw new ConfigurationException("--pictures is " + location + ", expected a .rec file.");
    }
    String index = location.substring(0, location.length() - 3) + "idx";
    List<Entry> entries = new ArrayList<>();
    int number = 0;
    for (String line : lines(context, index)) {
      number++;
      String[] fields = line.split("\t");
      try {
        entries.add(new Entry(fields[0], Long.parseLong(fields[1])));
      } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
        throw new DataException(
            index + ":" + number + ": got '" + line + "', expected 'key<TAB>offset'.", e);
      }
    }
    String file = location;
    Broadcast<HadoopSettings> settings = HadoopSettings.of(context);
    return context
        .parallelize(entries, Math.min(cut, entries.size()))
        .mapPartitions(
            part -> {
              Path path = new Path(file);
              List<NamedPicture> pictures = new ArrayList<>();
              try (FSDataInputStream in =
                  path.getFileSystem(settings.value().configuration()).open(path)) {
                while (part.hasNext()) {
                  picture(in, file, part.next()).ifPresent(pictures::add);
                }
              }
              return pictures.iterator();
            });
  }

  /** The picture of a record; the header records of InsightFace's packs hold none. */
  private static java.util.Optional<NamedPicture> picture(
      FSDataInputStream in, String file, Entry entry) {
    try {
      in.seek(entry.offset());
      ByteBuffer head = little(in.readNBytes(RECORD_HEADER));
      int magic = head.getInt();
      int length = head.getInt();
      if (magic != RECORD_MAGIC || length >>> 29 != 0) {
        throw new DataException(
            file
                + ": record "
                + entry.key()
                + " at byte "
                + entry.offset()
                + " has magic "
                + Integer.toHexString(magic)
                + " and flag "
                + (length >>> 29)
                + ", expected ced7230a and 0, a record in one piece.");
      }
      ByteBuffer record = little(in.readNBytes(length & LENGTH_MASK));
      int labels = record.getInt(0);
      int begin = IMAGE_HEADER + labels * Float.BYTES;
      byte[] bytes = new byte[record.capacity() - begin];
      record.position(begin);
      record.get(bytes);
      return bytes.length == 0
          ? java.util.Optional.empty()
          : java.util.Optional.of(new NamedPicture(entry.key(), bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": record " + entry.key() + ": " + e.getMessage(), e);
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
