package dev.agentruntime.application.approval;

import dev.agentruntime.domain.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A policy that is in force.
 *
 * @param document its JSON form
 * @param put who put it in force and when, if it is stored
 */
public record PolicyView(Scope scope, int version, JsonObject document, Optional<Put> put) {

  /** For what it holds. */
  public enum Scope {
    /** One session alone. */
    SESSION,
    /** Every session of its owner that has none of its own. */
    OWNER,
    /** Where nothing is stored. */
    DEFAULT;

    /** The name in results. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who put it in force. */
  public record Put(String author, Instant at) {}
}
