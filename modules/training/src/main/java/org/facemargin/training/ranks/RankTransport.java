package org.facemargin.training.ranks;

import java.time.Duration;
import java.util.function.Consumer;
import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;

/** Connects the processes of a run. Registered with {@code @AutoService(RankTransport.class)}. */
@PlugInKind("transport")
public interface RankTransport extends Named {

  /** One line for people. */
  String description();

  /**
   * Waits for the other ranks and joins them.
   *
   * @param place which rank this is, and where rank 0 is found
   * @param timeout how long a rank is waited for, here and in every call
   * @param notes receives a sentence on what was found: address, interface, MB/s
   * @throws LostRankException if a rank does not come in time; the message names it
   * @throws org.facemargin.core.ConfigurationException if the libraries or the address are not
   *     there
   */
  Collective join(RankPlace place, Duration timeout, Consumer<String> notes);
}
