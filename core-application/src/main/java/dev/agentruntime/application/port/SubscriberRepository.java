package dev.agentruntime.application.port;

import java.util.Optional;

/** How far durable subscribers are in the log, within a transaction. */
public interface SubscriberRepository {

  /** The cursor behind which a subscriber goes on; empty if it was never told anything. */
  Optional<String> place(String subscriber);

  /**
   * Moves a subscriber on.
   *
   * @param from where it is thought to be
   * @return whether it was there; else another process moved it, and what this one was about to
   *     write is written
   */
  boolean advance(String subscriber, Optional<String> from, String to);
}
