package dev.agentruntime.application.webhook;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An event on its way to a webhook.
 *
 * @param event its id, which is the message's
 * @param place where the event stands
 * @param type the event's
 */
public record Delivery(
    WebhookId webhook, UUID event, Occurrence.Place place, String type, Progress progress) {

  /** How far it is. */
  public enum State {
    /** It is sent when its time comes. */
    PENDING,
    /** The receiver took it. */
    DELIVERED,
    /** It was given up, and is sent again only if somebody asks for it: a dead letter. */
    DEAD;

    /** The name in JSON and for people. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What became of it so far.
   *
   * @param attempts how often it was sent, or was about to be
   * @param due when it is sent next; of what is delivered or given up, when that was
   * @param outcome of the last attempt, for people; empty before the first
   * @param enqueuedAt when it was taken from the log
   */
  public record Progress(
      State state, int attempts, Instant due, Optional<String> outcome, Instant enqueuedAt) {

    /** When it is sent next, if it is. */
    public Optional<Instant> next() {
      return Optional.of(due).filter(at -> state == State.PENDING);
    }
  }

  /** Why something old was given up. */
  public static final String TOO_OLD = "given up: it could not be sent for too long";

  /** The same, given up because it is too old. */
  public Delivery givenUp(Instant now) {
    return new Delivery(
        webhook,
        event,
        place,
        type,
        new Progress(
            State.DEAD, progress.attempts(), now, Optional.of(TOO_OLD), progress.enqueuedAt()));
  }

  static Delivery of(Webhook webhook, Occurrence event, Instant now) {
    return new Delivery(
        webhook.id(),
        event.id(),
        event.place(),
        event.type(),
        new Progress(State.PENDING, 0, now, Optional.empty(), now));
  }
}
