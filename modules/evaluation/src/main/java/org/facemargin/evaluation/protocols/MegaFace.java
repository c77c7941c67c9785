package org.facemargin.evaluation.protocols;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.EmbeddingSource;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.IdentityList;
import org.facemargin.evaluation.features.EmbeddingHealth;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.megaface.DistractorSets;
import org.facemargin.evaluation.megaface.NoisyProbes;
import org.facemargin.evaluation.search.DistractorSearch;
import org.facemargin.evaluation.search.StoredVectors;
import org.facemargin.evaluation.search.UnitVectors;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/**
 * MegaFace challenge 1 with FaceScrub: identification among nested random sets of distractors and
 * verification against all of them. The rules are {@link DistractorSearch}'s.
 *
 * <p>Noisy distractors are left out, as insightface's extra component of 100 does under a Euclidean
 * distance, or count as zeros, as FaceX-Zoo has them. Noisy probes are replaced: {@link
 * NoisyProbes}.
 */
@AutoService(BenchmarkKind.class)
public final class MegaFace implements BenchmarkKind {

  private static final List<Long> SIZES = List.of(10L, 100L, 1_000L, 10_000L, 100_000L, 1_000_000L);
  private static final int LARGEST_RANK = 1000;
  private static final double LARGEST_FAR = 1e-4;

  @Override
  public String name() {
    return "megaface";
  }

  /** What noisy distractors count as. */
  private enum NoisyDistractors {
    EXCLUDED,
    ZERO
  }

  @Override
  public String description() {
    return "rank-1 and verification among up to a million distractors";
  }

  @Override
  public Benchmark read(ConfigReader card) {
    ConfigReader meta = card.section("meta");
    ConfigReader noise = card.sectionOrEmpty("noise");
    return new Challenge(
        new Lists(
            meta.dataPath("probes"),
            meta.dataPath("distractors"),
            optional(meta, "probe_noises"),
            optional(meta, "distractor_noises"),
            meta.word("probe_prefix", ""),
            meta.word("distractor_prefix", "")),
        (card.has("sizes") ? card.wholeNumbers("sizes", 1, Integer.MAX_VALUE) : SIZES)
            .stream().map(Long::intValue).sorted().distinct().toList(),
        card.wholeNumber("seed", 1, 0, Long.MAX_VALUE),
        noise.choice("probes", NoisyProbes.class, NoisyProbes.JITTERED_CENTRE),
        noise.choice("distractors", NoisyDistractors.class, NoisyDistractors.EXCLUDED),
        noise.flag("marked_in_features", false),
        EmbeddingSource.read(card));
  }

  private static Optional<DataPath> optional(ConfigReader meta, String key) {
    return meta.has(key) ? Optional.of(meta.dataPath(key)) : Optional.empty();
  }

  /**
   * The files.
   *
   * @param probePrefix what stands before a probe's name in the list of features: {@code
   *     facescrub/}
   */
  private record Lists(
      DataPath probes,
      DataPath distractors,
      Optional<DataPath> probeNoises,
      Optional<DataPath> distractorNoises,
      String probePrefix,
      String distractorPrefix) {

    Map<String, String> fingerprints() {
      Map<String, String> data = new LinkedHashMap<>();
      data.put("probes", Sha256.of(probes.resolve()));
      data.put("distractors", Sha256.of(distractors.resolve()));
      probeNoises.ifPresent(path -> data.put("probe_noises", Sha256.of(path.resolve())));
      distractorNoises.ifPresent(path -> data.put("distractor_noises", Sha256.of(path.resolve())));
      return data;
    }
  }

  /**
   * @param marked whether features carry insightface's extra component, which is not 0 for noise
   */
  private record Challenge(
      Lists lists,
      List<Integer> sizes,
      long seed,
      NoisyProbes noisyProbes,
      NoisyDistractors noisyDistractors,
      boolean marked,
      EmbeddingSource source)
      implements Benchmark {

    @Override
    public Benchmark opened(EvaluationRequest request) {
      List<String> names = IdentityList.named(lists.probes.resolve()).names();
      List<String> others = IdentityList.named(lists.distractors.resolve()).names();
      source.require(
          request,
          Stream.concat(
                  prefixed(lists.probePrefix, names).stream(),
                  prefixed(lists.distractorPrefix, others).stream())
              .toList());
      return this;
    }

    @Override
    public String headline() {
      return "rank-1@" + sizes.get(sizes.size() - 1);
    }

    @Override
    public EvaluationOutcome evaluate(EvaluationRequest request) {
      IdentityList probes = IdentityList.named(lists.probes.resolve());
      IdentityList distractors = IdentityList.named(lists.distractors.resolve());
      List<String> probeNames = prefixed(lists.probePrefix, probes.names());
      List<String> distractorNames = prefixed(lists.distractorPrefix, distractors.names());
      List<String> all = Stream.concat(probeNames.stream(), distractorNames.stream()).toList();
      FeatureSet features = source.of(request, all);
      int[] allRows = features.rowsOf(all);
      int dimension = features.dimension() - (marked ? 1 : 0);
      int[] identities = identities(probes);
      int[] probeRows = Arrays.copyOf(allRows, probeNames.size());
      int[] rows = Arrays.copyOfRange(allRows, probeNames.size(), allRows.length);
      BitSet noisy = noisy(lists.distractorNoises, distractors.names());
      if (marked) {
        markedIn(features, rows, noisy);
      }
      BitSet noisyOnes = noisy(lists.probeNoises, probes.names());
      double[][] units = units(features, probeRows, dimension);
      noisyProbes.replace(units, identities, noisyOnes, seed);
      boolean zero = noisyDistractors == NoisyDistractors.ZERO;
      DistractorSets sets =
          DistractorSets.of(rows.length, sizes, zero ? new BitSet() : noisy, seed);
      DistractorSearch search =
          DistractorSearch.of(
              UnitVectors.of(units),
              identities,
              new StoredVectors(features, rows, dimension, zero ? noisy : new BitSet()),
              sets.smallest(),
              sets.sizes().size(),
              LARGEST_RANK,
              LARGEST_FAR,
              request.progress());
      Map<String, Object> facts = facts(probes, identities, noisyOnes, rows.length, noisy);
      facts.putAll(EmbeddingHealth.of(features, probeRows).told(request.progress()));
      return new MegaFaceReport(search, sets, LARGEST_RANK)
          .outcome(facts, flags(features), lists.fingerprints());
    }

    private String flags(FeatureSet features) {
      return String.format(
          Locale.ROOT,
          "cosine of unit embeddings, %s, noisy probes %s, noisy distractors %s, a tied mate is a"
              + " hit",
          EmbeddingSource.words(features.state()),
          noisyProbes.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          noisyDistractors.name().toLowerCase(Locale.ROOT));
    }

    private Map<String, Object> facts(
        IdentityList probes, int[] identities, BitSet noisyOnes, int distractors, BitSet noisy) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("probes", probes.names().size());
      facts.put("identities", (int) Arrays.stream(identities).distinct().count());
      facts.put("distractors", distractors);
      facts.put("noisy_probes", noisyOnes.cardinality());
      facts.put("noisy_distractors", noisy.cardinality());
      facts.put("seed", seed);
      return facts;
    }

    private static List<String> prefixed(String prefix, List<String> names) {
      return prefix.isEmpty() ? names : names.stream().map(prefix::concat).toList();
    }

    /** The devkit's ids, or the folder that a picture lies in. */
    private int[] identities(IdentityList probes) {
      List<String> identities = probes.identities();
      if (identities.isEmpty()) {
        identities = new ArrayList<>();
        for (String name : probes.names()) {
          int slash = name.lastIndexOf('/');
          if (slash < 1) {
            throw DataException.of(
                "%s: whom '%s' shows is not known: it lies in no folder, and the list has no ids.",
                lists.probes.resolve(), name);
          }
          identities.add(name.substring(name.lastIndexOf('/', slash - 1) + 1, slash));
        }
      }
      return IdentityList.numbers(identities, new HashMap<>());
    }

    /** Listed by whole path or by file name. */
    private static BitSet noisy(Optional<DataPath> list, List<String> names) {
      BitSet noisy = new BitSet();
      if (list.isPresent()) {
        Set<String> noises = IdentityList.noises(list.get().resolve());
        for (int i = 0; i < names.size(); i++) {
          String name = names.get(i);
          noisy.set(
              i,
              noises.contains(name) || noises.contains(name.substring(name.lastIndexOf('/') + 1)));
        }
      }
      return noisy;
    }

    private static void markedIn(FeatureSet features, int[] rows, BitSet noisy) {
      float[] row = new float[features.dimension()];
      for (int i = 0; i < rows.length; i++) {
        features.embeddings(rows, i, 1, row);
        if (row[row.length - 1] != 0) {
          noisy.set(i);
        }
      }
    }

    private static double[][] units(FeatureSet features, int[] rows, int dimension) {
      StoredVectors vectors = new StoredVectors(features, rows, dimension, new BitSet());
      double[][] units = new double[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        units[i] = vectors.exact(i);
      }
      return units;
    }
  }
}
