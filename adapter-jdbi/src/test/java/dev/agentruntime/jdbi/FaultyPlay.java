package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.RuntimeCommands;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.bus.EventSubscriber;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.Workspace;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.session.SubmitToolResult;
import dev.agentruntime.application.webhook.AddWebhook;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookTarget;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.CallState;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.FakeReceiver;
import dev.agentruntime.testkit.FakeWorkspace;
import dev.agentruntime.testkit.Invariants;
import dev.agentruntime.testkit.SeverablePersistence;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A runtime of which one call of something else fails: of the database, the model, a tool, or of
 * who listens. Its user insists: repeats what was not answered, under the same key.
 */
final class FaultyPlay implements AutoCloseable {

  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final int PATIENCE = 20;
  static final Reviewer REVIEWER = new Reviewer("a person", Role.ADMIN);

  private final NthCall calls;
  private final Stage stage;
  private final Persistence store;
  private final FakeWorkspace workspace = new FakeWorkspace(what -> {});
  private final Map<String, List<ChatModel.Call>> plans = new HashMap<>();
  private final List<AgentRuntime> runtimes = new ArrayList<>();
  private final List<SessionId> sessions = new ArrayList<>();
  private SeverablePersistence connection;

  /** How often somebody wanted an interrupted command to run once more. */
  private int wordsToRunAgain;

  /** A database for one play after the other. */
  static final class Stage implements AutoCloseable {
    private final ShiftedClock clock = new ShiftedClock();
    private final JdbiSettings settings;
    private final Engine engine;
    private final JdbiPersistence calm;

    Stage(DatabaseUrl url) {
      settings =
          new JdbiSettings(url, TestStore.IDS, clock, Duration.ofSeconds(5), Optional.empty());
      engine = JdbiPersistence.engine(settings);
      calm = persistence(engine);
    }

    private JdbiPersistence persistence(Engine over) {
      return new JdbiPersistence(over, settings, attempt -> {});
    }

    @Override
    public void close() {
      calm.close();
    }
  }

  FaultyPlay(Stage stage, NthCall calls) {
    this.stage = stage;
    this.calls = calls;
    store = stage.persistence(new FaultyEngine(stage.engine, calls));
    connection = new SeverablePersistence(store);
    for (int i = 0; i < 3; i++) {
      workspace.file("file-" + i, "content " + i);
    }
    anotherProcess();
  }

  /** Whoever comes next is another process; what the last one does reaches the store no more. */
  void dies() {
    connection.cut();
  }

  void anotherProcess() {
    connection = new SeverablePersistence(store);
    AgentRuntime made =
        AgentRuntime.builder()
            .persistence(connection)
            .model(this::reply)
            .workspaces(root -> new FaultyWorkspace(workspace, calls))
            .policy(ApprovalMode.READS.document())
            .observer(observer())
            .webhooks(new FakeReceiver())
            .build();
    runtimes.add(made);
    // It looks how far the log is. Where that fails the process does not come up, and comes again.
    untilAnswered(
        () ->
            made.bus()
                .subscribe(
                    EventSubscriber.ofAll("everything"),
                    event -> calls.elsewhere("a listener", event::type)));
  }

  private AgentRuntime runtime() {
    return runtimes.getLast();
  }

  Persistence store() {
    return store;
  }

  FakeWorkspace workspace() {
    return workspace;
  }

  private RuntimeObserver observer() {
    return new RuntimeObserver() {
      @Override
      public AgentRun begins(AgentStart start) {
        return calls.elsewhere("an observer", () -> AgentRun.NONE);
      }
    };
  }

  /** What comes next follows from the transcript. */
  private ChatModel.Outcome reply(ChatModel.Request request, ChatModel.DeltaSink deltas) {
    return calls.elsewhere("the model", () -> replied(request, deltas));
  }

  private ChatModel.Outcome replied(ChatModel.Request request, ChatModel.DeltaSink deltas) {
    deltas.text("hm");
    List<Message> messages = request.messages();
    int asked = messages.size() - 1;
    while (!(messages.get(asked) instanceof Message.User user && plans.containsKey(user.text()))) {
      asked--;
    }
    List<ChatModel.Call> plan = plans.get(((Message.User) messages.get(asked)).text());
    int replies =
        (int)
            messages.subList(asked, messages.size()).stream()
                .filter(Message.Assistant.class::isInstance)
                .count();
    return new ChatModel.Outcome.Replied(
        replies < plan.size()
            ? FakeChatModel.reply("hm", plan.get(replies))
            : FakeChatModel.reply("hm, done"));
  }

  // What a user does.

  /** Does it until it is answered; under its key it is done once. */
  <T> T insist(Function<RuntimeCommands, T> command) {
    var key =
        new RequestKey(
            Owner.LOCAL, "POST", "/play", TestStore.IDS.get().toString(), Digest.of("once"));
    return untilAnswered(() -> command.apply(runtime().once(List.of(key))));
  }

  /** Does it until it is answered; to repeat it does nothing. */
  <T> T repeat(Function<AgentRuntime, T> command) {
    return untilAnswered(() -> command.apply(runtime()));
  }

  /** Something that may break. */
  interface Attempt<T> {
    T make();
  }

  <T> T untilAnswered(Attempt<T> attempt) {
    for (int tries = 0; ; tries++) {
      try {
        return attempt.make();
      } catch (PersistenceException e) {
        if (tries == PATIENCE) {
          throw e;
        }
      }
    }
  }

  SessionId begin(ToolExecution execution) {
    Runner runner =
        execution == ToolExecution.CLIENT
            ? new Runner.Any()
            : new Runner.OnHost("host", "/workspace", new ModelChoice.Live("fake", "fake"));
    var settings =
        new SessionSettings(
            "",
            Map.of(),
            TurnLimits.DEFAULT,
            runner,
            RoutingMode.FIRST,
            new SessionSettings.Tools(execution, List.of()));
    SessionId made =
        insist(
            commands ->
                commands.create(
                    new CreateSession(
                        Owner.LOCAL,
                        settings,
                        Optional.of(new AgentName("coder")),
                        Optional.empty())));
    sessions.add(made);
    return made;
  }

  /** Says something that has these calls follow, a reply each. */
  void say(SessionId session, String text, IfBusy ifBusy, ChatModel.Call... plan) {
    plans.put(text, List.of(plan));
    insist(
        commands ->
            commands.send(new SendMessage(Owner.LOCAL, session, text, Optional.empty(), ifBusy)));
  }

  void answer(SessionId session, String text) {
    insist(
        commands ->
            commands.send(
                new SendMessage(Owner.LOCAL, session, text, Optional.empty(), IfBusy.REJECT)));
  }

  /** The turn goes as far as it can by itself. */
  SessionView rests(SessionId session) throws Exception {
    for (int leases = 0; leases <= 2; ) {
      run(session);
      SessionView view = untilAnswered(() -> runtime().get(new GetSession(Owner.LOCAL, session)));
      if (view.summary().state().status() != SessionStatus.RUNNING) {
        return view;
      }
      // Whoever had it broke, and did not even come to give the lease back.
      stage.clock.advance(LEASE);
      leases++;
    }
    throw new AssertionError("the session is still running after twice the lease");
  }

  /** The turn goes on until the process dies, if it comes to that. */
  void settleOrDie(SessionId session) throws Exception {
    SessionView view = rests(session);
    if (view.summary().state().waiting().isPresent()) {
      decideAll(ApprovalFilter.pendingOf(session));
      run(session);
    }
  }

  private void run(SessionId session) throws InterruptedException, TimeoutException {
    try {
      runtime().settled(session).get(60, TimeUnit.SECONDS);
    } catch (ExecutionException broken) {
      assertThat(broken).hasCauseInstanceOf(PersistenceException.class);
    }
  }

  /** Does what the session waits for, until its turn is over or waits for an answer. */
  void settle(SessionId session) throws Exception {
    while (true) {
      SessionView view = rests(session);
      Optional<WaitReason> waiting = view.summary().state().waiting();
      boolean asked =
          view.openCalls().stream().anyMatch(c -> c.state() instanceof CallState.AwaitingAnswer);
      if (waiting.isEmpty() || asked) {
        return;
      }
      // It waits also where all is there, and nobody could take it up yet.
      view.openCalls().forEach(call -> execute(session, call));
      decideAll(ApprovalFilter.pendingOf(session));
    }
  }

  private void execute(SessionId session, OpenCall call) {
    if (call.state() instanceof CallState.Requested requested) {
      repeat(
          runtime ->
              runtime.submit(
                  new SubmitToolResult(
                      Owner.LOCAL,
                      session,
                      call.id(),
                      requested.digest(),
                      "by the client",
                      false)));
    }
  }

  private void decideAll(ApprovalFilter filter) {
    untilAnswered(() -> runtime().list(new ListApprovals(Owner.LOCAL, filter))).items().stream()
        .map(ApprovalView::approval)
        .forEach(this::approve);
  }

  void approve(Approval approval) {
    boolean recovery = approval.request().type().equals(ApprovalType.RECOVERY);
    wordsToRunAgain += recovery ? 1 : 0;
    repeat(
        runtime ->
            runtime.decide(
                new DecideApproval(
                    Owner.LOCAL,
                    approval.id(),
                    new ApprovalDecision.Approve(),
                    approval.digest(),
                    REVIEWER,
                    Reach.ONCE)));
  }

  void passes(Duration time) {
    stage.clock.advance(time);
  }

  /**
   * Somebody outside is told of everything. Where an answer is lost there are two: it takes no key.
   */
  void addWebhook() {
    var everything =
        new WebhookTarget(URI.create("https://receiver.example/"), List.of("*"), Content.REDACTED);
    repeat(runtime -> runtime.webhooks().add(new AddWebhook(Owner.LOCAL, everything), REVIEWER));
  }

  /** Nobody is told any more. */
  void removeWebhooks() {
    for (Webhook webhook : repeat(runtime -> runtime.webhooks().list(Owner.LOCAL))) {
      repeat(runtime -> isRemoved(runtime, webhook));
    }
  }

  /** Whether it was there still: the answer that it is gone may have been lost. */
  private static boolean isRemoved(AgentRuntime runtime, Webhook webhook) {
    try {
      runtime.webhooks().remove(Owner.LOCAL, webhook.id(), REVIEWER);
      return true;
    } catch (RefusedException gone) {
      return false;
    }
  }

  /** All that is recorded, before some of it is removed. */
  void checkAll() {
    Invariants.checkAll(stage.calm);
  }

  /** Everything that must hold in the end. */
  void check() {
    calls.end();
    runtimes.forEach(AgentRuntime::close);
    for (SessionId session : sessions) {
      Invariants.check(stage.calm, session);
      assertThat(
              stage
                  .calm
                  .reads()
                  .session(Owner.LOCAL, session)
                  .flatMap(SessionView::lastTurn)
                  .flatMap(SessionView.LastTurn::outcome))
          .as("how the last turn ended")
          .isPresent();
    }
    Map<String, Long> runs = new HashMap<>();
    workspace.executed().stream()
        .filter(call -> call.tool().value().equals("execute_command"))
        .forEach(
            call -> runs.merge(call.arguments().string("command").orElseThrow(), 1L, Long::sum));
    runs.forEach(
        (command, times) ->
            assertThat(times).as("runs of %s", command).isLessThanOrEqualTo(1L + wordsToRunAgain));
  }

  @Override
  public void close() {
    calls.end();
    runtimes.forEach(AgentRuntime::close);
  }

  /** Tools of which one call may break. */
  private record FaultyWorkspace(FakeWorkspace real, NthCall calls) implements Workspace {

    @Override
    public Optional<String> projectInstructions() {
      return real.projectInstructions();
    }

    @Override
    public Previewed preview(ToolName tool, JsonObject arguments) {
      return calls.elsewhere("a preview", () -> real.preview(tool, arguments));
    }

    @Override
    public ToolResult execute(AuthorizedCall call, Consumer<String> output)
        throws InterruptedException {
      return calls.<ToolResult, InterruptedException>elsewhere(
          "a tool", () -> real.execute(call, output));
    }

    @Override
    public Map<String, Digest> digests(Collection<String> paths) {
      return calls.elsewhere("digests", () -> real.digests(paths));
    }
  }
}
