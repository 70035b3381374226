package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.port.SessionRepository.Recording;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.CallPlace;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.SessionState;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every store of sessions must keep. Each test uses an owner and sessions of its own, so a
 * store may be shared by the tests of a class.
 */
public abstract class PersistenceContract {

  private static final long DEADLINE_SECONDS = 120;
  private static final RunnerFilter EVERYTHING = RunnerFilter.onHost("any");

  private final Supplier<UUID> ids = new CountingIds();
  private Persistence persistence;
  private Owner owner;

  /** The store to test. Its clock must follow {@link #advance}. */
  protected abstract Persistence open();

  /** Moves the store's clock on. */
  protected abstract void advance(Duration time);

  /** Ends the use of a store after a test. */
  protected void release(Persistence used) {
    used.close();
  }

  /** The store of the running test. */
  protected final Persistence persistence() {
    return persistence;
  }

  @BeforeEach
  final void openStore() {
    persistence = open();
    owner = new Owner("owner-" + ids.get());
  }

  @AfterEach
  final void releaseStore() {
    Invariants.checkCauses(persistence, owner);
    release(persistence);
  }

  private Story begin() {
    return Story.begin(persistence, ids, owner, Workshop.settings());
  }

  private Story begin(Map<String, String> labels) {
    return Story.begin(persistence, ids, owner, Workshop.settings(TurnLimits.DEFAULT, labels));
  }

  private static Session titled(Session session, String title, Moment moment) {
    return session.update(session.state().header().settings().withTitle(title), moment);
  }

  // Rows and log.

  static List<String> stories() {
    return List.copyOf(Stories.all().keySet());
  }

  /** {@link Story} looks at rows, log and transcript after every act. */
  @ParameterizedTest
  @MethodSource("stories")
  void after_every_act_the_rows_are_what_the_log_replays_to(String name) {
    Story story = Objects.requireNonNull(Stories.all().get(name)).apply(begin());

    assertThat(story.types()).startsWith("session.created");
  }

  @ParameterizedTest
  @MethodSource("stories")
  void every_call_is_found_where_the_log_has_it_and_its_answer(String name) {
    Story story = Objects.requireNonNull(Stories.all().get(name)).apply(begin());
    List<RecordedEvent> log = story.log();

    for (RecordedEvent event : log) {
      if (event.event() instanceof SessionEvent.ReplyRecorded recorded) {
        for (ToolCall call : recorded.reply().calls()) {
          assertThat(persistence.reads().call(story.id(), call.id()))
              .contains(
                  new CallPlace(
                      new TurnId(event.cause().correlation()),
                      event.position(),
                      answer(log, call.id())));
        }
      }
    }
    assertThat(persistence.reads().call(story.id(), new ToolCallId(ids.get()))).isEmpty();
  }

  private static OptionalLong answer(List<RecordedEvent> log, ToolCallId call) {
    return log.stream()
        .filter(e -> e.event() instanceof SessionEvent.ToolAnswered a && a.call().equals(call))
        .mapToLong(RecordedEvent::position)
        .findFirst();
  }

  @Test
  void events_belong_to_their_turn_and_to_what_caused_them() {
    UUID command = ids.get();
    Story story = begin();
    Recording said =
        persistence.inTransaction(
            work -> {
              Session locked = work.sessions().lock(story.id()).orElseThrow();
              var moment = new Moment(work.now(), ids);
              return work.sessions()
                  .save(Stories.say(locked, "Hello", Optional.empty(), moment), command);
            });
    UUID turn = said.session().state().turn().orElseThrow().id().value();
    Recording cancelled =
        persistence.inTransaction(
            work -> {
              Session locked = work.sessions().lock(story.id()).orElseThrow();
              return work.sessions()
                  .save(locked.cancelTurn("enough", new Moment(work.now(), ids)), command);
            });

    assertThat(said.events())
        .filteredOn(event -> !(event.event() instanceof SessionEvent.Updated))
        .extracting(RecordedEvent::type, event -> event.cause().correlation())
        .containsExactly(tuple("turn.started", turn), tuple("session.message.added", turn));
    assertThat(cancelled.events())
        .extracting(event -> event.cause().correlation())
        .containsExactly(turn);
    assertThat(said.events()).extracting(event -> event.cause().causation()).containsOnly(command);
    assertThat(story.log().subList(1, 5))
        .containsExactly(
            said.events().get(0),
            said.events().get(1),
            said.events().get(2),
            cancelled.events().getFirst());
  }

  @Test
  void what_is_recorded_before_the_turn_that_a_session_begins_with_belongs_to_the_command() {
    UUID command = ids.get();
    List<RecordedEvent> begun =
        persistence
            .inTransaction(
                work -> {
                  var session =
                      Session.create(
                          new SessionId(ids.get()),
                          owner,
                          Workshop.settings(),
                          Workshop.AGENTS.initial(),
                          work.now());
                  return work.sessions().save(hello(session, new Moment(work.now(), ids)), command);
                })
            .events();

    int opens = begun.stream().map(RecordedEvent::type).toList().indexOf("turn.started");
    UUID turn = ((SessionEvent.TurnStarted) begun.get(opens).event()).turn().value();
    assertThat(begun.subList(0, opens))
        .isNotEmpty()
        .extracting(event -> event.cause().correlation())
        .containsOnly(command);
    assertThat(begun.subList(opens, begun.size()))
        .extracting(event -> event.cause().correlation())
        .containsOnly(turn);
  }

  @Test
  void the_end_of_a_turn_belongs_to_it_even_where_the_next_one_takes_its_place() {
    Story story = Stories.asking(begin());
    UUID first = story.session().state().openTurn().id().value();
    story.outside(
        (s, m) -> s.say("Rather this", Optional.empty(), IfBusy.INTERRUPT, Workshop.AGENTS, m));
    UUID second = story.session().state().openTurn().id().value();

    assertThat(story.log())
        .extracting(RecordedEvent::type, event -> event.cause().correlation())
        .contains(
            tuple("approval.cancelled", first),
            tuple("tool.call.superseded", first),
            tuple("turn.cancelled", first),
            tuple("turn.started", second));
  }

  @Test
  void the_log_and_the_transcript_can_be_read_in_parts() {
    Story story = Stories.working(begin());
    List<RecordedEvent> log = story.log();

    assertThat(persistence.reads().events(story.id(), 2, 2)).isEqualTo(log.subList(2, 4));
    assertThat(persistence.reads().events(story.id(), log.size(), 5)).isEmpty();
    TranscriptEntry first = story.transcript().getFirst();
    assertThat(persistence.reads().transcript(story.id(), first.position(), 5)).isEmpty();
    assertThat(persistence.reads().transcript(story.id(), 0, 1)).containsExactly(first);
  }

  @Test
  void the_newest_events_of_some_types_are_found_in_a_session_alone() {
    Story story = Stories.working(begin());
    Stories.working(begin());
    List<RecordedEvent> newestFirst = story.log().reversed();
    var types = List.of("turn.started", "session.created", "session.message.added");

    assertThat(persistence.reads().newest(story.id(), Long.MAX_VALUE, List.of(), 1000))
        .isEqualTo(newestFirst);
    assertThat(
            persistence.reads().newest(story.id(), newestFirst.getFirst().position(), List.of(), 2))
        .isEqualTo(newestFirst.subList(0, 2));
    assertThat(persistence.reads().newest(story.id(), Long.MAX_VALUE, types, 2))
        .isEqualTo(
            newestFirst.stream().filter(event -> types.contains(event.type())).limit(2).toList());
    assertThat(persistence.reads().newest(story.id(), 3, List.of(), 2))
        .extracting(RecordedEvent::position)
        .containsExactly(3L, 2L);
    assertThat(persistence.reads().newest(story.id(), Long.MAX_VALUE, List.of("turn.failed"), 2))
        .isEmpty();
    assertThat(persistence.reads().newest(new SessionId(ids.get()), 9, List.of(), 2)).isEmpty();
  }

  @Test
  void texts_come_back_as_they_were() {
    String nasty = "\uD83D\uDC1E жук 漢字 \u0000 '; DROP TABLE events; -- \\ \" \u2028\r\n";
    String large = nasty + "ä".repeat(20_000);
    Story story = begin();
    Workshop w = story.workshop();
    Stories.working(story)
        .loop(
            (s, m) ->
                s.reply(
                    w.reply(nasty, w.write("a.txt", large), w.write("b.txt", large)),
                    Workshop.GATE,
                    m))
        .outside((s, m) -> Stories.decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .takenUp()
        .loop(Stories::startFront)
        .loop((s, m) -> s.answer(Stories.firstOpen(s).id(), ToolResult.succeeded(large), m));

    String visible = nasty.replace('\u0000', '\u2400');
    List<TranscriptEntry> transcript = story.transcript();
    assertThat(((Message.Assistant) transcript.get(1).message()).text()).isEqualTo(visible);
    assertThat(((Message.Tool) transcript.get(2).message()).result().content())
        .isEqualTo(large.replace('\u0000', '\u2400'));
    assertThat(persistence.reads().approvals(owner, ApprovalFilter.pendingOf(story.id())).items())
        .singleElement()
        .extracting(view -> view.approval().request().details().object("arguments").orElseThrow())
        .extracting(arguments -> arguments.string("content").orElseThrow())
        .isEqualTo(large);
  }

  @Test
  void arguments_that_look_like_a_reference_of_the_store_come_back_as_they_were() {
    JsonObject reference = Workshop.arguments("$payload", "0".repeat(64));
    JsonObject arguments =
        JsonObject.builder()
            .put("path", "a.txt")
            .put("content", "x")
            .put("one", reference)
            .put("two", Workshop.arguments("$$payload", "y".repeat(9000)))
            .build();
    Story story = begin();
    Stories.working(story)
        .loop(
            (s, m) ->
                s.reply(
                    story.workshop().reply("", story.workshop().control("switch_mode", arguments)),
                    Workshop.GATE,
                    m));

    assertThat(Stories.firstOpen(story.session()).call().arguments().onTheWire())
        .isEqualTo(arguments);
  }

  // Transactions.

  @Test
  void what_the_work_throws_rolls_everything_back_and_is_thrown_on() {
    Story story = begin();
    var thrown = new IllegalStateException("no");

    assertThatThrownBy(
            () ->
                persistence.inTransaction(
                    work -> {
                      Session locked = work.sessions().lock(story.id()).orElseThrow();
                      work.sessions()
                          .save(titled(locked, "lost", new Moment(work.now(), ids)), ids.get());
                      throw thrown;
                    }))
        .isSameAs(thrown);
    assertThat(story.log()).hasSize(1);
    assertThat(find(story.id())).isEqualTo(Optional.of(story.session().state()));
    assertThat(persistence.reads().revision(story.id())).isZero();
  }

  @Test
  void nobody_sees_an_event_before_its_commit() {
    Story story = begin();

    List<RecordedEvent> seen =
        persistence.inTransaction(
            work -> {
              Session locked = work.sessions().lock(story.id()).orElseThrow();
              work.sessions().save(titled(locked, "later", new Moment(work.now(), ids)), ids.get());
              return inAnotherThread(story::log);
            });

    assertThat(seen).hasSize(1);
    assertThat(story.log()).hasSize(2);
  }

  @Test
  void a_transaction_sees_what_it_wrote() {
    SessionId id = new SessionId(ids.get());
    Optional<Session> found =
        persistence.inTransaction(
            work -> {
              Session created =
                  Session.create(id, owner, Workshop.settings(), Workshop.CODER, work.now());
              work.sessions().save(created, ids.get());
              return work.sessions().find(id);
            });

    assertThat(found.orElseThrow().version().position()).isEqualTo(1);
  }

  @Test
  void the_clock_stands_still_within_a_transaction_and_has_milliseconds() {
    Instant before = persistence.inTransaction(work -> work.now());
    advance(Duration.ofMinutes(5));
    List<Instant> times =
        persistence.inTransaction(
            work -> {
              Instant first = work.now();
              advance(Duration.ofMinutes(5));
              return List.of(first, work.now());
            });

    assertThat(times.get(0)).isAfterOrEqualTo(before.plus(Duration.ofMinutes(5)));
    assertThat(times.get(1)).isEqualTo(times.get(0));
    assertThat(times.get(0)).isEqualTo(times.get(0).truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void writers_at_the_same_time_leave_no_gap_and_lose_nothing() {
    long writers = 4;
    long each = 8;
    Story story = begin();
    runTogether(
        LongStream.range(0, writers)
            .<Callable<Object>>mapToObj(
                writer ->
                    () -> {
                      for (int i = 0; i < each; i++) {
                        retitle(story.id(), "by " + writer + " no " + i);
                      }
                      return writer;
                    })
            .toList());

    List<RecordedEvent> log = story.log();
    assertThat(log)
        .extracting(RecordedEvent::position)
        .isEqualTo(LongStream.rangeClosed(1, 1 + writers * each).boxed().toList());
    assertThat(log.stream().map(RecordedEvent::id)).doesNotHaveDuplicates();
    assertThat(log.stream().skip(1).map(e -> title(e.event()))).doesNotHaveDuplicates();
    assertThat(find(story.id()).orElseThrow())
        .isEqualTo(
            Session.replay(
                story.id(), log.stream().map(e -> new Session.Dated(e.event(), e.at())).toList()));
    assertThat(persistence.reads().revision(story.id())).isEqualTo(writers * each);
  }

  private static String title(SessionEvent event) {
    return ((SessionEvent.Updated) event).settings().title();
  }

  private Recording retitle(SessionId id, String title) {
    return persistence.inTransaction(
        work -> {
          Session locked = work.sessions().lock(id).orElseThrow();
          return work.sessions()
              .save(titled(locked, title, new Moment(work.now(), ids)), ids.get());
        });
  }

  // Fences.

  @Test
  void an_outside_command_counts_the_revision_up_and_the_loop_does_not() {
    Story story = Stories.working(begin());
    long revision = story.session().version().revision();

    story.loop((s, m) -> s.discardReply(new MessageId(ids.get()), "cut", m));
    assertThat(persistence.reads().revision(story.id())).isEqualTo(revision);
    retitle(story.id(), "other");
    assertThat(persistence.reads().revision(story.id())).isEqualTo(revision + 1);
  }

  @Test
  void the_loop_cannot_write_over_an_outside_command() {
    Story story = Stories.working(begin());
    Session read = story.session();
    retitle(story.id(), "in between");

    assertStale(story, read);
  }

  @Test
  void the_loop_notices_an_outside_command_that_recorded_nothing() {
    Story story = Stories.working(begin());
    Session read = story.session();
    story.outside((s, m) -> s);

    assertStale(story, read);
  }

  @Test
  void the_loop_does_not_notice_a_session_that_was_locked_and_left_as_it_was() {
    Story story = Stories.working(begin());
    long revision = story.session().version().revision();
    boolean locked =
        persistence.inTransaction(work -> work.sessions().lock(story.id()).isPresent());

    assertThat(locked).isTrue();
    assertThat(persistence.reads().revision(story.id())).isEqualTo(revision);
    story.loop((s, m) -> s.discardReply(new MessageId(ids.get()), "cut", m));
  }

  @Test
  void the_loop_cannot_write_under_a_lease_it_lost() {
    Story story = Stories.working(begin());
    Session read = story.session();
    persistence.inTransaction(
        work ->
            work.leases().acquire(story.id(), Story.owner(ids), Duration.ofHours(1), o -> true));

    assertStale(story, read);
  }

  @Test
  void the_loop_cannot_write_under_a_lease_it_gave_back() {
    Story story = Stories.working(begin());
    persistence.inTransaction(
        work -> {
          work.leases().release(story.lease());
          return true;
        });

    assertStale(story, story.session());
  }

  @Test
  void the_loop_cannot_write_twice_from_one_reading() {
    Story story = Stories.working(begin());
    Session read = story.session();
    story.loop((s, m) -> s.discardReply(new MessageId(ids.get()), "cut", m));

    assertStale(story, read);
  }

  /** A write from this reading is refused, and leaves nothing behind. */
  private void assertStale(Story story, Session read) {
    List<RecordedEvent> log = story.log();
    assertThatExceptionOfType(StaleSessionException.class)
        .isThrownBy(
            () ->
                persistence.inTransaction(
                    work -> {
                      Session changed = read.cancelTurn("late", new Moment(work.now(), ids));
                      return work.sessions().saveUnder(story.lease(), changed, ids.get());
                    }));
    assertThat(story.log()).isEqualTo(log);
  }

  @Test
  void a_session_must_be_locked_to_be_saved_without_a_lease() {
    Story story = begin();

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                persistence.inTransaction(
                    work -> {
                      Session found = work.sessions().find(story.id()).orElseThrow();
                      return work.sessions()
                          .save(titled(found, "x", new Moment(work.now(), ids)), ids.get());
                    }));
    assertThat(story.log()).hasSize(1);
  }

  @Test
  void a_session_is_created_once() {
    Story story = begin();

    assertThatExceptionOfType(StaleSessionException.class)
        .isThrownBy(
            () ->
                persistence.inTransaction(
                    work ->
                        work.sessions()
                            .save(
                                Session.create(
                                    story.id(),
                                    owner,
                                    Workshop.settings(),
                                    Workshop.CODER,
                                    work.now()),
                                ids.get())));
  }

  @Test
  void a_call_has_one_answer_whoever_is_late() {
    Story story = begin();
    Workshop w = story.workshop();
    Stories.working(story)
        .loop((s, m) -> s.reply(w.reply("", w.read("a.txt")), Workshop.GATE, m))
        .loop(Stories::startFront);
    Session read = story.session();
    story.outside((s, m) -> s.answer(Stories.firstOpen(s).id(), ToolResult.succeeded("first"), m));

    assertThatExceptionOfType(StaleSessionException.class)
        .isThrownBy(
            () ->
                persistence.inTransaction(
                    work -> {
                      work.sessions().lock(story.id());
                      Session second =
                          read.answer(
                              Stories.firstOpen(read).id(),
                              ToolResult.succeeded("second"),
                              new Moment(work.now(), ids));
                      return work.sessions().save(second, ids.get());
                    }));
    assertThat(story.types()).containsOnlyOnce("tool.execution.completed");
  }

  @Test
  void a_decided_approval_never_changes() {
    Story story = Stories.asking(begin());
    Session read = story.session();
    ApprovalId id = read.state().approvals().keySet().iterator().next();
    story.outside(
        (s, m) -> Stories.decide(s, new ApprovalDecision.Reject("no"), Optional.empty(), m));
    Approval decided = approval(id);

    assertThatExceptionOfType(StaleSessionException.class)
        .isThrownBy(
            () ->
                persistence.inTransaction(
                    work -> {
                      work.sessions().lock(story.id());
                      var moment = new Moment(work.now(), ids);
                      Session late =
                          Stories.decide(
                              read, new ApprovalDecision.Approve(), Optional.empty(), moment);
                      return work.sessions().save(late, ids.get());
                    }));
    assertThat(approval(id)).isEqualTo(decided);
    assertThat(decided.state()).isInstanceOf(PendingApprovalState.Rejected.class);
  }

  @Test
  void an_edited_approval_tells_what_was_asked_and_what_was_decided() {
    Story story = Stories.asking(begin());
    JsonObject asked = Stories.firstOpen(story.session()).call().arguments().onTheWire();
    JsonObject edited =
        JsonObject.builder().put("path", "a.txt").put("content", "by the reviewer").build();
    ApprovalView pending = onlyApprovalOf(story);
    story.outside(
        (s, m) ->
            Stories.decide(
                s,
                new ApprovalDecision.ApproveWithEdits(edited),
                Optional.of(Workshop.again(Stories.firstOpen(s), edited, "before")),
                m));

    ApprovalView decided = onlyApprovalOf(story);

    assertThat(pending.asDecided()).isEqualTo(pending.approval().request());
    assertThat(decided.approval().request()).isEqualTo(pending.approval().request());
    assertThat(decided.approval().request().details().object("arguments")).contains(asked);
    assertThat(decided.asDecided().details().object("arguments")).contains(edited);
    assertThat(persistence.reads().approval(owner, decided.approval().id())).contains(decided);
  }

  private ApprovalView onlyApprovalOf(Story story) {
    return approvals(Optional.of(story.id()), Optional.empty(), Optional.empty(), 9)
        .items()
        .getFirst();
  }

  private Approval approval(ApprovalId id) {
    return persistence.reads().approval(owner, id).orElseThrow().approval();
  }

  // Leases.

  @Test
  void a_lease_is_one_process_own_until_it_runs_out() {
    SessionId session = begin().id();
    var first = Story.owner(ids);
    var second = Story.owner(ids);
    Session taken =
        persistence
            .inTransaction(
                w -> w.leases().acquire(session, first, Duration.ofSeconds(15), o -> false))
            .orElseThrow();

    assertThat(taken.version().generation()).isEqualTo(1);
    assertThat(acquire(session, second)).isEmpty();
    assertThat(acquire(session, first)).isEmpty();
    advance(Duration.ofSeconds(16));
    Session again = acquire(session, second).orElseThrow();
    assertThat(again.version().generation()).isEqualTo(2);
    assertThat(again.version().revision()).isEqualTo(taken.version().revision());
    assertThat(again.state()).isEqualTo(taken.state());
  }

  private Optional<Session> acquire(SessionId session, LeaseOwner by) {
    return acquire(session, by, other -> false);
  }

  private Optional<Session> acquire(SessionId session, LeaseOwner by, Predicate<LeaseOwner> dead) {
    return persistence.inTransaction(
        work -> work.leases().acquire(session, by, Duration.ofSeconds(15), dead));
  }

  @Test
  void a_renewed_lease_runs_on() {
    Story story = Stories.working(begin());
    advance(Duration.ofMinutes(50));
    assertThat(renew(story)).isTrue();
    advance(Duration.ofMinutes(50));

    assertThat(acquire(story.id(), Story.owner(ids))).isEmpty();
    story.loop((s, m) -> s.cancelTurn("enough", m));
  }

  private boolean renew(Story story) {
    return persistence.inTransaction(
        work -> work.leases().renew(story.lease(), Duration.ofHours(1)));
  }

  @Test
  void a_lease_that_ran_out_can_be_renewed_as_long_as_nobody_took_it() {
    Story story = Stories.working(begin());
    advance(Duration.ofHours(2));

    assertThat(renew(story)).isTrue();
    advance(Duration.ofHours(2));
    assertThat(acquire(story.id(), Story.owner(ids))).isPresent();
    assertThat(renew(story)).isFalse();
  }

  @Test
  void a_lease_that_was_given_back_is_free_at_once() {
    Story story = Stories.working(begin());
    persistence.inTransaction(
        work -> {
          work.leases().release(story.lease());
          return true;
        });

    assertThat(renew(story)).isFalse();
    Session next = acquire(story.id(), Story.owner(ids)).orElseThrow();
    assertThat(next.version().generation()).isEqualTo(2);
  }

  @Test
  void a_lost_lease_cannot_be_given_back() {
    Story story = Stories.working(begin());
    advance(Duration.ofHours(2));
    assertThat(acquire(story.id(), Story.owner(ids))).isPresent();
    persistence.inTransaction(
        work -> {
          work.leases().release(story.lease());
          return true;
        });

    assertThat(acquire(story.id(), Story.owner(ids))).isEmpty();
  }

  @Test
  void a_dead_owner_is_replaced_at_once_and_a_living_one_is_not() {
    Story story = Stories.working(begin());

    assertThat(acquire(story.id(), Story.owner(ids), o -> !o.equals(story.lease().owner())))
        .isEmpty();
    assertThat(acquire(story.id(), Story.owner(ids), story.lease().owner()::equals)).isPresent();
  }

  @Test
  void one_of_many_gets_the_lease() {
    SessionId session = begin().id();
    List<Object> got =
        runTogether(
            IntStream.range(0, 4)
                .<Callable<Object>>mapToObj(
                    i -> () -> acquire(session, Story.owner(ids)).isPresent())
                .toList());

    assertThat(got).containsOnlyOnce(true);
  }

  @Test
  void an_outside_command_does_not_need_the_lease_and_leaves_it() {
    Story story = Stories.working(begin()).outside((s, m) -> titled(s, "by somebody else", m));

    assertThat(renew(story)).isTrue();
    story.loop((s, m) -> s.cancelTurn("enough", m));
  }

  @Test
  void what_has_something_to_do_and_nobody_to_do_it_can_be_claimed() {
    SessionId idle = begin().id();
    SessionId told = begin().outside(this::hello).id();
    Story leased = Stories.working(begin());
    Story waiting = Stories.asking(begin());
    SessionId closed = begin().outside(this::hello).outside(Session::close).id();

    assertThat(claimable()).contains(told).doesNotContain(idle, leased.id(), waiting.id(), closed);
    assertThat(claimable(EVERYTHING, 1000, leased.lease().owner()::equals))
        .contains(told, leased.id())
        .doesNotContain(waiting.id());
    advance(Duration.ofHours(2));
    assertThat(claimable()).contains(told, leased.id()).doesNotContain(waiting.id());
  }

  @Test
  void who_waits_longest_is_claimed_first() {
    List<SessionId> told = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      told.add(begin().outside(this::hello).id());
      advance(Duration.ofSeconds(1));
    }

    List<SessionId> claimable = new ArrayList<>(claimable());
    claimable.retainAll(told);
    assertThat(claimable).isEqualTo(told);
    assertThat(claimable(EVERYTHING, 1, other -> false)).hasSize(1);
  }

  @Test
  void a_process_is_offered_what_it_can_run_however_much_waits_for_others() {
    for (int i = 0; i < 5; i++) {
      begin(onHost("gone")).outside(this::hello);
      advance(Duration.ofSeconds(1));
    }
    SessionId here = begin(onHost("here")).outside(this::hello).id();
    SessionId there = begin(onHost("there")).outside(this::hello).id();
    SessionId unbound = begin().outside(this::hello).id();

    assertThat(claimable(new RunnerFilter(false, Set.of("here")), 1, other -> false))
        .containsExactly(here);
    assertThat(claimable(new RunnerFilter(false, Set.of("here", "there")), 1000, other -> false))
        .containsExactlyInAnyOrder(here, there);
    assertThat(claimable(RunnerFilter.onHost("there"), 1000, other -> false))
        .contains(there, unbound)
        .doesNotContain(here);
    assertThat(claimable(new RunnerFilter(true, Set.of()), 1000, other -> false))
        .contains(unbound)
        .doesNotContain(here, there);
    assertThat(claimable(new RunnerFilter(false, Set.of()), 1000, other -> false)).isEmpty();
  }

  private static SessionSettings onHost(String host) {
    SessionSettings settings = Workshop.settings();
    return new SessionSettings(
        settings.title(),
        settings.labels(),
        settings.limits(),
        new Runner.OnHost(host, "/workspace", new ModelChoice.Live("model", "http://models/v1")),
        settings.routing(),
        settings.tools());
  }

  private Story begin(SessionSettings settings) {
    return Story.begin(persistence, ids, owner, settings);
  }

  private Session hello(Session session, Moment moment) {
    return Stories.say(session, "Hello", Optional.empty(), moment);
  }

  private List<SessionId> claimable() {
    return claimable(EVERYTHING, 1000, other -> false);
  }

  private List<SessionId> claimable(RunnerFilter runners, int most, Predicate<LeaseOwner> dead) {
    return persistence.inTransaction(work -> work.leases().claimable(runners, most, dead));
  }

  // Views.

  @Test
  void a_view_tells_where_a_session_stands() {
    Story story = Stories.asking(begin(Map.of("project", "x")));

    SessionView view = persistence.reads().session(owner, story.id()).orElseThrow();
    assertThat(view.header()).isEqualTo(story.session().state().header());
    assertThat(view.agents()).isEqualTo(story.session().state().agents());
    assertThat(view.position()).isEqualTo(story.session().version().position());
    assertThat(view.openCalls()).containsExactly(Stories.firstOpen(story.session()));
    assertThat(view.lastTurn())
        .contains(
            new SessionView.LastTurn(
                story.session().state().turn().orElseThrow().id(), Optional.empty()));
    assertThat(view.summary())
        .isEqualTo(
            new SessionSummary(
                story.id(),
                "Mend it",
                new SessionSummary.State(
                    SessionStatus.WAITING,
                    Optional.of(WaitReason.APPROVAL),
                    view.header().createdAt(),
                    view.header().updatedAt()),
                Workshop.CODER,
                Map.of("project", "x"),
                view.header().settings().runner()));
  }

  @Test
  void a_view_keeps_the_outcome_of_the_last_turn() {
    Story story = Stories.asking(begin());
    var turn = story.session().state().turn().orElseThrow().id();
    story.outside((s, m) -> s.cancelTurn("enough", m));

    SessionView view = persistence.reads().session(owner, story.id()).orElseThrow();
    assertThat(view.lastTurn())
        .contains(new SessionView.LastTurn(turn, Optional.of(new TurnOutcome.Cancelled("enough"))));
    assertThat(view.openCalls()).isEmpty();
    assertThat(view.summary().state().status()).isEqualTo(SessionStatus.IDLE);
  }

  @Test
  void a_session_without_a_turn_has_no_last_one() {
    Story story = begin();

    assertThat(persistence.reads().session(owner, story.id()).orElseThrow().lastTurn()).isEmpty();
  }

  @Test
  void another_owner_sees_neither_sessions_nor_approvals() {
    Story story = Stories.asking(begin());
    ApprovalId approval = story.session().state().approvals().keySet().iterator().next();
    var other = new Owner("other-" + ids.get());

    assertThat(persistence.reads().session(other, story.id())).isEmpty();
    assertThat(persistence.reads().sessions(other, SessionFilter.newest(10)).items()).isEmpty();
    assertThat(persistence.reads().approval(other, approval)).isEmpty();
    assertThat(persistence.reads().approvals(other, ApprovalFilter.pendingOf(story.id())).items())
        .isEmpty();
    assertThat(persistence.reads().approval(owner, approval))
        .contains(new ApprovalView(story.id(), approval(approval)));
  }

  @Test
  void a_deleted_session_is_in_no_view_but_can_be_found() {
    Story story = begin().outside(Session::delete);

    assertThat(persistence.reads().session(owner, story.id())).isEmpty();
    assertThat(persistence.reads().sessions(owner, SessionFilter.newest(10)).items()).isEmpty();
    assertThat(find(story.id())).isPresent();
    assertThat(persistence.<Boolean>inTransaction(w -> w.sessions().lock(story.id()).isPresent()))
        .isTrue();
  }

  @Test
  void what_is_not_there_is_not_found() {
    var nobody = new SessionId(ids.get());

    assertThat(find(nobody)).isEmpty();
    assertThat(persistence.<Boolean>inTransaction(w -> w.sessions().lock(nobody).isPresent()))
        .isFalse();
    assertThat(acquire(nobody, Story.owner(ids))).isEmpty();
    assertThat(persistence.reads().session(owner, nobody)).isEmpty();
    assertThat(persistence.reads().revision(nobody)).isEqualTo(-1);
    assertThat(persistence.reads().events(nobody, 0, 10)).isEmpty();
    assertThat(persistence.reads().transcript(nobody, 0, 10)).isEmpty();
    assertThat(persistence.reads().approval(owner, new ApprovalId(ids.get()))).isEmpty();
  }

  @Test
  void sessions_are_listed_page_by_page_newest_activity_first() {
    List<SessionId> created = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      created.add(begin().id());
      advance(Duration.ofSeconds(1));
    }
    retitle(created.get(1), "touched last");
    List<SessionId> expected = IntStream.of(1, 4, 3, 2, 0).mapToObj(created::get).toList();

    List<SessionId> listed = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<SessionSummary> page =
          persistence
              .reads()
              .sessions(owner, new SessionFilter(Optional.empty(), Map.of(), 2, cursor));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(2).isNotEmpty();
      page.items().forEach(summary -> listed.add(summary.id()));
      cursor = page.next();
    } while (cursor.isPresent());
    assertThat(listed).isEqualTo(expected);
  }

  @Test
  void sessions_of_one_moment_are_each_listed_once() {
    List<SessionId> created =
        persistence.inTransaction(
            work ->
                IntStream.range(0, 5)
                    .mapToObj(i -> new SessionId(ids.get()))
                    .peek(
                        id ->
                            work.sessions()
                                .save(
                                    Session.create(
                                        id, owner, Workshop.settings(), Workshop.CODER, work.now()),
                                    ids.get()))
                    .toList());

    Page<SessionSummary> first = persistence.reads().sessions(owner, SessionFilter.newest(3));
    Page<SessionSummary> second =
        persistence
            .reads()
            .sessions(owner, new SessionFilter(Optional.empty(), Map.of(), 3, first.next()));
    var listed = new ArrayList<SessionId>();
    first.items().forEach(summary -> listed.add(summary.id()));
    second.items().forEach(summary -> listed.add(summary.id()));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(created);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void sessions_are_filtered_by_status_and_labels() {
    SessionId idle = begin(Map.of("project", "x", "team", "blue")).id();
    SessionId waiting = Stories.asking(begin(Map.of("project", "x"))).id();
    SessionId other = begin(Map.of("project", "y")).id();

    assertThat(listed(Optional.of(SessionStatus.WAITING), Map.of())).containsExactly(waiting);
    assertThat(listed(Optional.empty(), Map.of("project", "x")))
        .containsExactlyInAnyOrder(idle, waiting);
    assertThat(listed(Optional.empty(), Map.of("project", "x", "team", "blue")))
        .containsExactly(idle);
    assertThat(listed(Optional.of(SessionStatus.IDLE), Map.of("project", "y")))
        .containsExactly(other);
    assertThat(listed(Optional.of(SessionStatus.DELETED), Map.of())).isEmpty();
    assertThat(listed(Optional.empty(), Map.of("project", "x\u0000'"))).isEmpty();
  }

  @Test
  void changed_labels_are_found_and_the_former_ones_are_not() {
    Story story = begin(Map.of("project", "x", "team", "blue"));
    story.outside(
        (s, m) -> s.update(Workshop.settings(TurnLimits.DEFAULT, Map.of("project", "y")), m));

    assertThat(listed(Optional.empty(), Map.of("project", "y"))).containsExactly(story.id());
    assertThat(listed(Optional.empty(), Map.of("team", "blue"))).isEmpty();
  }

  private List<SessionId> listed(Optional<SessionStatus> status, Map<String, String> labels) {
    return persistence
        .reads()
        .sessions(owner, new SessionFilter(status, labels, 10, Optional.empty()))
        .items()
        .stream()
        .map(SessionSummary::id)
        .toList();
  }

  @Test
  void approvals_are_listed_page_by_page_newest_first_in_every_state() {
    Story first = Stories.asking(begin());
    advance(Duration.ofSeconds(1));
    Story second = Stories.asking(begin());
    advance(Duration.ofSeconds(1));
    Story third = Stories.working(begin());
    third.loop((s, m) -> s.askForMore(Limit.TOOL_CALLS, m));
    first.outside(
        (s, m) -> Stories.decide(s, new ApprovalDecision.Reject("no"), Optional.empty(), m));

    Page<ApprovalView> page = approvals(Optional.empty(), Optional.empty(), Optional.empty(), 2);
    assertThat(page.items())
        .extracting(ApprovalView::stream)
        .containsExactly(third.id(), second.id());
    Page<ApprovalView> rest =
        persistence
            .reads()
            .approvals(
                owner,
                new ApprovalFilter(
                    Optional.empty(), Optional.empty(), Optional.empty(), 2, page.next()));
    assertThat(rest.items()).extracting(ApprovalView::stream).containsExactly(first.id());
    assertThat(rest.next()).isEmpty();
    assertThat(
            sessionsOf(approvals(Optional.empty(), Optional.empty(), Optional.of("rejected"), 9)))
        .containsExactly(first.id());
    assertThat(
            sessionsOf(
                approvals(Optional.empty(), Optional.of(ApprovalType.LIMIT), Optional.empty(), 9)))
        .containsExactly(third.id());
    assertThat(
            sessionsOf(approvals(Optional.of(second.id()), Optional.empty(), Optional.empty(), 9)))
        .containsExactly(second.id());
  }

  private Page<ApprovalView> approvals(
      Optional<SessionId> session, Optional<ApprovalType> type, Optional<String> state, int most) {
    return persistence
        .reads()
        .approvals(owner, new ApprovalFilter(session, type, state, most, Optional.empty()));
  }

  private static List<SessionId> sessionsOf(Page<ApprovalView> page) {
    return page.items().stream().map(ApprovalView::stream).toList();
  }

  @Test
  void a_cursor_that_is_none_is_refused() {
    begin();
    for (String cursor : List.of("", "x", "%%%", "c2Vzc2lvbnMgeCB5", "c2Vzc2lvbnM")) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  persistence
                      .reads()
                      .sessions(
                          owner,
                          new SessionFilter(Optional.empty(), Map.of(), 10, Optional.of(cursor))))
          .withMessageContaining("cursor");
    }
  }

  @Test
  void a_cursor_of_another_list_is_refused() {
    begin();
    begin();
    Optional<String> cursor = persistence.reads().sessions(owner, SessionFilter.newest(1)).next();

    assertThat(cursor).isPresent();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                persistence
                    .reads()
                    .approvals(
                        owner,
                        new ApprovalFilter(
                            Optional.empty(), Optional.empty(), Optional.empty(), 10, cursor)))
        .withMessageContaining("cursor");
  }

  // Policies.

  @Test
  void the_newest_policy_version_holds_for_its_owner_or_session_alone() {
    SessionId session = begin().id();
    var first = version(Optional.empty(), 1);
    var second = version(Optional.empty(), 2);
    var own = version(Optional.of(session), 1);
    add(first);
    add(second);
    add(own);

    assertThat(current(Optional.empty())).contains(second);
    assertThat(current(Optional.of(session))).contains(own);
    assertThat(current(Optional.of(new SessionId(ids.get())))).isEmpty();
  }

  @Test
  void a_policy_version_is_never_changed() {
    add(version(Optional.empty(), 1));

    assertThatExceptionOfType(StaleSessionException.class)
        .isThrownBy(() -> add(version(Optional.empty(), 1)));
  }

  private PolicyRepository.Version version(Optional<SessionId> session, int number) {
    return new PolicyRepository.Version(
        owner,
        session,
        number,
        JsonObject.builder().put("number", number).put("text", "ü\u0000").build(),
        number > 1,
        new PolicyRepository.Put(
            "reviewer", "because", Instant.ofEpochMilli(1_770_000_000_000L + number)));
  }

  private void add(PolicyRepository.Version version) {
    persistence.inTransaction(
        work -> {
          work.policies().add(version);
          return true;
        });
  }

  private Optional<PolicyRepository.Version> current(Optional<SessionId> session) {
    return persistence.inTransaction(work -> work.policies().current(owner, session));
  }

  // Tools of the tests.

  private Optional<SessionState> find(SessionId id) {
    return persistence.inTransaction(work -> work.sessions().find(id).map(Session::state));
  }

  private static <T> T inAnotherThread(Callable<T> task) {
    return runTogether(List.of(task)).getFirst();
  }

  static <T> List<T> runTogether(List<Callable<T>> tasks) {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<T>> started = tasks.stream().map(threads::submit).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> task : started) {
        results.add(task.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new AssertionError("a thread did not come to its end", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
