package org.facemargin.evaluation.protocols;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.facemargin.core.DataException;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.EmbeddingSource;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.HeadlineCards;
import org.facemargin.evaluation.benchmark.IdentityList;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.evaluation.features.EmbeddingHealth;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.search.Identification;
import org.facemargin.evaluation.search.StoredVectors;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.CumulativeMatchCurve;
import org.facemargin.metrics.MeasuredCurve;
import org.facemargin.report.Block;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;

/**
 * Closed-set identification: every probe has mates in the gallery, which may also hold distractors
 * nobody belongs to; the cumulative match characteristic. TinyFace's rank-1, 5 and 20 are this.
 *
 * <p>A probe's rank is 1 + the gallery entries that are no mates of it and score at or above its
 * best mate.
 */
@AutoService(BenchmarkKind.class)
public final class ClosedSet implements BenchmarkKind {

  private static final int CURVE_RANKS = 100;

  @Override
  public String name() {
    return "closed-set";
  }

  @Override
  public String description() {
    return "rank of the mate in a gallery, with or without distractors";
  }

  @Override
  public Benchmark read(ConfigReader card) {
    ConfigReader meta = card.section("meta");
    List<Long> ranks =
        card.has("ranks") ? card.wholeNumbers("ranks", 1, 1 << 20) : List.of(1L, 5L, 10L, 20L);
    return new Lists(
        meta.dataPath("gallery"),
        meta.dataPath("probe"),
        meta.has("distractors") ? Optional.of(meta.dataPath("distractors")) : Optional.empty(),
        ranks.stream().map(Long::intValue).toList(),
        EmbeddingSource.read(card));
  }

  private record Lists(
      DataPath gallery,
      DataPath probe,
      Optional<DataPath> distractors,
      List<Integer> ranks,
      EmbeddingSource source)
      implements Benchmark {

    @Override
    public Benchmark opened(EvaluationRequest request) {
      List<String> names = new ArrayList<>(IdentityList.labelled(probe.resolve()).names());
      names.addAll(IdentityList.labelled(gallery.resolve()).names());
      distractors.ifPresent(list -> names.addAll(IdentityList.named(list.resolve()).names()));
      source.require(request, names);
      return this;
    }

    @Override
    public String headline() {
      return "rank-" + ranks.get(0);
    }

    @Override
    public EvaluationOutcome evaluate(EvaluationRequest request) {
      Path probeFile = probe.resolve();
      IdentityList probes = IdentityList.labelled(probeFile);
      IdentityList mates = IdentityList.labelled(gallery.resolve());
      List<String> others =
          distractors.map(path -> IdentityList.named(path.resolve()).names()).orElse(List.of());
      Map<String, Integer> known = new LinkedHashMap<>();
      int[] mateIdentities = IdentityList.numbers(mates.identities(), known);
      int enrolled = known.size();
      int[] probeIdentities = IdentityList.numbers(probes.identities(), known);
      requireMates(probeFile, probes, probeIdentities, enrolled);
      List<String> entries = Stream.concat(mates.names().stream(), others.stream()).toList();
      int[] entryIdentities = Arrays.copyOf(mateIdentities, entries.size());
      Arrays.fill(entryIdentities, mateIdentities.length, entries.size(), Identification.NOBODY);
      List<String> all =
          Stream.concat(probes.names().stream(), entries.stream()).distinct().toList();
      FeatureSet features = source.of(request, all);
      EmbeddingHealth health = EmbeddingHealth.of(features, features.rowsOf(all)).requireFinite();
      Identification found =
          Identification.of(
              new StoredVectors(features, features.rowsOf(probes.names())),
              probeIdentities,
              new StoredVectors(features, features.rowsOf(entries)),
              entryIdentities,
              0,
              request.progress());
      int last = ranks.stream().reduce(entries.size(), Math::max);
      return outcome(
          CumulativeMatchCurve.of(found.rivalsOfMated(), last),
          entries.size(),
          enrolled,
          EmbeddingSource.words(features.state()),
          health.told(request.progress()));
    }

    private static void requireMates(
        Path file, IdentityList probes, int[] identities, int enrolled) {
      for (int p = 0; p < identities.length; p++) {
        if (identities[p] >= enrolled) {
          throw DataException.of(
              "%s: probe '%s' shows %s, who is not in the gallery. In a closed set every probe has"
                  + " a mate; an open set is another protocol.",
              file, probes.names().get(p), probes.identities().get(p));
        }
      }
    }

    private EvaluationOutcome outcome(
        CumulativeMatchCurve matches,
        int entries,
        int enrolled,
        String flip,
        Map<String, Object> health) {
      MeasuredCurve curve =
          MeasuredCurve.ofRanks("cmc", matches.rates(Math.min(CURVE_RANKS, entries)));
      MeasuredValues measured = new MeasuredValues(values(matches), Map.of(), List.of(curve));
      String counts =
          String.format(Locale.ROOT, "%,d probes, %,d gallery entries.", matches.probes(), entries);
      ReportTable table = SummaryTable.of(measured.values(), counts);
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("probes", matches.probes());
      facts.put("gallery", entries);
      facts.put("gallery_identities", enrolled);
      facts.putAll(health);
      return new EvaluationOutcome(
          measured,
          facts,
          "cosine of unit embeddings, " + flip + ", a tied mate counts as behind",
          fingerprints(),
          table,
          sections(measured, curve, table));
    }

    private List<MetricValue> values(CumulativeMatchCurve matches) {
      List<MetricValue> values = new ArrayList<>();
      for (int rank : ranks) {
        ConfidenceInterval interval = matches.interval(rank);
        values.add(
            new MetricValue(
                "rank-" + rank,
                matches.rate(rank),
                interval.low(),
                interval.high(),
                matches.probes(),
                "Wilson 95 %, probes taken as independent"));
      }
      return values;
    }

    private List<Page.Section> sections(
        MeasuredValues measured, MeasuredCurve curve, ReportTable table) {
      String[] headlines = ranks.stream().limit(3).map(k -> "rank-" + k).toArray(String[]::new);
      return List.of(
          new Page.Section(
              "",
              "",
              List.of(
                  new Block.Headlines(HeadlineCards.of(measured, headlines)),
                  new Block.Table(table))),
          new Page.Section(
              "Curve",
              "",
              List.of(
                  new Block.Charts(
                      List.of(IdentificationCurves.cumulativeMatch(Map.of("", curve.ys())))))));
    }

    private Map<String, String> fingerprints() {
      Map<String, String> data = new LinkedHashMap<>();
      data.put("gallery", Sha256.of(gallery.resolve()));
      data.put("probe", Sha256.of(probe.resolve()));
      distractors.ifPresent(path -> data.put("distractors", Sha256.of(path.resolve())));
      return data;
    }
  }
}
