package dev.agentruntime.application.webhook;

import java.time.Duration;
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
   * @param expiresAt when it is given up if it is still pending; not before the last attempt is
   *     over
   */
  public record Progress(
      State state,
      int attempts,
      Instant due,
      Optional<String> outcome,
      Instant enqueuedAt,
      Instant expiresAt) {

    /** When it is sent next, if it is. */
    public Optional<Instant> next() {
      return Optional.of(due).filter(at -> state == State.PENDING);
    }
  }

  /**
   * What could not be sent in so long is given up, however often it was tried. Counts from when it
   * was enqueued, or had to be sent again.
   */
  public static final Duration LONGEST = Duration.ofDays(7);

  /** Why something old was given up. */
  public static final String TOO_OLD = "given up: it could not be sent for too long";

  /** The same, given up because it is too old. */
  public Delivery givenUp(Instant now) {
    return with(
        new Progress(
            State.DEAD,
            progress.attempts(),
            now,
            Optional.of(TOO_OLD),
            progress.enqueuedAt(),
            progress.expiresAt()));
  }

  /** The same, taken once more by somebody who may have it until then. */
  public Delivery taken(Instant again) {
    return with(
        new Progress(
            progress.state(),
            progress.attempts() + 1,
            again,
            progress.outcome(),
            progress.enqueuedAt(),
            progress.expiresAt().isBefore(again) ? again : progress.expiresAt()));
  }

  /** The same, to be sent as if it had never been tried. */
  public Delivery revived(Instant now) {
    return with(
        new Progress(
            State.PENDING, 0, now, progress.outcome(), progress.enqueuedAt(), now.plus(LONGEST)));
  }

  /** The same, after an attempt. */
  Delivery settled(State state, Instant due, String outcome) {
    return with(
        new Progress(
            state,
            progress.attempts(),
            due,
            Optional.of(outcome),
            progress.enqueuedAt(),
            progress.expiresAt()));
  }

  private Delivery with(Progress other) {
    return new Delivery(webhook, event, place, type, other);
  }

  static Delivery of(Webhook webhook, Occurrence event, Instant now) {
    return new Delivery(
        webhook.id(),
        event.id(),
        event.place(),
        event.type(),
        new Progress(State.PENDING, 0, now, Optional.empty(), now, now.plus(LONGEST)));
  }
}
