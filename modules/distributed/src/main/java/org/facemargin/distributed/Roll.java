package org.facemargin.distributed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.facemargin.core.ConfigurationException;
import org.facemargin.training.ranks.LostRankException;
import org.facemargin.training.ranks.RankPlace;

/**
 * Who is there, in the group's key-value store. Every rank signs in, and then, once a second, says
 * that it is alive and how many calls it has made. When a call fails, that tells which rank has
 * died (it says nothing any more), hangs (it lives, but is some calls behind) or never came.
 */
final class Roll {

  private static final Duration BEAT = Duration.ofSeconds(1);

  /** A rank that has not said anything for so long is dead. */
  private static final Duration SILENCE = Duration.ofMillis(3500);

  private static final Duration STORE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration FAREWELL = Duration.ofSeconds(20);
  private static final long POLL_MS = 100;
  private static final String BYE = "bye";
  private static final String VERDICT = "verdict";

  private final RankPlace place;
  private final Duration timeout;
  private final Connection connection;
  private final Connection beatConnection;
  private final Store beats;
  private volatile long calls;
  private volatile boolean ended;

  /** A connection, and what must not be collected while it is used: C++ does not own it. */
  private record Connection(TCPStore connection, Store store) {}

  private Roll(RankPlace place, Duration timeout, Connection store, Connection beats) {
    this.place = place;
    this.timeout = timeout;
    this.connection = store;
    this.beatConnection = beats;
    this.beats = beats.store();
  }

  /**
   * Opens the store where this rank has to, and connects to it.
   *
   * @throws LostRankException if rank 0, which opens it, does not come in time
   */
  static Roll open(RankPlace place, Duration timeout) {
    Connection store = connect(place, place.hostsStore(), timeout);
    Connection beats = connect(place, false, timeout);
    beats.store().setTimeout(new Milliseconds(STORE_TIMEOUT.toMillis()));
    return new Roll(place, timeout, store, beats);
  }

  private static Connection connect(RankPlace place, boolean server, Duration timeout) {
    TCPStoreOptions options = new TCPStoreOptions();
    // unsigned in C++: ports above 32767 pass as negative shorts
    options.port((short) place.port());
    options.isServer(server);
    options.waitWorkers(false);
    options.timeout(new Milliseconds(timeout.toMillis()));
    try {
      TCPStore store = new TCPStore(place.host(), options);
      return new Connection(store, new PrefixStore(place.prefix(), store));
    } catch (RuntimeException e) {
      if (server) {
        throw new ConfigurationException(
            "Rank 0 cannot listen at "
                + place.host()
                + ":"
                + place.port()
                + " (MASTER_ADDR, MASTER_PORT): "
                + firstLine(e),
            e);
      }
      throw new LostRankException(
          (place.storeOfLauncher()
                  ? "torchrun's agent cannot be used (before PyTorch 2.2 it speaks another"
                      + " protocol: set TORCHELASTIC_USE_AGENT_STORE=False and a free"
                      + " MASTER_PORT)"
                  : "Rank 0 never came")
              + ": nothing that can be understood answers at "
              + place.host()
              + ":"
              + place.port()
              + " within "
              + timeout.toSeconds()
              + " s ("
              + firstLine(e)
              + ").",
          e);
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** What the process group is to use. */
  Store groupStore() {
    return connection.store();
  }

  /**
   * Signs in and waits for all others.
   *
   * @throws LostRankException naming those that do not come
   */
  void awaitEveryone() {
    set("here/" + place.rank(), "1");
    Thread beating = new Thread(this::beat, "rank-heartbeat");
    beating.setDaemon(true);
    beating.start();
    try {
      awaitUntil(System.nanoTime() + timeout.toNanos());
    } catch (LostRankException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new LostRankException(
          "Rank 0 ended, and with it the store, before every rank had come.", e);
    }
  }

  private void awaitUntil(long deadline) {
    while (!missing("here/").isEmpty()) {
      if (System.nanoTime() > deadline) {
        set(
            VERDICT,
            names(missing("here/"))
                + " never came: the run has "
                + place.size()
                + " ranks, waited "
                + timeout.toSeconds()
                + " s");
      }
      if (has(VERDICT)) {
        String verdict = get(VERDICT);
        linger();
        throw new LostRankException(verdict + ".");
      }
      pause(POLL_MS);
    }
  }

  /** Who keeps the store gives the others time to read it. */
  private void linger() {
    if (place.hostsStore()) {
      pause(SILENCE.toMillis());
    }
  }

  private static String names(List<Integer> ranks) {
    String numbers = String.join(", ", ranks.stream().map(String::valueOf).toList());
    return (ranks.size() == 1 ? "Rank " : "Ranks ") + numbers;
  }

  private List<Integer> missing(String prefix) {
    List<Integer> missing = new ArrayList<>();
    for (int rank = 0; rank < place.size(); rank++) {
      if (!has(prefix + rank)) {
        missing.add(rank);
      }
    }
    return missing;
  }

  private synchronized boolean has(String key) {
    try (StringVector keys = new StringVector(key)) {
      return beats.check(keys);
    }
  }

  private synchronized void set(String key, String value) {
    beats.set(key, value);
  }

  private synchronized String get(String key) {
    return beats.get_to_str(key);
  }

  private void beat() {
    for (long number = 0; !ended; number++) {
      try {
        set("beat/" + place.rank(), number + " " + calls);
      } catch (RuntimeException e) {
        // the store is gone; whoever makes the next call finds that out and says so
        return;
      }
      pause(BEAT.toMillis());
    }
  }

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LostRankException("Interrupted while waiting for other ranks.", e);
    }
  }

  /** One more call. */
  void entered() {
    calls++;
  }

  /** Connects the group; a failure is a lost rank. */
  <T> T connecting(Supplier<T> group) {
    try {
      return group.get();
    } catch (RuntimeException e) {
      throw lost(e);
    }
  }

  /** Who is to blame for a call that failed. */
  LostRankException lost(RuntimeException failure) {
    String verdict;
    try {
      verdict = verdict();
    } catch (RuntimeException e) {
      verdict =
          place.hostsStore()
              ? "The group's store does not answer"
              : "Rank 0 does not answer any more, nor does the store at "
                  + place.host()
                  + ":"
                  + place.port();
    }
    linger();
    return new LostRankException(
        verdict + "; rank " + place.rank() + " saw: " + firstLine(failure), failure);
  }

  /**
   * The first rank's verdict counts: later ones would blame those that have ended because of it.
   */
  private String verdict() {
    if (has(VERDICT)) {
      return get(VERDICT);
    }
    String[] before = beats();
    pause(SILENCE.toMillis());
    String[] after = beats();
    if (has(VERDICT)) {
      return get(VERDICT);
    }
    String verdict = verdict(before, after);
    set(VERDICT, verdict);
    return verdict;
  }

  private String[] beats() {
    String[] beats = new String[place.size()];
    for (int rank = 0; rank < beats.length; rank++) {
      beats[rank] = has("beat/" + rank) ? get("beat/" + rank) : "";
    }
    return beats;
  }

  private String verdict(String[] before, String[] after) {
    List<Integer> dead = new ArrayList<>();
    List<Integer> behind = new ArrayList<>();
    long most = 0;
    for (String beat : after) {
      most = Math.max(most, callsOf(beat));
    }
    for (int rank = 0; rank < after.length; rank++) {
      boolean left = has(BYE + "/" + rank);
      if (after[rank].equals(before[rank]) || left) {
        dead.add(rank);
      } else if (callsOf(after[rank]) < most) {
        behind.add(rank);
      }
    }
    if (!dead.isEmpty()) {
      return names(dead) + " died, left or is suspended: not a sign of life any more";
    }
    return behind.isEmpty()
        ? "No rank could be found at fault; the network may be"
        : names(behind)
            + " hangs: alive, but did not come to call "
            + most
            + " within "
            + timeout.toSeconds()
            + " s";
  }

  private static long callsOf(String beat) {
    return beat.isEmpty() ? 0 : Long.parseLong(beat.substring(beat.indexOf(' ') + 1));
  }

  /** Says goodbye; who keeps the store waits for the others' goodbyes. */
  void leave() {
    try {
      set(BYE + "/" + place.rank(), "1");
      long deadline = System.nanoTime() + FAREWELL.toNanos();
      while (place.hostsStore() && System.nanoTime() < deadline && !missing(BYE + "/").isEmpty()) {
        pause(POLL_MS);
      }
    } catch (RuntimeException e) {
      // the store went with rank 0, which had nobody to wait for any more
      ended = true;
    }
    ended = true;
    java.lang.ref.Reference.reachabilityFence(beatConnection);
  }
}
