package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.port.WebhookRepository.Claim;
import dev.agentruntime.application.port.WebhookTransport.Result;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.session.CleanUp;
import dev.agentruntime.application.session.CleanUpHandler;
import dev.agentruntime.application.webhook.AddWebhook;
import dev.agentruntime.application.webhook.ChangeWebhook;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.Delivery.State;
import dev.agentruntime.application.webhook.DeliveryFilter;
import dev.agentruntime.application.webhook.Occurrence;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookDispatcher;
import dev.agentruntime.application.webhook.WebhookFeed;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.application.webhook.WebhookSecret;
import dev.agentruntime.application.webhook.WebhookTarget;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a store owes those who are told what happens. Each test uses owners of its own, so a store
 * may be shared.
 */
@Timeout(120)
public abstract class WebhookContract {

  private static final Reviewer ANN = new Reviewer("ann", Role.ADMIN);
  private static final Reviewer BOB = new Reviewer("bob", Role.ADMIN);
  private static final URI URL = URI.create("https://hooks.example/in?token=t");

  private final Supplier<UUID> ids = new CountingIds();
  private final FakeReceiver receiver = new FakeReceiver();
  private Persistence persistence;
  private Webhooks webhooks;
  private Owner owner;

  /** The store to test. */
  protected abstract Persistence open() throws Exception;

  /** Puts the store's clock forward. */
  protected abstract void advance(Duration time);

  /** Whether a thread that began a transaction does not get on, because of somebody else's. */
  protected boolean isHeldUp(Thread thread) {
    return Set.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING)
        .contains(thread.getState());
  }

  /** Ends the use of a store after a test. */
  protected void release(Persistence used) {
    used.close();
  }

  @BeforeEach
  final void openStore() throws Exception {
    persistence = open();
    webhooks = new Webhooks(persistence, receiver, new UuidV7());
    owner = new Owner("owner-" + ids.get());
  }

  @AfterEach
  final void releaseStore() {
    for (Webhook webhook : webhooks.list(owner)) {
      webhooks.remove(owner, webhook.id(), ANN);
    }
    Invariants.checkCauses(persistence, owner);
    release(persistence);
  }

  private Story tell(String name) {
    return tell(owner, name);
  }

  private Story tell(Owner whose, String name) {
    return Objects.requireNonNull(Stories.all().get(name))
        .apply(Story.begin(persistence, ids, whose, Workshop.settings()));
  }

  private WebhookId add(String... types) {
    return webhooks
        .add(new AddWebhook(owner, new WebhookTarget(URL, List.of(types), Content.REDACTED)), ANN)
        .webhook()
        .id();
  }

  /** One look into the log, and everything that is due. */
  private void dispatch() {
    new WebhookDispatcher(persistence, receiver).once();
  }

  private List<Delivery> deliveries(WebhookId id) {
    return deliveries(id, Optional.empty(), 100);
  }

  private List<Delivery> deliveries(WebhookId id, Optional<State> state, int most) {
    return Page.all(
        cursor -> webhooks.deliveries(owner, id, new DeliveryFilter(state, most, cursor)));
  }

  private List<UUID> happened(List<String> types) {
    return persistence
        .reads()
        .webhooks()
        .occurrences(Optional.empty(), types, Instant.EPOCH, 10_000)
        .stream()
        .filter(event -> event.owner().equals(owner))
        .map(Occurrence::id)
        .toList();
  }

  @Test
  void of_few_types_and_of_many_what_happened_is_told_in_its_order() {
    List<RecordedEvent> log = tell("an edit is approved and done").log();
    List<String> all = log.stream().map(RecordedEvent::type).distinct().toList();

    for (int i = 0; i <= all.size(); i++) {
      List<String> types = all.subList(0, i);
      assertThat(happened(types))
          .as("%s", types)
          .isEqualTo(
              log.stream()
                  .filter(event -> types.contains(event.type()))
                  .map(RecordedEvent::id)
                  .toList());
    }
  }

  private static List<UUID> ids(List<RecordedEvent> events, String type) {
    return events.stream().filter(e -> e.type().equals(type)).map(RecordedEvent::id).toList();
  }

  @Test
  void webhooks_are_their_owners_and_are_changed_and_removed() {
    WebhookId id = add("approval.*");
    Webhook webhook = webhooks.get(owner, id);

    assertThat(webhook.target())
        .isEqualTo(new WebhookTarget(URL, List.of("approval.*"), Content.REDACTED));
    assertThat(webhook.stopped()).isEmpty();
    assertThat(webhooks.list(owner)).containsExactly(webhook);
    assertThat(webhooks.list(new Owner("another"))).isEmpty();
    refused(() -> webhooks.get(new Owner("another"), id));
    refused(() -> webhooks.rotate(new Owner("another"), id, ANN));
    refused(() -> webhooks.remove(new Owner("another"), id, ANN));

    URI other = URI.create("https://other.example/");
    Webhook changed =
        webhooks.change(
            new ChangeWebhook(
                owner,
                id,
                new ChangeWebhook.Changes(
                    Optional.of(other),
                    Optional.of(List.of("*")),
                    Optional.of(Content.FULL),
                    Optional.of(false))),
            BOB);
    assertThat(changed.target()).isEqualTo(new WebhookTarget(other, List.of("*"), Content.FULL));
    assertThat(changed.stopped()).isPresent();
    assertThat(webhooks.get(owner, id)).isEqualTo(changed);
    assertThat(webhooks.change(active(id, true), ANN).stopped()).isEmpty();

    webhooks.remove(owner, id, ANN);
    assertThat(webhooks.list(owner)).isEmpty();
    refused(() -> webhooks.get(owner, id));
  }

  private ChangeWebhook active(WebhookId id, boolean active) {
    return new ChangeWebhook(
        owner,
        id,
        new ChangeWebhook.Changes(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(active)));
  }

  private static void refused(Runnable act) {
    assertThatExceptionOfType(RefusedException.class).isThrownBy(act::run);
  }

  @Test
  void each_event_that_is_wanted_is_sent_once() {
    tell("an edit is rejected");
    advance(Duration.ofMillis(10));
    WebhookId id = add("approval.*");
    WebhookId everything = add("*");
    Story story = tell("an edit is approved and done");
    tell(new Owner("owner-" + ids.get()), "an edit is approved and done");

    dispatch();
    dispatch();

    assertThat(deliveries(id))
        .extracting(Delivery::type)
        .containsExactlyInAnyOrder("approval.requested", "approval.approved");
    assertThat(deliveries(id))
        .extracting(delivery -> delivery.place().session())
        .containsOnly(story.id());
    assertThat(deliveries(id, Optional.of(State.DELIVERED), 1)).hasSize(2);
    assertThat(deliveries(everything))
        .extracting(Delivery::event)
        .containsExactlyInAnyOrderElementsOf(story.log().stream().map(RecordedEvent::id).toList());
    assertThat(receiver.messages())
        .filteredOn(message -> message.url().equals(URL))
        .hasSize(2 + story.log().size());
  }

  @Test
  void how_far_the_log_was_taken_and_what_is_to_be_sent_are_written_together_or_not_at_all() {
    WebhookId id = add("*");
    int expected = 0;
    int deaths = 0;
    boolean died = true;
    for (int commit = 1; died; commit++) {
      look();
      Optional<String> before = place();
      Story story = tell("the model fails");

      died = diesLooking(commit);
      deaths += died ? 1 : 0;

      assertThat(died).as("nothing was written").isEqualTo(place().equals(before));
      assertThat(deliveries(id)).hasSize(expected + (died ? 0 : story.log().size()));
      look();
      expected += story.log().size();
      assertThat(deliveries(id)).hasSize(expected);
    }

    assertThat(deaths).isPositive();
    dispatch();
    assertThat(receiver.messages())
        .hasSize(expected)
        .extracting(FakeReceiver.Message::id)
        .doesNotHaveDuplicates();
  }

  private void look() {
    new WebhookDispatcher(persistence, receiver).look();
  }

  private Optional<String> place() {
    return persistence.reads().place(WebhookFeed.SUBSCRIBER);
  }

  private boolean diesLooking(int commit) {
    var dying = new WatchedPersistence(persistence);
    dying.diesAtCommit(commit);
    try {
      new WebhookDispatcher(dying, receiver).look();
      return false;
    } catch (PersistenceException e) {
      return true;
    }
  }

  @Test
  void what_happens_while_a_webhook_is_stopped_is_not_sent_later() {
    WebhookId id = add("turn.*");
    webhooks.change(active(id, false), ANN);
    tell("the model fails");
    dispatch();
    webhooks.change(active(id, true), ANN);
    dispatch();

    assertThat(deliveries(id)).isEmpty();
    tell("the model fails");
    dispatch();
    assertThat(deliveries(id)).isNotEmpty();
  }

  @Test
  void that_a_webhook_was_stopped_holds_although_nobody_looked_meanwhile() {
    WebhookId id = add("*");
    webhooks.change(active(id, false), ANN);
    tell("the model fails");
    advance(Duration.ofMillis(10));
    webhooks.change(active(id, true), ANN);
    dispatch();

    assertThat(deliveries(id)).isEmpty();
  }

  @Test
  void a_webhook_of_types_that_another_version_knew_keeps_nobody_from_anything() {
    var foreign =
        new Webhook(
            new WebhookId(ids.get()),
            owner,
            new WebhookTarget(URL, List.of("turn.newer", "turn.failed"), Content.REDACTED),
            webhooks.get(owner, add("*")).since(),
            new Webhook.Authors("ann", "ann", Instant.EPOCH),
            Optional.empty());
    persistence.inTransaction(
        work -> {
          work.webhooks().add(foreign, WebhookSecret.parse("whsec_AAAA"));
          return true;
        });
    tell("the model fails");
    dispatch();

    assertThat(deliveries(foreign.id())).extracting(Delivery::type).containsExactly("turn.failed");
    assertThat(webhooks.change(active(foreign.id(), false), ANN).target())
        .isEqualTo(foreign.target());
    webhooks.remove(owner, foreign.id(), ANN);
  }

  @Test
  void what_is_cleaned_up_before_anybody_looked_is_a_dead_letter_and_not_forgotten() {
    WebhookId id = add("session.deleted");
    tell("the model fails")
        .outside((session, moment) -> session.close(moment))
        .outside((session, moment) -> session.delete(moment));
    advance(Duration.ofDays(3));

    new CleanUpHandler(persistence).handle(new CleanUp(Duration.ofDays(1), 10_000));
    dispatch();

    assertThat(deliveries(id, Optional.of(State.DEAD), 10)).hasSize(1);
  }

  @Test
  void what_may_not_be_sent_now_may_be_later() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    receiver.answers(new Result.Forbidden("the host is not allowed"));
    dispatch();

    assertThat(deliveries(id).getFirst().progress().state()).isEqualTo(State.PENDING);
    assertThat(deliveries(id).getFirst().progress().outcome())
        .contains("not sent: the host is not allowed");
  }

  @Test
  void what_was_too_long_on_its_way_is_given_up_and_stays_to_be_seen() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    receiver.answers(500);
    dispatch();
    advance(Duration.ofDays(20));
    int given = giveUp();
    persistence.inTransaction(
        work -> work.webhooks().prune(work.now().minus(WebhookDispatcher.KEEP), 1000));

    assertThat(given).isPositive();
    assertThat(deliveries(id, Optional.of(State.DEAD), 10))
        .singleElement()
        .satisfies(dead -> assertThat(dead.progress().outcome()).contains(Delivery.TOO_OLD));
  }

  @Test
  void it_is_known_whether_there_is_something_to_give_up_or_to_remove() {
    add("turn.failed");
    tidy();
    tell("the model fails");
    look();
    assertThat(hasOld()).as("what is young").isFalse();

    advance(Delivery.LONGEST.plusDays(1));
    assertThat(hasOld()).as("what is to be given up").isTrue();
    giveUp();
    assertThat(hasOld()).isFalse();
    advance(WebhookDispatcher.KEEP.plusDays(1));
    assertThat(hasOld()).as("what is to be removed").isTrue();
    tidy();
    assertThat(hasOld()).isFalse();
  }

  private boolean hasOld() {
    return persistence.inTransaction(
        work -> work.webhooks().hasOld(work.now().minus(WebhookDispatcher.KEEP)));
  }

  /** Whatever other tests left. */
  private void tidy() {
    advance(Delivery.LONGEST.plusDays(1));
    giveUp();
    advance(WebhookDispatcher.KEEP.plusDays(1));
    persistence.inTransaction(
        work -> work.webhooks().prune(work.now().minus(WebhookDispatcher.KEEP), 1000));
  }

  private int giveUp() {
    return persistence.inTransaction(work -> work.webhooks().giveUp(1000));
  }

  @Test
  void what_is_sent_again_after_a_week_has_a_week_once_more() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    look();
    advance(Delivery.LONGEST.plusDays(1));
    giveUp();
    Delivery dead = deliveries(id, Optional.of(State.DEAD), 10).getFirst();

    webhooks.revive(owner, id, dead.event());
    giveUp();
    assertThat(deliveries(id)).extracting(this::state).containsExactly(State.PENDING);
    assertThat(deliveries(id).getFirst().progress().enqueuedAt())
        .isEqualTo(dead.progress().enqueuedAt());

    advance(Delivery.LONGEST.minusMinutes(1));
    giveUp();
    assertThat(deliveries(id)).extracting(this::state).containsExactly(State.PENDING);
    advance(Duration.ofMinutes(2));
    giveUp();
    assertThat(deliveries(id)).extracting(this::state).containsExactly(State.DEAD);
  }

  private State state(Delivery delivery) {
    return delivery.progress().state();
  }

  @Test
  void a_receiver_that_asks_for_a_day_each_time_has_as_many_attempts_as_a_week_has_days() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    receiver.answers(new Result.Answered(503, Optional.of(Duration.ofDays(1))));
    for (int day = 1; day <= 8; day++) {
      giveUp();
      dispatch();
      advance(Duration.ofHours(27));
    }

    assertThat(receiver.messages()).hasSize(7);
    assertThat(deliveries(id, Optional.of(State.DEAD), 10))
        .singleElement()
        .satisfies(dead -> assertThat(dead.progress().outcome()).contains(Delivery.TOO_OLD));
  }

  @Test
  void what_is_on_its_way_is_not_given_up_before_that_is_over() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    look();
    advance(Delivery.LONGEST.plusDays(1));
    Delivery taken = claim(id).deliveries().getFirst();
    giveUp();

    assertThat(settle(taken)).isTrue();
    assertThat(deliveries(id)).extracting(this::state).containsExactly(State.DELIVERED);
  }

  @Test
  void what_somebody_died_with_after_a_week_is_given_up() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    look();
    advance(Delivery.LONGEST.plusDays(1));
    Delivery taken = claim(id).deliveries().getFirst();
    advance(Duration.ofMinutes(3));
    giveUp();

    assertThat(settle(taken)).isFalse();
    assertThat(deliveries(id)).extracting(this::state).containsExactly(State.DEAD);
  }

  @Test
  void what_somebody_is_just_taking_is_not_given_up() throws Exception {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    look();
    advance(Delivery.LONGEST.plusDays(1));
    var second = new FutureTask<>(this::giveUp);
    Thread other = Thread.ofPlatform().unstarted(second);
    Claim claim =
        persistence
            .inTransaction(
                work -> {
                  Optional<Claim> taken = work.webhooks().claim(id, 10, Duration.ofMinutes(2));
                  startAndHoldUp(other);
                  return taken;
                })
            .orElseThrow();
    second.get(60, TimeUnit.SECONDS);

    assertThat(settle(claim.deliveries().getFirst())).isTrue();
  }

  /** Until it waits for the calling thread's transaction, or is done. */
  private void startAndHoldUp(Thread other) {
    other.start();
    while (other.isAlive() && !isHeldUp(other)) {
      assertThat(Thread.interrupted()).as("told to end").isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  void a_message_that_each_sender_dies_with_is_given_up() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    receiver.dies();
    for (int i = 0; i < 11; i++) {
      dispatch();
      advance(Duration.ofMinutes(1));
    }

    assertThat(deliveries(id, Optional.of(State.DEAD), 10)).hasSize(1);
  }

  @Test
  void nobody_is_told_of_the_log_of_a_request_that_stands_alone() {
    WebhookId id = add("*");
    tell("requests that are no tool calls");
    dispatch();

    assertThat(deliveries(id)).isNotEmpty();
    assertThat(receiver.messages())
        .filteredOn(message -> message.json().string("type").orElse("").equals("session.created"))
        .allSatisfy(message -> assertThat(message.json().string("session_id")).isPresent());
  }

  @Test
  void what_is_not_taken_is_sent_again_until_it_is_given_up_and_then_when_somebody_asks() {
    WebhookId id = add("turn.failed");
    List<UUID> failed = ids(tell("the model fails").log(), "turn.failed");
    receiver.answers(500);
    dispatch();

    Delivery first = deliveries(id).getFirst();
    assertThat(first.event()).isEqualTo(failed.getFirst());
    assertThat(first.progress().state()).isEqualTo(State.PENDING);
    assertThat(first.progress().attempts()).isEqualTo(1);
    assertThat(first.progress().outcome()).contains("answered 500");
    dispatch();
    assertThat(receiver.messages()).as("not before its time").hasSize(1);
    for (int attempt = 2; attempt <= 10; attempt++) {
      advance(Duration.ofHours(27));
      dispatch();
      assertThat(receiver.messages()).hasSize(attempt);
    }
    assertThat(deliveries(id, Optional.of(State.DEAD), 10))
        .singleElement()
        .satisfies(dead -> assertThat(dead.progress().attempts()).isEqualTo(10));
    advance(Duration.ofHours(27));
    dispatch();
    assertThat(receiver.messages()).hasSize(10);

    receiver.answers(204);
    webhooks.revive(owner, id, first.event());
    dispatch();
    assertThat(deliveries(id).getFirst().progress())
        .satisfies(progress -> assertThat(progress.state()).isEqualTo(State.DELIVERED))
        .satisfies(progress -> assertThat(progress.outcome()).contains("answered 204"));
    assertThat(receiver.messages())
        .extracting(FakeReceiver.Message::id)
        .containsOnly(first.event().toString());
    refused(() -> webhooks.revive(owner, id, first.event()));
    refused(() -> webhooks.revive(owner, id, ids.get()));
  }

  @Test
  void a_receiver_that_wants_no_more_gets_no_more() {
    WebhookId id = add("*");
    tell("the model fails");
    receiver.answers(410);
    dispatch();

    assertThat(webhooks.get(owner, id).stopped())
        .hasValueSatisfying(reason -> assertThat(reason).contains("410"));
    long sent = receiver.messages().size();
    tell("the model fails");
    advance(Duration.ofHours(1));
    dispatch();
    assertThat(receiver.messages()).hasSize((int) sent);
  }

  @Test
  void a_process_may_die_with_what_it_took() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    receiver.dies();
    dispatch();
    assertThat(deliveries(id).getFirst().progress().state()).isEqualTo(State.PENDING);
    receiver.answers(200);
    dispatch();
    assertThat(receiver.messages()).as("it may be on its way").isEmpty();

    advance(Duration.ofMinutes(3));
    dispatch();

    assertThat(receiver.messages()).hasSize(1);
    assertThat(deliveries(id).getFirst().progress().attempts()).isEqualTo(2);
    assertThat(deliveries(id).getFirst().progress().state()).isEqualTo(State.DELIVERED);
  }

  @Test
  void who_took_a_message_too_long_ago_has_no_say_in_it() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    look();
    Delivery late = claim(id).deliveries().getFirst();
    advance(Duration.ofMinutes(3));
    Delivery mine = claim(id).deliveries().getFirst();

    assertThat(mine.event()).isEqualTo(late.event());
    assertThat(settle(late)).isFalse();
    assertThat(settle(mine)).isTrue();
    assertThat(claim(id).deliveries()).isEmpty();
  }

  private Claim claim(WebhookId id) {
    return persistence
        .inTransaction(work -> work.webhooks().claim(id, 10, Duration.ofMinutes(2)))
        .orElseThrow();
  }

  private boolean settle(Delivery delivery) {
    Delivery.Progress progress = delivery.progress();
    return persistence.inTransaction(
        work ->
            work.webhooks()
                .settle(
                    new Delivery(
                        delivery.webhook(),
                        delivery.event(),
                        delivery.place(),
                        delivery.type(),
                        new Delivery.Progress(
                            State.DELIVERED,
                            progress.attempts(),
                            progress.due(),
                            Optional.of("answered 200"),
                            progress.enqueuedAt(),
                            progress.expiresAt()))));
  }

  @Test
  void messages_are_signed_and_for_a_day_with_the_former_secret_too() {
    Webhooks.Secretly added =
        webhooks.add(
            new AddWebhook(owner, new WebhookTarget(URL, List.of("turn.failed"), Content.REDACTED)),
            ANN);
    WebhookId id = added.webhook().id();
    webhooks.rotate(owner, id, ANN);
    // The answer to the first one was lost.
    Webhooks.Secretly rotated = webhooks.rotate(owner, id, ANN);
    tell("the model fails");
    dispatch();
    advance(Duration.ofHours(25));
    tell("the model fails");
    dispatch();

    assertThat(added.secret().reveal())
        .startsWith("whsec_")
        .isNotEqualTo(rotated.secret().reveal());
    assertThat(added + "" + rotated).doesNotContain("whsec_");
    FakeReceiver.Message first = receiver.messages().getFirst();
    assertThat(first.isSignedWith(rotated.secret().reveal())).isTrue();
    assertThat(first.isSignedWith(added.secret().reveal())).isTrue();
    FakeReceiver.Message second = receiver.messages().getLast();
    assertThat(second.isSignedWith(rotated.secret().reveal())).isTrue();
    assertThat(second.isSignedWith(added.secret().reveal())).isFalse();
  }

  @Test
  void what_was_removed_with_its_session_is_given_up() {
    WebhookId id = add("session.created", "session.deleted");
    Story story =
        tell("the model fails")
            .outside((session, moment) -> session.close(moment))
            .outside((session, moment) -> session.delete(moment));
    look();
    persistence.inTransaction(
        work -> {
          work.retention().begin(story.id());
          return true;
        });
    boolean done = false;
    while (!done) {
      done = persistence.inTransaction(work -> work.retention().remove(story.id(), 1000));
    }
    dispatch();

    assertThat(deliveries(id, Optional.of(State.DEAD), 10))
        .hasSize(2)
        .allSatisfy(
            dead ->
                assertThat(dead.progress().outcome())
                    .contains("not sent: the event's session was cleaned up"));
    assertThat(receiver.messages()).isEmpty();
  }

  @Test
  void what_is_done_is_forgotten_after_two_weeks_and_what_is_not_stays() {
    WebhookId id = add("turn.failed");
    tell("the model fails");
    dispatch();
    receiver.answers(503);
    tell("the model fails");
    dispatch();
    assertThat(deliveries(id)).hasSize(2);
    advance(Duration.ofDays(15));

    int pruned =
        persistence.inTransaction(
            work -> work.webhooks().prune(work.now().minus(WebhookDispatcher.KEEP), 1000));

    assertThat(pruned).isPositive();
    assertThat(deliveries(id))
        .extracting(delivery -> delivery.progress().state())
        .containsExactly(State.PENDING);
  }

  @Test
  void lists_come_in_pages_and_owners_have_so_many_webhooks_and_no_more() {
    WebhookId id = add("*");
    tell("an edit is approved and done");
    dispatch();
    List<Delivery> whole = deliveries(id);

    assertThat(deliveries(id, Optional.empty(), 3)).isEqualTo(whole);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                webhooks.deliveries(
                    owner, id, new DeliveryFilter(Optional.empty(), 3, Optional.of("x"))));
    for (int i = 1; i < Webhooks.MOST; i++) {
      add("turn.failed");
    }
    refused(() -> add("turn.failed"));
    receiver.refuses();
    refused(
        () ->
            webhooks.change(
                new ChangeWebhook(
                    owner,
                    id,
                    new ChangeWebhook.Changes(
                        Optional.of(URL), Optional.empty(), Optional.empty(), Optional.empty())),
                ANN));
  }

  @Test
  void of_two_who_add_the_last_one_at_the_same_time_one_is_refused() throws Exception {
    for (int i = 1; i < Webhooks.MOST; i++) {
      add("turn.failed");
    }
    var last = webhooks.list(owner).getLast();
    var second = new FutureTask<>(() -> refused(() -> add("turn.failed")), true);
    Thread other = Thread.ofPlatform().unstarted(second);
    int before =
        persistence.inTransaction(
            work -> {
              int count = work.webhooks().lockCount(owner);
              startAndHoldUp(other);
              work.webhooks()
                  .add(
                      new Webhook(
                          new WebhookId(UUID.randomUUID()),
                          owner,
                          last.target(),
                          last.since(),
                          last.authors(),
                          Optional.empty()),
                      WebhookSecret.parse("whsec_AAAA"));
              return count;
            });

    assertThat(before).isEqualTo(Webhooks.MOST - 1);
    assertThat(second.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(webhooks.list(owner)).hasSize(Webhooks.MOST);
  }

  @Test
  void a_webhook_tells_who_added_it_and_who_changed_it_last() {
    WebhookId id = add("turn.failed");
    Webhook added = webhooks.get(owner, id);
    assertThat(added.authors())
        .isEqualTo(new Webhook.Authors("ann", "ann", added.since().created()));
    advance(Duration.ofSeconds(1));
    assertThat(webhooks.change(active(id, true), BOB)).as("as it was already").isEqualTo(added);
    Webhook changed = webhooks.change(active(id, false), BOB);
    assertThat(webhooks.get(owner, id)).isEqualTo(changed);
    assertThat(changed.authors().created()).isEqualTo("ann");
    assertThat(changed.authors().changed()).isEqualTo("bob");
    assertThat(changed.authors().changedAt()).isAfter(added.since().created());

    advance(Duration.ofSeconds(1));
    Webhook rotated = webhooks.rotate(owner, id, ANN).webhook();
    assertThat(webhooks.get(owner, id)).isEqualTo(rotated);
    assertThat(rotated.authors().changed()).isEqualTo("ann");
    assertThat(rotated.authors().changedAt()).isAfter(changed.authors().changedAt());

    Webhook started = webhooks.change(active(id, true), BOB);
    receiver.answers(410);
    tell("the model fails");
    dispatch();
    Webhook stopped = webhooks.get(owner, id);
    assertThat(stopped.stopped()).isPresent();
    assertThat(stopped.authors()).as("a receiver changes nothing").isEqualTo(started.authors());
  }
}
