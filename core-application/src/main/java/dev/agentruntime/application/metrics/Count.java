package dev.agentruntime.application.metrics;

import dev.agentruntime.domain.session.Owner;

/**
 * A number of equal things.
 *
 * @param millis how long they took together; 0 where that is nothing to ask
 */
public record Count(Owner owner, Metric metric, Labels labels, long count, long millis) {

  /**
   * Which ones.
   *
   * @param label such as the tool
   * @param detail what of them, such as the outcome; empty where there is only one
   */
  public record Labels(String label, String detail) {}

  /** One of them. */
  static Count one(Owner owner, Metric metric, String label, String detail, long millis) {
    return new Count(owner, metric, new Labels(label, detail), 1, millis);
  }

  /** Both together. */
  public Count plus(Count other) {
    return new Count(owner, metric, labels, count + other.count, millis + other.millis);
  }

  /** What two counts of the same have in common. */
  public record Key(Owner owner, Metric metric, Labels labels) {}

  /** What it is a count of. */
  public Key key() {
    return new Key(owner, metric, labels);
  }
}
