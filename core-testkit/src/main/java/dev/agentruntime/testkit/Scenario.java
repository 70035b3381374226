package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.port.WebhookTransport;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.ListMessages;
import dev.agentruntime.application.query.ReadEvents;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.application.webhook.NoTransport;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.SessionState;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells a session as a story: what is given, what the user says, what the model does, what people
 * decide, and what must then hold. Works with a fake model and a fake workspace on any store; after
 * every step the invariants are checked, and in the end that every event of every session has what
 * it belongs to and what led to it.
 */
public final class Scenario implements AutoCloseable {

  private static final int ALL = 100_000;
  private static final long PATIENCE_SECONDS = 30;

  private final WatchedPersistence store;
  private final ShiftableClock clock;
  private final FakeChatModel model;
  private final FakeWorkspace workspace;
  private AgentProfiles agents = BuiltinAgents.byDefault();
  private JsonObject policy = ApprovalMode.READS.document();
  private RunnerSettings running = RunnerSettings.DEFAULT;
  private TurnLimits limits = TurnLimits.DEFAULT;
  private RoutingMode routing = RoutingMode.FIRST;
  private KnownSecrets secrets = KnownSecrets.NONE;
  private RuntimeObserver observer = RuntimeObserver.NONE;
  private WebhookTransport webhooks = NoTransport.INSTANCE;
  private SessionSettings.Tools tools =
      new SessionSettings.Tools(ToolExecution.WORKSPACE, List.of());
  private Optional<AgentName> agent = Optional.of(new AgentName("coder"));
  private final List<Process> processes = new ArrayList<>();
  private Optional<SessionId> session = Optional.empty();

  /** A runtime with its own way to the store. */
  private record Process(SeverablePersistence connection, AgentRuntime runtime) {}

  private Scenario(Persistence store, ShiftableClock clock) {
    this.store = new WatchedPersistence(store);
    this.clock = clock;
    this.model = new FakeChatModel(this.store::requireOutside);
    this.workspace = new FakeWorkspace(this.store::requireOutside);
  }

  /**
   * A story in memory: the coder is at work, reads are allowed, edits and commands are asked for.
   */
  public static Scenario given() {
    var clock = new ShiftableClock();
    return on(new InMemoryPersistence(clock, new UuidV7()), clock);
  }

  /** A story on this store, whose time this clock tells. */
  public static Scenario on(Persistence store, ShiftableClock clock) {
    return new Scenario(store, clock);
  }

  // Given.

  /** These agents are enabled. */
  public Scenario agents(String... names) {
    agents = BuiltinAgents.enabled(List.of(names));
    return this;
  }

  /** This agent takes the first message; none means the orchestrator. */
  public Scenario startsWith(Optional<String> name) {
    agent = name.map(AgentName::new);
    return this;
  }

  /** This is approved by itself. */
  public Scenario approves(ApprovalMode mode) {
    policy = mode.document();
    return this;
  }

  /** This policy is in force, in its JSON form. */
  public Scenario policy(String json) {
    policy = JsonText.readObject(json);
    return this;
  }

  /** These limits hold. */
  public Scenario limits(TurnLimits other) {
    limits = other;
    return this;
  }

  /** These secrets are known. */
  public Scenario secrets(String... values) {
    secrets = KnownSecrets.of(List.of(values));
    return this;
  }

  /** Webhooks go this way. */
  public Scenario webhooks(WebhookTransport transport) {
    webhooks = transport;
    return this;
  }

  /** This one looks on while turns run. */
  public Scenario observer(RuntimeObserver watching) {
    observer = watching;
    return this;
  }

  /** Messages are routed like this. */
  public Scenario routing(RoutingMode mode) {
    routing = mode;
    return this;
  }

  /** Turns are run like this. */
  public Scenario running(RunnerSettings settings) {
    running = settings;
    return this;
  }

  /** The client executes the tools, and has these of its own. */
  public Scenario clientTools(ToolSpec... declared) {
    tools = new SessionSettings.Tools(ToolExecution.CLIENT, List.of(declared));
    return this;
  }

  /** There is a file. */
  public Scenario file(String path, String content) {
    workspace.file(path, content);
    return this;
  }

  /** There is a command. */
  public Scenario command(String line, FakeWorkspace.Command command) {
    workspace.command(line, command);
    return this;
  }

  /** The model's next reply: calls without a word. */
  public Scenario modelCalls(ChatModel.Call... calls) {
    return modelReplies("", calls);
  }

  /** The model's next reply. */
  public Scenario modelReplies(String text, ChatModel.Call... calls) {
    model.thenReplies(text, calls);
    return this;
  }

  /** The model's next deed. */
  public Scenario modelDoes(FakeChatModel.Turn turn) {
    model.then(turn);
    return this;
  }

  /** The model's next answer to a routing request. */
  public Scenario modelRoutes(String answer) {
    model.thenRoutes(answer);
    return this;
  }

  // When.

  /** The user says something, and the turn goes as far as it can. */
  public Scenario userSays(String text) {
    send(text, IfBusy.REJECT);
    return settle();
  }

  /** The user says something; the turn goes on by itself. */
  public Scenario send(String text, IfBusy ifBusy) {
    SessionId id = open();
    runtime().send(new SendMessage(Owner.LOCAL, id, text, Optional.empty(), ifBusy));
    return this;
  }

  /** The session exists. */
  public SessionId open() {
    if (session.isEmpty()) {
      Runner runner =
          tools.execution() == ToolExecution.CLIENT
              ? new Runner.Any()
              : new Runner.OnHost("host", "/workspace", new ModelChoice.Live("fake-model", "fake"));
      session =
          Optional.of(
              runtime()
                  .create(
                      new CreateSession(
                          Owner.LOCAL,
                          new SessionSettings("", Map.of(), limits, runner, routing, tools),
                          agent,
                          Optional.empty())));
    }
    return session.get();
  }

  /** What comes next happens in a new session. */
  public Scenario anotherSession() {
    session = Optional.empty();
    return this;
  }

  /** Waits until the session can go no further by itself. */
  public Scenario settle() {
    try {
      runtime().settled(open()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the session did not settle", e);
    }
    assertThat(store.broken()).isEmpty();
    Invariants.check(store, open());
    return this;
  }

  /** A person approves the request for that subject, and the turn goes on. */
  public Scenario approved(String subject) {
    return decided(subject, new ApprovalDecision.Approve());
  }

  /** A person edits the request for that subject. */
  public Scenario edited(String subject, String arguments) {
    return decided(subject, new ApprovalDecision.ApproveWithEdits(JsonText.readObject(arguments)));
  }

  /** A person rejects the request for that subject. */
  public Scenario rejected(String subject, String feedback) {
    return decided(subject, new ApprovalDecision.Reject(feedback));
  }

  /** A person decides, and the turn goes on. */
  public Scenario decided(String subject, ApprovalDecision decision) {
    decide(pending(subject), decision);
    return settle();
  }

  /** Somebody asks for a trip, in a session or outside of all. */
  public Approval asks(Optional<SessionId> where, String subject) {
    ApprovalId id =
        runtime()
            .request(
                new RequestApproval(
                    Owner.LOCAL,
                    where,
                    new RequestApproval.Wanted(
                        new ApprovalType("trip"), subject, JsonObject.empty()),
                    new Petition(Optional.empty(), Optional.empty(), Optional.empty())));
    return runtime().get(new GetApproval(Owner.LOCAL, id)).approval();
  }

  /** A person decides; the turn goes on by itself. */
  public Approval decide(Approval approval, ApprovalDecision decision) {
    return decide(approval, decision, Reach.ONCE);
  }

  /** A person decides, for more than this once. */
  public Approval decide(Approval approval, ApprovalDecision decision, Reach reach) {
    return runtime().decide(decision(approval, decision, reach));
  }

  /** The command with which a person decides the request for that subject. */
  public DecideApproval decision(String subject, ApprovalDecision decision) {
    return decision(pending(subject), decision, Reach.ONCE);
  }

  private static DecideApproval decision(
      Approval approval, ApprovalDecision decision, Reach reach) {
    return new DecideApproval(
        Owner.LOCAL,
        approval.id(),
        decision,
        approval.digest(),
        new Reviewer("a person", Role.ADMIN),
        reach);
  }

  /** Time passes, as the store sees it. */
  public Scenario timePasses(Duration time) {
    clock.pass(time);
    return this;
  }

  /** The process dies without a word; what happens next happens in another one. */
  public Scenario processDies() {
    runtime();
    processes.getLast().connection().cut();
    return anotherProcess();
  }

  /** The process is stopped in order; what happens next happens in another one. */
  public Scenario processStops() {
    runtime().close();
    return anotherProcess();
  }

  /** What happens next happens in another process; the one before lives on. */
  public Scenario anotherProcess() {
    var connection = new SeverablePersistence(store);
    processes.add(
        new Process(
            connection,
            AgentRuntime.builder()
                .persistence(connection)
                .model(model)
                .workspaces(root -> workspace)
                .agents(agents)
                .policy(policy)
                .running(running)
                .secrets(secrets)
                .observer(observer)
                .webhooks(webhooks)
                .build()));
    return this;
  }

  // Then.

  /** The turn waits for this. */
  public Scenario thenWaitsFor(WaitReason reason) {
    assertThat(view().summary().state().status()).isEqualTo(SessionStatus.WAITING);
    assertThat(view().summary().state().waiting()).contains(reason);
    return this;
  }

  /** The turn is done with this answer. */
  public Scenario thenCompletedWith(String text) {
    assertThat(outcome()).contains(new TurnOutcome.Completed(text));
    return this;
  }

  /** The session's answers to tool calls are these, in the order they were given. */
  public Scenario thenAnswered(ToolResult.Outcome... outcomes) {
    assertThat(answers().stream().map(ToolResult::outcome)).containsExactly(outcomes);
    return this;
  }

  /** These tools ran, in this order. */
  public Scenario thenRan(String... names) {
    assertThat(workspace.executedTools()).containsExactly(names);
    return this;
  }

  /** That agent is at work. */
  public Scenario thenAgentIs(String name) {
    assertThat(view().agents().current().value()).isEqualTo(name);
    return this;
  }

  // Looking closer.

  /** The session as people see it. */
  public SessionView view() {
    return runtime().get(new GetSession(Owner.LOCAL, open()));
  }

  /** How the last turn ended. */
  public Optional<TurnOutcome> outcome() {
    return view().lastTurn().flatMap(SessionView.LastTurn::outcome);
  }

  /** The answers to tool calls so far. */
  public List<ToolResult> answers() {
    return runtime().list(new ListMessages(Owner.LOCAL, open(), 0, ALL)).stream()
        .map(TranscriptEntry::message)
        .filter(Message.Tool.class::isInstance)
        .map(message -> ((Message.Tool) message).result())
        .toList();
  }

  /** The log. */
  public List<RecordedEvent> events() {
    return runtime().read(new ReadEvents(Owner.LOCAL, open(), 0, ALL));
  }

  /** How many events of that name are recorded. */
  public long count(String eventType) {
    return eventTypes().stream().filter(eventType::equals).count();
  }

  /** The names of the recorded events. */
  public List<String> eventTypes() {
    return events().stream().map(RecordedEvent::type).toList();
  }

  /** The only pending request for that subject. */
  public Approval pending(String subject) {
    List<Approval> found =
        pending().stream().filter(a -> a.request().subject().equals(subject)).toList();
    assertThat(found).as("pending requests for %s", subject).hasSize(1);
    return found.getFirst();
  }

  /** All pending requests. */
  public List<Approval> pending() {
    return runtime()
        .list(new ListApprovals(Owner.LOCAL, ApprovalFilter.pendingOf(open())))
        .items()
        .stream()
        .map(ApprovalView::approval)
        .toList();
  }

  /** Waits until an event of that name is recorded. */
  public Scenario until(String eventType) {
    var seen = new CountDownLatch(1);
    EventFeed.Watcher watcher =
        event -> {
          if (event.type().equals(eventType)) {
            seen.countDown();
          }
        };
    SessionId id = open();
    // A process tells at once only of what it recorded itself.
    List<EventFeed.Subscription> watches =
        processes.stream().map(process -> process.runtime().watch(id, 0, watcher)).toList();
    Gate.await(seen, "no " + eventType + " was recorded");
    watches.forEach(EventFeed.Subscription::close);
    return this;
  }

  /** The session as the store holds it. */
  public Session stored() {
    return store.inTransaction(work -> work.sessions().find(open())).orElseThrow();
  }

  /** The session's state as the store holds it. */
  public SessionState state() {
    return stored().state();
  }

  /** The workspace. */
  public FakeWorkspace workspace() {
    return workspace;
  }

  /** The model. */
  public FakeChatModel model() {
    return model;
  }

  /** The store. */
  public WatchedPersistence store() {
    return store;
  }

  /** The runtime. */
  public AgentRuntime runtime() {
    if (processes.isEmpty()) {
      anotherProcess();
    }
    return processes.getLast().runtime();
  }

  @Override
  public void close() {
    processes.forEach(process -> process.runtime().close());
    Invariants.checkCauses(store, Owner.LOCAL);
  }
}
