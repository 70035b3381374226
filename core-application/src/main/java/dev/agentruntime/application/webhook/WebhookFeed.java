package dev.agentruntime.application.webhook;

import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from the log what is to be sent: how far that is and what is enqueued are written in one
 * transaction, so that each event is enqueued once, whichever process does it. Safe for many
 * threads.
 */
public final class WebhookFeed {

  /** Its name as a durable subscriber. */
  public static final String SUBSCRIBER = "webhooks-1";

  private static final int PART = 500;

  private static final Logger LOG = LoggerFactory.getLogger(WebhookFeed.class);

  private final Persistence persistence;
  private final int part;

  /** A feed from a store's log. */
  public WebhookFeed(Persistence persistence) {
    this(persistence, PART);
  }

  /**
   * A feed in parts of another size.
   *
   * @param part how many events at once
   */
  WebhookFeed(Persistence persistence, int part) {
    this.persistence = persistence;
    this.part = part;
  }

  /** Takes what is in the log and was not looked at yet. */
  public void catchUp() {
    boolean more = true;
    while (more) {
      more = advance();
    }
  }

  /**
   * Takes a part of the log.
   *
   * @return whether there is more
   */
  boolean advance() {
    Optional<String> place = persistence.reads().place(SUBSCRIBER);
    // Read before the events: whatever comes in between is looked at again.
    String end = persistence.reads().ledgerEnd();
    if (place.equals(Optional.of(end))) {
      return false;
    }
    if (place.filter(persistence.reads()::isAhead).isPresent()) {
      LOG.error("{} is further than the log goes; webhooks go on from the log's end", SUBSCRIBER);
      enqueue(persistence.reads().webhooks().inForce(), place, end, List.of());
      return false;
    }
    List<Webhook> webhooks = persistence.reads().webhooks().inForce();
    List<Occurrence> events = events(webhooks, place);
    boolean full = events.size() == part;
    String next = full ? events.getLast().cursor() : end;
    boolean moved = enqueue(webhooks, place, next, events);
    return full || !moved;
  }

  private List<Occurrence> events(List<Webhook> webhooks, Optional<String> place) {
    Set<String> types = types(webhooks);
    return types.isEmpty()
        ? List.of()
        : persistence
            .reads()
            .webhooks()
            .occurrences(
                place,
                types,
                webhooks.stream()
                    .map(webhook -> webhook.since().inForce())
                    .min(Instant::compareTo)
                    .orElseThrow(),
                part);
  }

  private static Set<String> types(List<Webhook> webhooks) {
    return EventTypes.ALL.stream()
        .filter(type -> webhooks.stream().anyMatch(webhook -> webhook.target().wants(type)))
        .collect(Collectors.toSet());
  }

  /**
   * Nothing is written where another process was faster, or a webhook came or changed meanwhile.
   */
  private boolean enqueue(
      List<Webhook> seen, Optional<String> place, String next, List<Occurrence> events) {
    boolean moved = persistence.inTransaction(work -> enqueue(work, seen, place, next, events));
    if (!events.isEmpty()) {
      Failpoint.WEBHOOKS_COMMITTED.reached();
    }
    return moved;
  }

  private static boolean enqueue(
      UnitOfWork work,
      List<Webhook> seen,
      Optional<String> place,
      String next,
      List<Occurrence> events) {
    List<Webhook> webhooks = work.webhooks().inForce();
    boolean mine = webhooks.equals(seen) && work.subscribers().advance(SUBSCRIBER, place, next);
    if (mine && !events.isEmpty()) {
      work.webhooks().enqueue(deliveries(work, webhooks, events));
      Failpoint.WEBHOOKS_BEFORE_COMMIT.reached();
    }
    return mine;
  }

  private static List<Delivery> deliveries(
      UnitOfWork work, List<Webhook> webhooks, List<Occurrence> events) {
    return events.stream()
        .flatMap(
            event ->
                webhooks.stream()
                    .filter(webhook -> webhook.wants(event))
                    .map(webhook -> Delivery.of(webhook, event, work.now())))
        .toList();
  }
}
