package dev.agentruntime.application.webhook;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.audit.Redaction;
import dev.agentruntime.application.audit.StoredEvent;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.WebhookRepository.Claim;
import dev.agentruntime.application.port.WebhookTransport;
import dev.agentruntime.application.port.WebhookTransport.Result;
import dev.agentruntime.application.webhook.Delivery.State;
import dev.agentruntime.domain.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a webhook is due and writes down what came of it. A message whose outcome cannot be
 * written down, because the process dies, is sent again. Safe for many threads.
 */
final class WebhookSender {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

  /** Messages on their way to one receiver at the same time, if it is quick. */
  static final int AT_ONCE = 4;

  /**
   * Longer than the transport takes, which is half a minute: else a message is sent while it is on
   * its way. What a process died with waits for so long.
   */
  static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final int GONE = 410;

  /** Room for what a refusal says, which may name one of the longest hosts twice. */
  private static final int MAX_OUTCOME = 800;

  private final Persistence persistence;
  private final WebhookTransport transport;
  private final Timing timing;
  private final InstantSource clock = InstantSource.system();
  private final Room room = new Room(Room.Size.USUAL);

  WebhookSender(Persistence persistence, WebhookTransport transport, Timing timing) {
    this.persistence = persistence;
    this.transport = transport;
    this.timing = timing;
  }

  /** Forgets how quick all other webhooks were. */
  void keep(List<Webhook> webhooks) {
    room.keep(webhooks.stream().map(Webhook::id).toList());
  }

  /**
   * Sends everything that is due, a few messages at a time.
   *
   * @throws InterruptedException if the calling thread was interrupted; what is on its way is sent
   *     again later
   */
  void drain(WebhookId webhook) throws InterruptedException {
    boolean more = true;
    while (more) {
      // Before the claim, whose time runs.
      try (Room.Stay stay = room.enter(webhook, AT_ONCE)) {
        more = sendSome(webhook, stay);
      }
    }
  }

  private boolean sendSome(WebhookId webhook, Room.Stay stay) throws InterruptedException {
    int most = stay.size();
    Optional<Claim> claim =
        persistence.inTransaction(work -> work.webhooks().claim(webhook, most, PATIENCE));
    int taken = claim.map(some -> some.deliveries().size()).orElse(0);
    for (int unused = taken; unused < most; unused++) {
      stay.leave();
    }
    if (claim.isPresent()) {
      send(claim.get(), stay);
    }
    return taken == most;
  }

  /** Comes back only when nothing is written down any more. */
  private void send(Claim claim, Room.Stay stay) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (Delivery delivery : claim.deliveries()) {
      threads.add(
          Thread.ofVirtual()
              .name("webhook-" + claim.webhook().id())
              .start(() -> sendOne(claim, delivery, stay)));
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= !isJoined(thread, threads);
    }
    if (interrupted) {
      throw new InterruptedException("webhooks are no longer sent");
    }
  }

  /** Whether nobody interrupted that; if somebody did, what is on its way is interrupted too. */
  private static boolean isJoined(Thread thread, List<Thread> all) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        all.forEach(Thread::interrupt);
      }
    }
    return !interrupted;
  }

  private void sendOne(Claim claim, Delivery delivery, Room.Stay stay) {
    try {
      Failpoint.WEBHOOK_CLAIMED.reached();
      Outcome outcome = outcome(claim, delivery);
      Failpoint.WEBHOOK_SENT.reached();
      settle(claim, delivery, outcome);
      Failpoint.WEBHOOK_SETTLED.reached();
    } catch (InterruptedException e) {
      LOG.debug("webhook {} was interrupted; the message is sent again", claim.webhook().id());
    } catch (RuntimeException e) {
      LOG.warn(
          "what came of a message to webhook {} is not written down; it is sent again",
          claim.webhook().id(),
          e);
    } finally {
      stay.leave();
    }
  }

  /** What came of an attempt. */
  private sealed interface Outcome {
    record Taken(String text) implements Outcome {}

    record Failed(String text, Optional<Duration> retryAfter) implements Outcome {}

    record Hopeless(String text, boolean stops) implements Outcome {}
  }

  private Outcome outcome(Claim claim, Delivery delivery) throws InterruptedException {
    if (delivery.progress().attempts() > Retries.MOST) {
      return new Outcome.Hopeless("not sent: its senders died each time", false);
    }
    Optional<StoredEvent> row =
        persistence
            .reads()
            .rows(delivery.place().session(), delivery.place().position(), 1)
            .stream()
            .filter(found -> found.position() == delivery.place().position())
            .findFirst();
    if (row.isEmpty()) {
      return new Outcome.Hopeless("not sent: the event's session was cleaned up", false);
    }
    Optional<LoggedEvent> event = row.get().event();
    return event.isPresent()
        ? post(claim, event.get(), delivery)
        : new Outcome.Hopeless("not sent: the event cannot be read", false);
  }

  private static byte[] body(Claim claim, LoggedEvent event, String type) {
    JsonObject data =
        claim.webhook().target().content() == Content.FULL
            ? event.form().data()
            : Redaction.of(event.form());
    JsonObject.Builder body = JsonObject.builder().put("timestamp", event.at().toString());
    event.told(type, data).members().forEach(body::put);
    return body.build().canonical().getBytes(StandardCharsets.UTF_8);
  }

  private Outcome post(Claim claim, LoggedEvent event, Delivery delivery)
      throws InterruptedException {
    byte[] body = body(claim, event, delivery.type());
    String id = delivery.event().toString();
    long seconds = clock.instant().getEpochSecond();
    String signatures =
        claim.secrets().stream()
            .map(secret -> secret.sign(id, seconds, body))
            .collect(Collectors.joining(" "));
    long start = timing.nanoTime();
    Result result =
        transport.post(
            claim.webhook().target().url(), headers(event, id, seconds, signatures), body);
    room.took(claim.webhook().id(), Duration.ofNanos(timing.nanoTime() - start));
    return outcome(result);
  }

  private static Outcome outcome(Result result) {
    return switch (result) {
      case Result.Answered answered when answered.status() / 100 == 2 ->
          new Outcome.Taken("answered " + answered.status());
      case Result.Answered answered when answered.status() == GONE ->
          new Outcome.Hopeless("answered 410: the receiver wants no more", true);
      case Result.Answered answered ->
          new Outcome.Failed("answered " + answered.status(), answered.retryAfter());
      case Result.Unreachable unreachable ->
          new Outcome.Failed(unreachable.message(), Optional.empty());
      case Result.Forbidden forbidden ->
          new Outcome.Failed("not sent: " + forbidden.message(), Optional.empty());
    };
  }

  /** With the place in a trace that the event stands in: the receiver can go on from there. */
  private static Map<String, String> headers(
      LoggedEvent event, String id, long seconds, String signatures) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/json");
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", "" + seconds);
    headers.put("webhook-signature", signatures);
    event.cause().trace().ifPresent(trace -> headers.put("traceparent", trace.value()));
    return headers;
  }

  private void settle(Claim claim, Delivery delivery, Outcome outcome) {
    persistence.inTransaction(
        work -> {
          // First the webhook, then its deliveries, as everybody does.
          if (outcome instanceof Outcome.Hopeless hopeless && hopeless.stops()) {
            work.webhooks()
                .lock(claim.webhook().owner(), claim.webhook().id())
                .ifPresent(found -> work.webhooks().save(found.stopped(hopeless.text())));
          }
          return work.webhooks().settle(settled(delivery, outcome, work.now()));
        });
  }

  private static Delivery settled(Delivery delivery, Outcome outcome, Instant now) {
    return switch (outcome) {
      case Outcome.Taken taken -> with(delivery, State.DELIVERED, now, taken.text());
      case Outcome.Hopeless hopeless -> with(delivery, State.DEAD, now, hopeless.text());
      case Outcome.Failed failed ->
          Retries.pause(delivery.progress().attempts(), failed.retryAfter(), delivery.event())
              .map(pause -> with(delivery, State.PENDING, now.plus(pause), failed.text()))
              .orElseGet(() -> with(delivery, State.DEAD, now, failed.text()));
    };
  }

  private static Delivery with(Delivery delivery, State state, Instant due, String outcome) {
    String text = outcome.length() <= MAX_OUTCOME ? outcome : outcome.substring(0, MAX_OUTCOME);
    return delivery.settled(state, due, text);
  }
}
