package dev.agentruntime.application.port;

import java.util.Locale;

/** What runtimes do in the background for all of a store. */
public enum Job {
  /** Lets time take effect on requests to people and to clients, and on replies of the dead. */
  EXPIRY,
  /** Counts the log. */
  COUNTING,
  /** Removes old sessions, with their events. */
  CLEAN_UP,
  /** Closes sessions that nobody uses. */
  IDLE_SESSIONS,
  /** Forgets the keys of old requests. */
  REQUEST_KEYS,
  /** Gives up what webhooks could not be sent, and removes what is old of it. */
  WEBHOOK_DELIVERIES;

  /** The name in data. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether one process does it at a time, by a claim. What is counted needs none: how far that is
   * stands in the transaction that counts.
   */
  public boolean isClaimed() {
    return this != COUNTING;
  }
}
