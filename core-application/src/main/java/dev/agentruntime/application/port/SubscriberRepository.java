package dev.agentruntime.application.port;

import java.util.Optional;

/** How far durable subscribers are in the log, within a transaction. */
public interface SubscriberRepository {

  /**
   * Moves a subscriber on.
   *
   * @param from where it is thought to be: see {@link ReadModel#place}
   * @return whether it was there; else another process moved it, and what this one was about to
   *     write is written
   */
  boolean advance(String subscriber, Optional<String> from, String to);

  /** Notes that a subscriber is there, though there may be nothing to move it for. */
  void seen(String subscriber);
}
