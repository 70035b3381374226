package dev.agentruntime.domain.session;

/** How a turn ended. */
public sealed interface TurnOutcome {

  /** The name in stores and on wires. */
  default String id() {
    return switch (this) {
      case Completed completed -> "completed";
      case Failed failed -> "failed";
      case Cancelled cancelled -> "cancelled";
      case LimitReached reached -> "limit";
    };
  }

  /**
   * The agent is done.
   *
   * @param text its answer
   */
  record Completed(String text) implements TurnOutcome {}

  /**
   * It could not go on.
   *
   * @param message what is wrong and what to check, for people
   */
  record Failed(FailureKind kind, String message) implements TurnOutcome {}

  /** Somebody stopped it. */
  record Cancelled(String reason) implements TurnOutcome {}

  /** It reached a ceiling, and nobody let it go on. */
  record LimitReached(Limit limit) implements TurnOutcome {}
}
