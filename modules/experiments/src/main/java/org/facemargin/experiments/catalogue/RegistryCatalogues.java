package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.facemargin.core.Named;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Parameterised;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.DetectorKind;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.align.FivePoints;
import org.facemargin.faces.augment.Augmentation;
import org.facemargin.faces.pairs.PairSetKind;
import org.facemargin.faces.sets.FaceSourceKind;
import org.facemargin.margins.regularisers.CentreRegulariserFactory;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;
import org.facemargin.training.optimisers.OptimiserFactory;
import org.facemargin.training.ranks.RankTransport;
import org.facemargin.training.schedules.ScheduleFactory;

/** The plug-ins about which a name, a line and their parameters say it all. */
final class RegistryCatalogues {

  private RegistryCatalogues() {}

  /** All plug-ins of one kind. */
  private abstract static class OfRegistry<T extends Named> implements Catalogue {

    private final String name;
    private final String title;
    private final Class<T> type;
    private final Function<T, String> words;
    private final String use;

    OfRegistry(String name, String title, Class<T> type, Function<T, String> words, String use) {
      this.name = name;
      this.title = title;
      this.type = type;
      this.words = words;
      this.use = use;
    }

    @Override
    public final String name() {
      return name;
    }

    @Override
    public final ReportTable table() {
      boolean parameters = Parameterised.class.isAssignableFrom(type);
      List<String> columns = new ArrayList<>(List.of("name", "what it is"));
      if (parameters) {
        columns.add("parameters");
      }
      return new ReportTable(
          title,
          columns,
          NamedRegistry.of(type).all().stream().map(this::row).toList(),
          List.of(use));
    }

    private List<String> row(T plugIn) {
      List<String> row = new ArrayList<>(List.of(plugIn.name(), words.apply(plugIn)));
      if (plugIn instanceof Parameterised known) {
        row.add(
            known.parameters().stream()
                .map(parameter -> parameter.name() + "=" + parameter.defaultValue())
                .collect(Collectors.joining(", ")));
      }
      return row;
    }
  }

  /** {@code list detectors}. */
  @AutoService(Catalogue.class)
  public static final class Detectors extends OfRegistry<DetectorKind> {
    public Detectors() {
      super(
          "detectors",
          "Face detectors",
          DetectorKind.class,
          DetectorKind::outputs,
          "An ONNX file's kind is recognised by its outputs. Use: align --detector FILE, and"
              + " wherever --detector is.");
    }
  }

  /** {@code list augmentations}. */
  @AutoService(Catalogue.class)
  public static final class Augmentations extends OfRegistry<Augmentation> {
    public Augmentations() {
      super(
          "augmentations",
          "Augmentations",
          Augmentation.class,
          Augmentation::description,
          "Use: data.augment: [NAME, …]. data augmentations draws them.");
    }
  }

  /** {@code list optimisers}. */
  @AutoService(Catalogue.class)
  public static final class Optimisers extends OfRegistry<OptimiserFactory> {
    public Optimisers() {
      super(
          "optimisers",
          "Optimisers",
          OptimiserFactory.class,
          OptimiserFactory::description,
          "Use: optimizer: {name: NAME, PARAMETER: VALUE}.");
    }
  }

  /** {@code list schedules}. */
  @AutoService(Catalogue.class)
  public static final class Schedules extends OfRegistry<ScheduleFactory> {
    public Schedules() {
      super(
          "schedules",
          "Learning-rate schedules",
          ScheduleFactory.class,
          ScheduleFactory::description,
          "Use: schedule: {name: NAME, base_lr: 0.1, PARAMETER: VALUE}.");
    }
  }

  /** {@code list regularisers}. */
  @AutoService(Catalogue.class)
  public static final class Regularisers extends OfRegistry<CentreRegulariserFactory> {
    public Regularisers() {
      super(
          "regularisers",
          "Terms on the class centres",
          CentreRegulariserFactory.class,
          CentreRegulariserFactory::formula,
          "Use: head.regulariser: {name: NAME, PARAMETER: VALUE}.");
    }
  }

  /** {@code list protocols}. */
  @AutoService(Catalogue.class)
  public static final class Protocols extends OfRegistry<BenchmarkKind> {
    public Protocols() {
      super(
          "protocols",
          "Protocols",
          BenchmarkKind.class,
          BenchmarkKind::description,
          "Use: protocol: NAME in a benchmark card.");
    }
  }

  /** {@code list pair-sets}. */
  @AutoService(Catalogue.class)
  public static final class PairSets extends OfRegistry<PairSetKind> {
    public PairSets() {
      super(
          "pair-sets",
          "Kinds of pair sets",
          PairSetKind.class,
          PairSetKind::description,
          "Use: list: NAME in a benchmark card, kind: NAME in verification.sets, --format NAME of"
              + " data pack-pairs.");
    }
  }

  /** {@code list training-data}. */
  @AutoService(Catalogue.class)
  public static final class TrainingData extends OfRegistry<FaceSourceKind> {
    public TrainingData() {
      super(
          "training-data",
          "Kinds of training data",
          FaceSourceKind.class,
          FaceSourceKind::description,
          "Use: data.train: {kind: NAME, …}.");
    }
  }

  /** {@code list transports}. */
  @AutoService(Catalogue.class)
  public static final class Transports extends OfRegistry<RankTransport> {
    public Transports() {
      super(
          "transports",
          "What connects ranks",
          RankTransport.class,
          RankTransport::description,
          "In modules/distributed, which --ranks builds. Use: train --transport NAME.");
    }
  }

  /** {@code list formats}. */
  @AutoService(Catalogue.class)
  public static final class Formats extends OfRegistry<TableRenderer> {
    public Formats() {
      super(
          "formats",
          "Table formats",
          TableRenderer.class,
          renderer -> "files that end in ." + renderer.fileExtension(),
          "Use: --format NAME of evaluate, report and list.");
    }
  }

  /** {@code list templates}. */
  @AutoService(Catalogue.class)
  public static final class Templates implements Catalogue {

    @Override
    public String name() {
      return "templates";
    }

    @Override
    public ReportTable table() {
      return new ReportTable(
          "Alignment templates",
          List.of("name", "pixels", "eyes, nose, corners of the mouth"),
          AlignmentTemplate.USUAL.stream()
              .map(AlignmentTemplate::named)
              .map(
                  one ->
                      List.of(
                          one.name(), one.widthPx() + "x" + one.heightPx(), points(one.points())))
              .toList(),
          List.of("arcface-N for every multiple of 112 and 128. Use: align --template NAME."));
    }
  }

  private static String points(FivePoints points) {
    return IntStream.range(0, FivePoints.COUNT)
        .mapToObj(i -> String.format(Locale.ROOT, "(%.1f, %.1f)", points.x(i), points.y(i)))
        .collect(Collectors.joining(" "));
  }

  /** {@code list face-policies}. */
  @AutoService(Catalogue.class)
  public static final class FacePolicies implements Catalogue {

    @Override
    public String name() {
      return "face-policies";
    }

    @Override
    public ReportTable table() {
      return new ReportTable(
          "Which face of a photograph",
          List.of("name", "what it takes"),
          Arrays.stream(FacePolicy.values())
              .map(policy -> List.of(policy.optionName(), policy.description()))
              .toList(),
          List.of("Use: --faces NAME, wherever --detector is."));
    }
  }
}
