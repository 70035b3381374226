package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.metrics.GetMetrics;
import dev.agentruntime.application.metrics.GetMetricsHandler;
import dev.agentruntime.application.metrics.GetMetricsHandler.Metrics;
import dev.agentruntime.application.metrics.GetSessionMetrics;
import dev.agentruntime.application.metrics.GetSessionMetricsHandler;
import dev.agentruntime.application.metrics.Metric;
import dev.agentruntime.application.metrics.MetricsJson;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.metrics.MetricsProjection.Progress;
import dev.agentruntime.application.metrics.PriceTable;
import dev.agentruntime.application.metrics.SessionMetrics;
import dev.agentruntime.application.metrics.Stretch;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.session.CleanUp;
import dev.agentruntime.application.session.CleanUpHandler;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.ModelFailure;
import dev.agentruntime.domain.session.ModelReply;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionEvent.ModelRequestCompleted;
import dev.agentruntime.domain.session.SessionEvent.ToolCallProposed;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a store owes those who count its log. Each test uses owners of its own, so a store may be
 * shared.
 */
@Timeout(120)
public abstract class MetricsContract {

  private final Supplier<UUID> ids = new CountingIds();
  private Persistence persistence;

  /** The store to test. */
  protected abstract Persistence open() throws Exception;

  /** Puts the store's clock forward. */
  protected abstract void advance(Duration time);

  /**
   * Makes an event one that cannot be read.
   *
   * @param newer whether it is as a newer version of the runtime would write it; else it is damaged
   */
  protected abstract void spoil(SessionId session, long position, boolean newer);

  /** A place that this store will only reach in a long time. */
  protected abstract String placeAhead();

  /** Ends the use of a store after a test. */
  protected void release(Persistence used) {
    used.close();
  }

  @BeforeEach
  final void openStore() throws Exception {
    persistence = open();
  }

  @AfterEach
  final void releaseStore() {
    release(persistence);
  }

  private Owner nobody() {
    return new Owner("owner-" + ids.get());
  }

  private Owner tellAll() {
    Owner owner = nobody();
    assertThat(tell(owner)).isNotEmpty();
    return owner;
  }

  private List<Story> tell(Owner owner) {
    return Stories.all().values().stream().map(story -> story.apply(begin(owner))).toList();
  }

  private Story begin(Owner owner) {
    return Story.begin(persistence, ids, owner, Workshop.settings());
  }

  private MetricsProjection counting(int part) {
    return new MetricsProjection(persistence, MetricsProjection.SUBSCRIBER, part);
  }

  private void count(int part) {
    assertThat(counting(part).catchUp(Integer.MAX_VALUE).complete()).isTrue();
  }

  /** How many there are of each; how long things took differs from time to time. */
  private Map<String, Long> counted(Owner owner) {
    return counted(MetricsProjection.SUBSCRIBER, owner);
  }

  private Map<String, Long> counted(String subscriber, Owner owner) {
    return persistence.reads().metrics(subscriber, owner).stream()
        .collect(
            Collectors.toMap(
                count ->
                    String.join(
                        " ", count.metric().id(), count.labels().label(), count.labels().detail()),
                Count::count));
  }

  @Test
  void whatever_happens_it_is_counted_the_same_in_small_parts_and_in_large_ones() {
    Owner one = tellAll();
    count(1);
    Owner two = tellAll();
    count(500);
    Owner three = tellAll();
    count(7);

    assertThat(counted(one)).isNotEmpty().isEqualTo(counted(two)).isEqualTo(counted(three));
    assertThat(
            persistence.reads().metrics(MetricsProjection.SUBSCRIBER, one).stream()
                .map(Count::metric)
                .distinct())
        .contains(
            Metric.AGENT_PROCESSING,
            Metric.AGENT_SWITCH,
            Metric.TOOL,
            Metric.APPROVAL,
            Metric.ERROR);
  }

  @Test
  void what_was_counted_is_not_counted_again() {
    Owner owner = tellAll();
    count(50);
    Map<String, Long> once = counted(owner);
    count(50);

    assertThat(counted(owner)).isEqualTo(once);
    assertThat(counted(new Owner("owner-" + ids.get()))).isEmpty();
  }

  @Test
  void several_who_count_at_once_count_each_event_once() throws Exception {
    Owner alone = tellAll();
    count(500);
    Owner together = tellAll();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 4; i++) {
        tasks.add(() -> counting(3).catchUp(Integer.MAX_VALUE).complete());
      }
      List<Future<Boolean>> done = threads.invokeAll(tasks);
      for (Future<Boolean> each : done) {
        assertThat(each.get()).isTrue();
      }
    }

    assertThat(counted(together)).isEqualTo(counted(alone));
  }

  @Test
  void wherever_who_counts_dies_each_event_is_counted_once() {
    Owner whole = nobody();
    approved(whole);
    count(500);
    int deaths = 0;
    boolean died = true;
    for (int commit = 1; died; commit++) {
      Owner owner = nobody();
      approved(owner);

      died = diesCounting(commit);
      deaths += died ? 1 : 0;

      count(500);
      assertThat(counted(owner)).as("dead at %d", commit).isEqualTo(counted(whole));
    }
    assertThat(deaths).as("one in each part").isGreaterThan(2);
  }

  private boolean diesCounting(int commit) {
    var dying = new WatchedPersistence(persistence);
    dying.diesAtCommit(commit);
    try {
      new MetricsProjection(dying, MetricsProjection.SUBSCRIBER, 3).catchUp(Integer.MAX_VALUE);
      return false;
    } catch (PersistenceException e) {
      return true;
    }
  }

  @Test
  void a_subscriber_moves_on_only_from_where_it_is() {
    String name = "subscriber-" + ids.get();
    String end = persistence.reads().ledgerEnd();

    assertThat(place(name)).isEmpty();
    assertThat(advance(name, Optional.of(end), "elsewhere")).isFalse();
    assertThat(advance(name, Optional.empty(), end)).isTrue();
    assertThat(advance(name, Optional.empty(), "elsewhere")).isFalse();
    assertThat(place(name)).contains(end);
    assertThat(advance(name, Optional.of(end), "further")).isTrue();
    assertThat(place(name)).contains("further");
  }

  // What cannot be read.

  private static long positionOf(Story story, Predicate<SessionEvent> wanted) {
    return story.log().stream()
        .filter(event -> wanted.test(event.event()))
        .findFirst()
        .orElseThrow()
        .position();
  }

  private Story approved(Owner owner) {
    return Objects.requireNonNull(Stories.all().get("an edit is approved and done"))
        .apply(begin(owner));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_event_that_cannot_be_read_is_passed_over_and_counted_and_keeps_nobody_from_the_others(
      boolean newer) {
    Owner whole = nobody();
    approved(whole);
    count(500);
    Owner spoilt = nobody();
    Story story = approved(spoilt);
    spoil(story.id(), positionOf(story, e -> e instanceof ToolCallProposed), newer);
    Owner other = nobody();
    approved(other);

    assertThat(counting(500).catchUp(Integer.MAX_VALUE)).isEqualTo(new Progress(true, 1));
    assertThat(counting(500).catchUp(Integer.MAX_VALUE)).isEqualTo(new Progress(true, 0));
    assertThat(counted(other)).isEqualTo(counted(whole));
    var without = new HashMap<>(counted(whole));
    without.remove("tool write_file requested");
    without.put("unreadable  ", 1L);
    assertThat(counted(spoilt)).isEqualTo(without);
    Metrics told = new GetMetricsHandler(persistence).handle(new GetMetrics(spoilt));
    assertThat(told.complete()).isTrue();
    assertThat(told.unreadable()).isEqualTo(1);
  }

  @Test
  void a_model_call_that_cannot_be_read_keeps_nobody_from_those_before_and_behind_it() {
    Owner owner = nobody();
    Story story = approved(owner);
    var handler = new GetSessionMetricsHandler(persistence.reads(), PriceTable.NONE);
    var query = new GetSessionMetrics(owner, story.id());
    int calls = handler.handle(query).calls().size();
    spoil(story.id(), positionOf(story, e -> e instanceof ModelRequestCompleted), true);

    SessionMetrics rest = handler.handle(query);

    assertThat(calls).isGreaterThan(1);
    assertThat(rest.calls()).hasSize(calls - 1);
    assertThat(rest.unreadable()).isEqualTo(1);
  }

  @Test
  void what_the_model_calls_of_a_session_took_is_what_their_events_tell() {
    Owner owner = nobody();
    Story story = begin(owner);
    Stories.working(story);
    for (long millis : List.of(100, 50, 50)) {
      story.loop((s, m) -> s.reply(took(story, millis), Workshop.GATE, m));
      story.outside((s, m) -> Stories.say(s, "Go on", Optional.empty(), m)).takenUp();
    }
    story.loop(
        (s, m) ->
            s.modelFailed(
                Purpose.REPLY,
                new ModelFailure(FailureKind.TIMEOUT, "no answer", Optional.of("m-2")),
                m));
    JsonObject json =
        MetricsJson.write(
            new GetSessionMetricsHandler(persistence.reads(), PriceTable.NONE)
                .handle(new GetSessionMetrics(owner, story.id())));

    assertThat(json.integer("total_duration_ms")).contains(200L);
    assertThat(json.number("average_duration_ms")).contains(66.67);
    assertThat(
            json.array("requests").stream()
                .map(request -> ((JsonObject) request).integer("duration_ms")))
        .as("a call that failed took nothing that is known")
        .containsExactly(Optional.of(100L), Optional.of(50L), Optional.of(50L), Optional.empty());
    assertThat(
            json.array("requests").stream()
                .map(request -> ((JsonObject) request).string("model").orElseThrow()))
        .as("a call that failed has asked a model, too")
        .containsExactly("m-1", "m-1", "m-1", "m-2");
  }

  private static ModelReply took(Story story, long millis) {
    ModelReply reply = story.workshop().reply("Well.");
    return new ModelReply(
        reply.id(),
        reply.text(),
        reply.reasoning(),
        reply.calls(),
        new ModelReply.Cost("m-1", new Usage(10, 5), millis));
  }

  // Who counts.

  @Test
  void a_projection_under_another_name_counts_for_itself() {
    Owner owner = tellAll();
    count(500);
    Map<String, Long> before = counted(owner);
    String other = "metrics-" + ids.get();
    new MetricsProjection(persistence, other, 7).catchUp(Integer.MAX_VALUE);

    assertThat(counted(other, owner)).isEqualTo(before);
    assertThat(counted(owner)).isEqualTo(before);
  }

  @Test
  void a_place_that_is_ahead_of_the_log_is_not_taken_for_its_end() {
    String lost = "metrics-" + ids.get();
    assertThat(advance(lost, Optional.empty(), placeAhead())).isTrue();
    Owner owner = tellAll();

    assertThat(persistence.reads().isAhead(persistence.reads().ledgerEnd())).isFalse();
    assertThat(persistence.reads().isAhead(placeAhead())).isTrue();
    assertThat(new MetricsProjection(persistence, lost, 500).catchUp(Integer.MAX_VALUE))
        .isEqualTo(new Progress(false, 0));
    assertThat(counted(lost, owner)).isEmpty();
    assertThat(place(lost)).contains(placeAhead());
  }

  // What is removed.

  private static void close(List<Story> stories) {
    for (Story story : stories) {
      story.outside((s, m) -> s.cancelTurn("enough", m));
      story.outside((s, m) -> s.close(m));
    }
  }

  @Test
  void what_is_old_is_counted_before_it_is_removed() {
    Owner stays = nobody();
    close(List.of(approved(stays)));
    Owner goes = nobody();
    Story old = approved(goes);
    close(List.of(old));
    advance(Duration.ofDays(2));
    assertThat(removable()).doesNotContain(old.id());

    new CleanUpHandler(persistence).handle(new CleanUp(Duration.ofDays(1), 10_000));

    assertThat(persistence.reads().lastPosition(old.id())).isZero();
    assertThat(counted(goes)).isNotEmpty().isEqualTo(counted(stays));
    assertThat(counting(500).catchUp(Integer.MAX_VALUE)).isEqualTo(new Progress(true, 0));
  }

  @Test
  void a_session_is_removable_once_all_of_it_is_counted() {
    Story story = approved(nobody());
    count(500);
    close(List.of(story));
    advance(Duration.ofDays(2));
    assertThat(removable()).doesNotContain(story.id());

    count(500);

    assertThat(removable()).contains(story.id());
  }

  private List<SessionId> removable() {
    return persistence.inTransaction(
        work ->
            work.retention()
                .removable(
                    new RetentionRepository.Old(
                        work.now().minus(Duration.ofDays(1)),
                        new RetentionRepository.Told(
                            Set.of(MetricsProjection.SUBSCRIBER), "embedder/", work.now())),
                    10_000));
  }

  @Test
  void a_session_that_is_removed_while_it_is_counted_leaves_nothing_under_way() {
    String subscriber = "metrics-" + ids.get();
    Story there = begin(nobody());
    var gone = new SessionId(ids.get());
    var stretch = new Stretch("coder", Instant.ofEpochMilli(1));
    Set<SessionId> both = Set.of(there.id(), gone);
    persistence.inTransaction(
        work -> {
          work.metrics().replace(subscriber, both, Map.of(there.id(), stretch, gone, stretch));
          return true;
        });

    assertThat(
            persistence.<Map<SessionId, Stretch>>inTransaction(
                work -> work.metrics().stretches(subscriber, both)))
        .isEqualTo(Map.of(there.id(), stretch));
  }

  private Optional<String> place(String name) {
    return persistence.reads().place(name);
  }

  private boolean advance(String name, Optional<String> from, String to) {
    return persistence.inTransaction(work -> work.subscribers().advance(name, from, to));
  }
}
