package dev.agentruntime.testkit;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static dev.agentruntime.testkit.FakeChatModel.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.EventStream;
import dev.agentruntime.application.event.LedgerStream;
import dev.agentruntime.application.event.LedgerStreamEntry;
import dev.agentruntime.application.event.StreamEntry;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.port.ChatModel.Outcome.Replied;
import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PartialReply;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a store owes several processes at work on it. A process is a runtime with its own way to the
 * store; where a test does not say otherwise, nobody looks by itself within an hour, so what is
 * noticed was hinted at. Each test has an owner of its own, so a store may be shared.
 */
@Timeout(120)
public abstract class SharingContract {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration LEASE = Duration.ofMinutes(10);

  /** Long enough for the holder to be given up, too. */
  private static final Duration LEASE_IS_OVER = LEASE.plusMinutes(2);

  private static final LeaseTerms NO_LOOKS =
      new LeaseTerms(LEASE, NEVER, Duration.ofMinutes(1), NEVER);

  /** Runs none. */
  private static final RunnerSettings SERVES_NOBODY =
      new RunnerSettings(NO_LOOKS, session -> false, Optional.empty());

  private final Supplier<UUID> ids = new UuidV7();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final FakeChatModel model = new FakeChatModel(what -> {});
  private final FakeWorkspace workspace = new FakeWorkspace(what -> {});
  private final Gate gate = new Gate();
  private Owner owner;
  private String host;

  /** Another process' way to the store of the running test. */
  protected abstract Persistence open() throws Exception;

  /** Moves the clock of the store on, for all processes. */
  protected abstract void advance(Duration time);

  /** Fails where something of a reply is left behind, with all processes ended. */
  protected void requireNothingLeft() throws Exception {}

  /** Ends the use of a process' way after a test. */
  protected void release(Persistence used) {
    used.close();
  }

  @BeforeEach
  final void begin() {
    owner = new Owner("owner-" + ids.get());
    host = "host-" + ids.get();
  }

  @AfterEach
  final void end() throws Exception {
    gate.open();
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
    requireNothingLeft();
    Persistence store = open();
    Invariants.checkCauses(store, owner);
    release(store);
  }

  // Processes.

  /** A way to the store that knows when the first hint was passed on. */
  private final class Way extends ForwardingPersistence {
    private final CountDownLatch listening = new CountDownLatch(1);

    Way(Persistence store) {
      super(store);
    }

    @Override
    public Hints hints(Consumer<Hint> receiver) {
      return super.hints(
          hint -> {
            receiver.accept(hint);
            listening.countDown();
          });
    }

    /** That anything may have changed is told once, in the beginning, and explains nothing then. */
    void awaitListening() {
      Gate.await(listening, "nobody listens");
    }

    @Override
    public void close() {
      release(store());
    }
  }

  private Way way() throws Exception {
    return new Way(open());
  }

  /** A process, and its way to the store. */
  private record Process(Way way, AgentRuntime runtime) {

    EventStream reads(Owner owner, SessionId session, long after) throws InterruptedException {
      EventStream stream = runtime.open(owner, session, after);
      way.awaitListening();
      until(stream, StreamEntry.Live.class::isInstance);
      return stream;
    }
  }

  private Process process(RunnerSettings running) throws Exception {
    Way way = way();
    return new Process(way, runtime(way, running, NEVER));
  }

  private AgentRuntime runtime(Persistence way, RunnerSettings running, Duration floor) {
    AgentRuntime runtime =
        AgentRuntime.builder()
            .persistence(way)
            .model(model)
            .workspaces(root -> workspace)
            .running(running)
            .floor(floor)
            .build();
    opened.add(runtime);
    return runtime;
  }

  /** Runs the sessions of this test, those too that only a hint tells of; hears by now. */
  private Process server() throws Exception {
    var sweep = new RunnerSettings.Sweep(NEVER, new RunnerFilter(false, Set.of(host)));
    Process server = process(new RunnerSettings(NO_LOOKS, session -> true, Optional.of(sweep)));
    server.way().awaitListening();
    return server;
  }

  private RunnerSettings serving() {
    var sweep = new RunnerSettings.Sweep(NEVER, new RunnerFilter(false, Set.of(host)));
    return new RunnerSettings(NO_LOOKS, session -> true, Optional.of(sweep));
  }

  private SessionId session(Process process) {
    return process
        .runtime()
        .create(
            new CreateSession(
                owner,
                new SessionSettings(
                    "",
                    Map.of(),
                    TurnLimits.DEFAULT,
                    new Runner.OnHost(host, "/work", new ModelChoice.Live("fake-model", "fake")),
                    RoutingMode.FIRST,
                    new SessionSettings.Tools(ToolExecution.WORKSPACE, List.of())),
                Optional.of(new AgentName("coder")),
                Optional.empty()));
  }

  private long say(Process process, SessionId session, String text) {
    return process
        .runtime()
        .send(new SendMessage(owner, session, text, Optional.empty(), IfBusy.REJECT))
        .position();
  }

  private Approval pending(Process process, SessionId session) {
    return process
        .runtime()
        .list(new ListApprovals(owner, ApprovalFilter.pendingOf(session)))
        .items()
        .getFirst()
        .approval();
  }

  private Optional<TurnOutcome> outcome(Process process, SessionId session) {
    return process
        .runtime()
        .get(new GetSession(owner, session))
        .lastTurn()
        .flatMap(last -> last.outcome());
  }

  private static List<StreamEntry> until(EventStream stream, Predicate<StreamEntry> last)
      throws InterruptedException {
    var told = new ArrayList<StreamEntry>();
    do {
      Optional<StreamEntry> next = stream.take(PATIENCE);
      assertThat(next).as("what comes after %s", told).isPresent();
      told.add(next.get());
    } while (!last.test(told.getLast()));
    return told;
  }

  private static List<StreamEntry> untilEvent(EventStream stream, String type)
      throws InterruptedException {
    return until(
        stream,
        entry ->
            entry instanceof StreamEntry.Recorded recorded && recorded.event().type().equals(type));
  }

  private static List<RecordedEvent> events(List<StreamEntry> told) {
    return told.stream()
        .filter(StreamEntry.Recorded.class::isInstance)
        .map(entry -> ((StreamEntry.Recorded) entry).event())
        .toList();
  }

  // Events.

  @Test
  protected void a_reader_of_a_session_is_told_at_once_what_another_process_records()
      throws Exception {
    Process writer = process(SERVES_NOBODY);
    SessionId session = session(writer);
    try (EventStream stream = process(SERVES_NOBODY).reads(owner, session, 0)) {
      say(writer, session, "hello");

      untilEvent(stream, "turn.started");
    }
  }

  @Test
  void a_reader_of_all_sessions_is_told_at_once_what_another_process_records() throws Exception {
    Process writer = process(SERVES_NOBODY);
    Process reader = process(SERVES_NOBODY);
    try (LedgerStream stream = reader.runtime().openAll(owner, Optional.empty())) {
      reader.way().awaitListening();
      assertThat(stream.take(PATIENCE)).get().isInstanceOf(LedgerStreamEntry.Live.class);

      SessionId session = session(writer);

      assertThat(stream.take(PATIENCE))
          .get()
          .extracting(entry -> ((LedgerStreamEntry.Recorded) entry).event().session())
          .isEqualTo(session);
    }
  }

  @Test
  void what_no_hint_told_of_is_told_all_the_same() throws Exception {
    Process writer = process(SERVES_NOBODY);
    SessionId session = session(writer);
    Persistence deaf =
        new ForwardingPersistence(open()) {
          @Override
          public Hints hints(Consumer<Hint> receiver) {
            return Hints.NONE;
          }

          @Override
          public void close() {
            release(store());
          }
        };
    AgentRuntime reader = runtime(deaf, SERVES_NOBODY, Duration.ofMillis(20));
    try (EventStream stream = reader.open(owner, session, 0);
        LedgerStream all = reader.openAll(owner, Optional.of(reader.ledgerEnd()))) {
      until(stream, StreamEntry.Live.class::isInstance);
      assertThat(all.take(PATIENCE)).get().isInstanceOf(LedgerStreamEntry.Live.class);

      say(writer, session, "hello");

      untilEvent(stream, "turn.started");
      assertThat(all.take(PATIENCE)).get().isInstanceOf(LedgerStreamEntry.Recorded.class);
    }
  }

  @Test
  void a_hint_that_comes_before_its_time_or_twice_tells_nothing_twice() throws Exception {
    Process writer = process(SERVES_NOBODY);
    SessionId session = session(writer);
    Persistence store = open();
    opened.add(() -> release(store));
    var feed = new EventFeed(store.reads(), NEVER);
    try (EventStream stream = feed.open(session, 0);
        LedgerStream all = feed.openLedger(owner, Optional.empty())) {
      until(stream, StreamEntry.Live.class::isInstance);
      say(writer, session, "hello");
      long end = store.reads().lastPosition(session);
      var hint = new Hint.Recorded(owner, session, end + 5);
      feed.hinted(hint);
      feed.hinted(hint);
      feed.hinted(new Hint.Anything());
      feed.close();

      List<RecordedEvent> told = events(until(stream, StreamEntry.Ended.class::isInstance));
      assertThat(told).last().extracting(RecordedEvent::position).isEqualTo(end);
      assertThat(told).doesNotHaveDuplicates();
      var ledger = new ArrayList<RecordedEvent>();
      Optional<LedgerStreamEntry> next = all.take(PATIENCE);
      while (next.isPresent() && !(next.get() instanceof LedgerStreamEntry.Ended)) {
        if (next.get() instanceof LedgerStreamEntry.Recorded recorded) {
          ledger.add(recorded.event());
        }
        next = all.take(PATIENCE);
      }
      assertThat(ledger).hasSize((int) end).doesNotHaveDuplicates();
    }
  }

  // Work.

  @Test
  void what_one_process_may_not_run_is_run_at_once_by_one_that_may() throws Exception {
    server();
    Process door = process(SERVES_NOBODY);
    SessionId session = session(door);
    model.thenReplies("Hello from afar.");
    try (EventStream stream = door.reads(owner, session, 0)) {
      say(door, session, "hello");

      untilEvent(stream, "turn.completed");
    }
    assertThat(outcome(door, session)).contains(new TurnOutcome.Completed("Hello from afar."));
  }

  @Test
  void a_decision_taken_by_one_process_has_another_one_go_on_at_once() throws Exception {
    server();
    Process door = process(SERVES_NOBODY);
    SessionId session = session(door);
    model
        .then(
            (request, deltas) ->
                new Replied(
                    reply("", call("write_file", "{\"path\":\"a.txt\",\"content\":\"x\"}"))))
        .thenReplies("Written.");
    try (EventStream stream = door.reads(owner, session, 0)) {
      say(door, session, "write");
      untilEvent(stream, "approval.requested");
      Approval asked = pending(door, session);

      door.runtime()
          .decide(
              new DecideApproval(
                  owner,
                  asked.id(),
                  new ApprovalDecision.Approve(),
                  asked.digest(),
                  new Reviewer("a person", Role.ADMIN),
                  Reach.ONCE));

      untilEvent(stream, "turn.completed");
    }
    assertThat(workspace.executedTools()).containsExactly("write_file");
  }

  @Test
  void a_turn_stopped_by_one_process_is_left_at_once_by_the_one_that_runs_it() throws Exception {
    server();
    Process door = process(SERVES_NOBODY);
    SessionId session = session(door);
    model.then(
        (request, deltas) -> {
          gate.pass();
          return new Replied(reply("Too late."));
        });
    say(door, session, "hello");
    gate.awaitReached();

    door.runtime().cancel(new CancelTurn(owner, session, "enough"));

    gate.awaitInterrupted();
    assertThat(outcome(door, session)).contains(new TurnOutcome.Cancelled("enough"));
  }

  // Handing over.

  private FakeChatModel.Turn writes(String file) {
    return (request, deltas) ->
        new Replied(
            reply("", call("write_file", "{\"path\":\"%s\",\"content\":\"x\"}".formatted(file))));
  }

  private void approve(Process process, SessionId session) {
    Approval asked = pending(process, session);
    process
        .runtime()
        .decide(
            new DecideApproval(
                owner,
                asked.id(),
                new ApprovalDecision.Approve(),
                asked.digest(),
                new Reviewer("a person", Role.ADMIN),
                Reach.ONCE));
  }

  private static long count(List<RecordedEvent> log, String type) {
    return log.stream().filter(event -> event.type().equals(type)).count();
  }

  @Test
  void a_turn_that_a_closing_process_breaks_off_another_one_goes_on_with_at_once()
      throws Exception {
    Process leaving = server();
    Process reader = process(SERVES_NOBODY);
    SessionId session = session(reader);
    model
        .then(
            (request, deltas) -> {
              gate.pass();
              return new Replied(reply("Too late."));
            })
        .thenReplies("Hello from the other one.");
    try (EventStream stream = reader.reads(owner, session, 0)) {
      say(reader, session, "hello");
      gate.awaitReached();
      server();

      leaving.runtime().close();

      List<RecordedEvent> log = events(untilEvent(stream, "turn.completed"));
      assertThat(count(log, "turn.running")).as("taken up by each").isEqualTo(2);
      assertThat(count(log, "message.completed")).isOne();
    }
    gate.awaitInterrupted();
    assertThat(outcome(reader, session))
        .contains(new TurnOutcome.Completed("Hello from the other one."));
  }

  @Test
  void a_process_that_hands_over_uses_the_answer_of_its_model_and_begins_nothing_more()
      throws Exception {
    Process leaving = server();
    Process reader = process(SERVES_NOBODY);
    SessionId session = session(reader);
    workspace.file("a.txt", "text");
    model
        .then(
            (request, deltas) -> {
              gate.pass();
              return new Replied(reply("", call("read_file", "{\"path\":\"a.txt\"}")));
            })
        .thenReplies("Read by the other one.");
    try (EventStream stream = reader.reads(owner, session, 0)) {
      say(reader, session, "read");
      gate.awaitReached();
      CompletableFuture<Void> handedOver = leaving.runtime().handOver();
      assertThat(handedOver).as("the model is waited for").isNotDone();
      server();

      gate.open();

      List<RecordedEvent> log = events(untilEvent(stream, "turn.completed"));
      assertThat(log)
          .extracting(RecordedEvent::type)
          .containsSubsequence(
              "turn.running",
              "message.completed",
              "tool.call.proposed",
              "turn.running",
              "tool.execution.started",
              "tool.execution.completed",
              "message.completed",
              "turn.completed");
      assertThat(count(log, "tool.execution.started")).isOne();
      handedOver.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(gate.wasInterrupted()).isFalse();
    assertThat(workspace.executedTools()).containsExactly("read_file");
  }

  @Test
  void a_tool_that_was_started_before_a_process_hands_over_has_its_result_once() throws Exception {
    Process leaving = server();
    Process reader = process(SERVES_NOBODY);
    SessionId session = session(reader);
    model.then(writes("a.txt")).thenReplies("Written.");
    workspace.writing("a.txt", true, gate::pass);
    try (EventStream stream = reader.reads(owner, session, 0)) {
      say(reader, session, "write");
      untilEvent(stream, "approval.requested");
      approve(reader, session);
      gate.awaitReached();
      CompletableFuture<Void> handedOver = leaving.runtime().handOver();
      server();

      gate.open();

      List<RecordedEvent> log = events(untilEvent(stream, "turn.completed"));
      assertThat(count(log, "tool.execution.started")).isOne();
      assertThat(count(log, "tool.execution.completed")).isOne();
      handedOver.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(workspace.executedTools()).containsExactly("write_file");
  }

  @Test
  void what_is_said_to_a_process_that_hands_over_another_one_does_at_once() throws Exception {
    Process leaving = server();
    Process reader = process(SERVES_NOBODY);
    SessionId session = session(reader);
    leaving.runtime().handOver().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    server();
    model.thenReplies("Hello from the other one.");
    try (EventStream stream = reader.reads(owner, session, 0)) {
      say(leaving, session, "hello");

      untilEvent(stream, "turn.completed");
    }
  }

  // Replies under way.

  private static String text(List<StreamEntry> told) {
    var text = new StringBuilder();
    for (StreamEntry entry : told) {
      switch (entry) {
        case StreamEntry.Piece piece when piece.delta() instanceof Delta.ReplyText part ->
            text.append(part.text());
        case StreamEntry.Snapshot snapshot -> text.replace(0, text.length(), snapshot.text());
        default -> {}
      }
    }
    return text.toString();
  }

  /** Reads until a reply has come so far; what it has so far stands in snapshots from here on. */
  private static List<StreamEntry> untilText(EventStream stream, String soFar, String wanted)
      throws InterruptedException {
    var told = new ArrayList<StreamEntry>();
    var text = new StringBuilder(soFar);
    while (!text.toString().equals(wanted)) {
      assertThat(wanted).startsWith(text);
      List<StreamEntry> next =
          until(
              stream,
              entry -> entry instanceof StreamEntry.Piece || entry instanceof StreamEntry.Snapshot);
      told.addAll(next);
      boolean whole = next.getLast() instanceof StreamEntry.Snapshot;
      text.replace(whole ? 0 : text.length(), text.length(), text(next));
    }
    return told;
  }

  private static boolean isProvisional(StreamEntry entry) {
    return entry instanceof StreamEntry.Piece || entry instanceof StreamEntry.Snapshot;
  }

  /** A model that says this, and then waits for the test. */
  private FakeChatModel.Turn saysAndWaits(String text, Gate until) {
    return (request, deltas) -> {
      deltas.text(text);
      until.pass();
      return new Replied(reply(text));
    };
  }

  @Test
  void the_text_of_a_reply_reaches_a_reader_of_another_process_in_order_and_before_its_end()
      throws Exception {
    server();
    Process reader = process(SERVES_NOBODY);
    SessionId session = session(reader);
    var second = new Gate();
    model.then(
        (request, deltas) -> {
          deltas.reasoning("Hm.");
          deltas.text("Hel");
          gate.pass();
          deltas.text("lo");
          second.pass();
          return new Replied(reply("Hello"));
        });
    try (EventStream stream = reader.reads(owner, session, 0)) {
      say(reader, session, "hello");
      var told = new ArrayList<>(untilText(stream, "", "Hel"));
      assertThat(told)
          .filteredOn(StreamEntry.Snapshot.class::isInstance)
          .first()
          .extracting(entry -> ((StreamEntry.Snapshot) entry).reasoning())
          .isEqualTo("Hm.");
      assertThat(events(told)).extracting(RecordedEvent::type).contains("turn.running");
      gate.open();
      told.addAll(untilText(stream, "Hel", "Hello"));
      second.open();

      List<StreamEntry> end = untilEvent(stream, "turn.completed");

      assertThat(end).noneMatch(SharingContract::isProvisional);
      assertThat(events(end)).extracting(RecordedEvent::type).contains("message.completed");
    } finally {
      second.open();
    }
  }

  @Test
  void who_comes_in_the_middle_of_a_reply_made_elsewhere_is_shown_what_was_said() throws Exception {
    server();
    Process first = process(SERVES_NOBODY);
    SessionId session = session(first);
    model.then(saysAndWaits("Hello", gate));
    try (EventStream early = first.reads(owner, session, 0)) {
      say(first, session, "hello");
      untilText(early, "", "Hello");
      try (EventStream beside = first.reads(owner, session, 0);
          EventStream elsewhere = process(SERVES_NOBODY).reads(owner, session, 0)) {
        assertThat(untilText(beside, "", "Hello")).last().isInstanceOf(StreamEntry.Snapshot.class);
        assertThat(untilText(elsewhere, "", "Hello"))
            .last()
            .isInstanceOf(StreamEntry.Snapshot.class);
        gate.open();
        for (EventStream stream : List.of(early, beside, elsewhere)) {
          assertThat(untilEvent(stream, "message.completed"))
              .noneMatch(SharingContract::isProvisional);
        }
      }
    }
  }

  @Test
  void what_was_shown_elsewhere_of_a_stopped_reply_is_taken_back() throws Exception {
    server();
    Process reader = process(SERVES_NOBODY);
    SessionId session = session(reader);
    model.then(saysAndWaits("Hello", gate));
    try (EventStream stream = reader.reads(owner, session, 0)) {
      say(reader, session, "hello");
      untilText(stream, "", "Hello");

      reader.runtime().cancel(new CancelTurn(owner, session, "enough"));

      assertThat(untilEvent(stream, "message.discarded")).noneMatch(SharingContract::isProvisional);
    }
  }

  @Test
  void nothing_of_a_reply_is_written_while_nobody_reads_elsewhere() throws Exception {
    Process server = server();
    SessionId session = session(server);
    model.then(saysAndWaits("Hello", gate));
    Persistence store = open();
    opened.add(() -> release(store));
    try (EventStream stream = server.reads(owner, session, 0)) {
      say(server, session, "hello");
      untilText(stream, "", "Hello");

      var stranger = new LeaseOwner("elsewhere", 1, Instant.EPOCH, ids.get());
      PartialReply written =
          store
              .reads()
              .partialReplies()
              .written(session, stranger, PartialReply.Place.START)
              .orElseThrow();
      assertThat(written.pieces()).isEmpty();
      gate.open();
      untilEvent(stream, "turn.completed");
    }
  }

  /** A server, and how to have it die without a word. */
  private SeverablePersistence mortalServer() throws Exception {
    Way way = way();
    var connection = new SeverablePersistence(way);
    opened.add(way);
    runtime(connection, serving(), NEVER);
    way.awaitListening();
    return connection;
  }

  @Test
  void who_reads_while_another_process_takes_over_sees_each_reply_come_to_its_end()
      throws Exception {
    SeverablePersistence mortal = mortalServer();
    Process reader = process(SERVES_NOBODY);
    SessionId session = session(reader);
    var second = new Gate();
    model
        .then(
            (request, deltas) -> {
              deltas.text("I was going");
              gate.passDeaf();
              return new Replied(reply("I was going to say"));
            })
        .then(saysAndWaits("I say", second));
    try (EventStream stream = reader.reads(owner, session, 0)) {
      say(reader, session, "hello");
      MessageId left = replyOf(untilText(stream, "", "I was going").getLast());

      mortal.cut();
      advance(LEASE_IS_OVER);
      server();

      List<StreamEntry> between = untilText(stream, "", "I say");
      assertThat(events(between))
          .extracting(RecordedEvent::event)
          .filteredOn(SessionEvent.ReplyDiscarded.class::isInstance)
          .extracting(event -> ((SessionEvent.ReplyDiscarded) event).reply())
          .containsExactly(left);
      assertThat(between.subList(0, between.size() - 1)).noneMatch(SharingContract::isProvisional);
      second.open();
      assertThat(untilEvent(stream, "turn.completed")).noneMatch(SharingContract::isProvisional);
    } finally {
      second.open();
    }
  }

  private static MessageId replyOf(StreamEntry entry) {
    return switch (entry) {
      case StreamEntry.Snapshot snapshot -> snapshot.reply();
      case StreamEntry.Piece piece -> ((Delta.ReplyText) piece.delta()).reply();
      default -> throw new AssertionError("no reply: " + entry);
    };
  }

  @Test
  void what_a_dead_process_showed_is_taken_back_where_nobody_takes_its_turn_over()
      throws Exception {
    SeverablePersistence mortal = mortalServer();
    Process reader = process(SERVES_NOBODY);
    SessionId session = session(reader);
    model.then(
        (request, deltas) -> {
          deltas.text("I was going");
          gate.passDeaf();
          return new Replied(reply("I was going to say"));
        });
    try (EventStream stream = reader.reads(owner, session, 0)) {
      say(reader, session, "hello");
      untilText(stream, "", "I was going");
      mortal.cut();
      reader.runtime().cancel(new CancelTurn(owner, session, "enough"));
      untilEvent(stream, "turn.cancelled");

      advance(LEASE_IS_OVER);
      reader.runtime().expireDue();

      assertThat(untilEvent(stream, "message.discarded")).noneMatch(SharingContract::isProvisional);
      reader.runtime().expireDue();
      assertThat(stream.take(Duration.ZERO)).isEmpty();
    }
  }
}
