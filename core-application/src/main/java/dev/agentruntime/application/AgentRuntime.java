package dev.agentruntime.application;

import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.ApprovalOutcomes;
import dev.agentruntime.application.approval.CallCheck;
import dev.agentruntime.application.approval.CheckCall;
import dev.agentruntime.application.approval.CheckCallHandler;
import dev.agentruntime.application.approval.CheckRequest;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.DecideApprovalHandler;
import dev.agentruntime.application.approval.DiffPolicies;
import dev.agentruntime.application.approval.DiffPoliciesHandler;
import dev.agentruntime.application.approval.ExplainApproval;
import dev.agentruntime.application.approval.GetGrant;
import dev.agentruntime.application.approval.GetGrantHandler;
import dev.agentruntime.application.approval.GetPolicy;
import dev.agentruntime.application.approval.GetPolicyHandler;
import dev.agentruntime.application.approval.GrantRule;
import dev.agentruntime.application.approval.ListPolicyVersions;
import dev.agentruntime.application.approval.ListPolicyVersionsHandler;
import dev.agentruntime.application.approval.OfferGrant;
import dev.agentruntime.application.approval.OfferGrantHandler;
import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.approval.PolicyDiff;
import dev.agentruntime.application.approval.PolicyTrial;
import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.RevokeGrant;
import dev.agentruntime.application.approval.RevokeGrantHandler;
import dev.agentruntime.application.approval.RollBackPolicy;
import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.application.approval.SetPolicyHandler;
import dev.agentruntime.application.approval.TryPolicy;
import dev.agentruntime.application.approval.TryPolicyHandler;
import dev.agentruntime.application.approval.WithdrawApproval;
import dev.agentruntime.application.audit.ApprovalRecord;
import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditLogEntry;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.CopyVerification;
import dev.agentruntime.application.audit.GetApprovalRecord;
import dev.agentruntime.application.audit.GetApprovalRecordHandler;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.audit.ReadAuditLog;
import dev.agentruntime.application.audit.ReadAuditLogHandler;
import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.application.audit.VerifyAuditHandler;
import dev.agentruntime.application.audit.VerifyCopy;
import dev.agentruntime.application.audit.VerifyCopyHandler;
import dev.agentruntime.application.bus.Announcer;
import dev.agentruntime.application.bus.DurableListener;
import dev.agentruntime.application.bus.DurableSubscriber;
import dev.agentruntime.application.bus.DurableSubscribers;
import dev.agentruntime.application.bus.DurableSubscription;
import dev.agentruntime.application.bus.EventBus;
import dev.agentruntime.application.bus.Lifetime;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.EventStream;
import dev.agentruntime.application.event.LedgerStream;
import dev.agentruntime.application.job.Jobs;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.metrics.GetMetrics;
import dev.agentruntime.application.metrics.GetMetricsHandler;
import dev.agentruntime.application.metrics.GetSessionMetrics;
import dev.agentruntime.application.metrics.GetSessionMetricsHandler;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.metrics.PriceTable;
import dev.agentruntime.application.metrics.SessionMetrics;
import dev.agentruntime.application.output.GuardedModel;
import dev.agentruntime.application.output.GuardedWorkspace;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.output.OutputGuard;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.GuardedObserver;
import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.port.WebhookTransport;
import dev.agentruntime.application.port.Workspaces;
import dev.agentruntime.application.query.AgentContextView;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetAgentContext;
import dev.agentruntime.application.query.GetAgentContextHandler;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetApprovalHandler;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.GetSessionHandler;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.ListApprovalsHandler;
import dev.agentruntime.application.query.ListGrants;
import dev.agentruntime.application.query.ListGrantsHandler;
import dev.agentruntime.application.query.ListMessages;
import dev.agentruntime.application.query.ListMessagesHandler;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.ListSessionsHandler;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.ReadEvents;
import dev.agentruntime.application.query.ReadEventsHandler;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.StoreStanding;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.application.session.Accepted;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CleanUp;
import dev.agentruntime.application.session.CleanUpHandler;
import dev.agentruntime.application.session.CloseIdleHandler;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.DeleteSession;
import dev.agentruntime.application.session.ExpireDueHandler;
import dev.agentruntime.application.session.ForgetRequestsHandler;
import dev.agentruntime.application.session.Housekeeping;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.application.session.SubmitToolResult;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.application.session.Switched;
import dev.agentruntime.application.session.UpdateSession;
import dev.agentruntime.application.session.Updated;
import dev.agentruntime.application.tool.DeclaredTools;
import dev.agentruntime.application.tool.ToolSchemas;
import dev.agentruntime.application.turn.LoopParts;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.application.turn.TurnRunner;
import dev.agentruntime.application.webhook.NoTransport;
import dev.agentruntime.application.webhook.WebhookDispatcher;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The runtime: what adapters and embedders call. Safe for many threads. Commands return when they
 * are recorded; the turn they cause runs on its own thread and can be waited for with {@link
 * #settled}.
 *
 * <p>Commands that are refused throw {@link dev.agentruntime.domain.session.RefusedException}.
 */
public final class AgentRuntime implements AutoCloseable {

  private final Persistence persistence;
  private final EventFeed feed;
  private final EventBus bus;
  private final DurableSubscribers durable;
  private final GuardedObserver observer;
  private final PriceTable prices;
  private final TurnRunner runner;
  private final Hints hints;
  private final MaskedCommands masked;
  private final Lifetime lifetime;
  private final Jobs jobs;
  private final Housekeeping housekeeping;
  private final RuntimeCommands plain;
  private final Commands commands;
  private final Queries queries;
  private final Webhooks webhooks;
  private final WebhookDispatcher dispatcher;

  private AgentRuntime(Builder builder) {
    var ids = new UuidV7();
    var policies = new PoliciesInForce(builder.policy);
    var schemas = new ToolSchemas();
    persistence = builder.persistence;
    observer = new GuardedObserver(builder.observer);
    prices = builder.prices;
    feed = new EventFeed(persistence.reads(), builder.floor);
    var announcer = new Announcer();
    bus =
        new EventBus(
            () -> feed.openWholeLedger(Optional.of(persistence.reads().ledgerEnd())), announcer);
    lifetime = new Lifetime(announcer, ids);
    durable = new DurableSubscribers(feed, persistence);
    masked = new MaskedCommands(builder.secrets);
    var guard = new OutputGuard(builder.secrets);
    Workspaces guarded = root -> new GuardedWorkspace(builder.workspaces.open(root), guard);
    ChatModel model =
        builder.model.orElseThrow(() -> new IllegalStateException("a runtime needs a model"));
    var sessions = new SessionCommands(persistence, feed, this::wake, ids);
    jobs = new Jobs(persistence, LocalProcess.owner(ids.get()), lifetime, observer);
    housekeeping =
        new Housekeeping(
            jobs,
            new Housekeeping.Chores(
                new ExpireDueHandler(sessions, persistence, policies),
                new ForgetRequestsHandler(persistence),
                new CloseIdleHandler(sessions, persistence),
                new CleanUpHandler(persistence),
                new MetricsProjection(persistence)),
            new Housekeeping.Ages(builder.closeIdle, builder.keep));
    var checks = new DecideApprovalHandler.EditChecks(guarded, builder.agents, schemas);
    plain =
        new RuntimeCommands(
            masked,
            sessions,
            new RuntimeCommands.Checks(
                builder.agents, new DeclaredTools(schemas), persistence.reads(), policies, checks));
    commands = new Commands(sessions, persistence, policies);
    queries = new Queries(persistence, sessions, checks, policies);
    webhooks = new Webhooks(persistence, builder.webhooks, ids);
    dispatcher = new WebhookDispatcher(persistence, builder.webhooks, jobs);
    lifetime.begins();
    // The last one but what cannot fail, since its thread begins at once.
    runner =
        TurnRunner.start(
            persistence,
            new LoopParts(
                new GuardedModel(model, builder.secrets),
                guarded,
                builder.agents,
                policies,
                schemas,
                new LoopParts.Audience(feed, observer, announcer),
                builder.secrets),
            ids,
            builder.running,
            housekeeping::run);
    if (builder.webhooks != NoTransport.INSTANCE) {
      feed.onRecorded(dispatcher::wake);
      dispatcher.start();
    }
    hints = persistence.hints(this::hinted);
    feed.share(persistence, runner.owner());
    feed.connect(hints);
  }

  /** Starts a runtime that keeps sessions in memory, with the default agents and policy. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The commands for one request of a client: performed once, and where the request comes again
   * under one of its keys, answered as it was then. A key that comes with another request is
   * refused.
   */
  public RuntimeCommands once(List<RequestKey> keys) {
    return plain.once(keys);
  }

  /**
   * The commands for who asks at a place in a trace: what they record tells it, and the spans of
   * the turns they cause go on from there.
   */
  public RuntimeCommands within(Optional<TraceParent> trace) {
    return plain.within(trace);
  }

  /** Makes a session. */
  public SessionId create(CreateSession command) {
    return plain.create(command);
  }

  /** Changes a session's settings. */
  public Updated update(UpdateSession command) {
    return plain.update(command);
  }

  /** Says something in a session. */
  public Accepted send(SendMessage command) {
    return plain.send(command);
  }

  /** Brings the result of a call that the client executed. */
  public Accepted submit(SubmitToolResult command) {
    return plain.submit(command);
  }

  /** Puts another agent to work. */
  public Switched switchAgent(SwitchAgent command) {
    return plain.switchAgent(command);
  }

  /**
   * Stops the open turn.
   *
   * @return the position of the session's last event
   */
  public long cancel(CancelTurn command) {
    return plain.cancel(command);
  }

  /**
   * Ends a session.
   *
   * @return the position of the session's last event
   */
  public long close(CloseSession command) {
    return plain.close(command);
  }

  /**
   * Takes a session out of sight.
   *
   * @return the position of the session's last event
   */
  public long delete(DeleteSession command) {
    return plain.delete(command);
  }

  /** Asks a person for something that is no tool call. */
  public ApprovalId request(RequestApproval command) {
    return plain.request(command);
  }

  /** Decides an approval. */
  public Approval decide(DecideApproval command) {
    return plain.decide(command);
  }

  /**
   * Waits for what becomes of an approval, whichever process decides it.
   *
   * @return completes with the approval once it is decided, expired or withdrawn; cancelling it
   *     ends the watching
   */
  public CompletableFuture<Approval> outcome(GetApproval query) {
    return new ApprovalOutcomes(persistence.reads(), feed).of(query);
  }

  /** Takes a pending approval back. */
  public Approval withdraw(WithdrawApproval command) {
    return plain.withdraw(command);
  }

  /** The rule that a decision on a pending approval can make, if it can reach further than once. */
  public Optional<GrantRule> offer(OfferGrant query) {
    return queries.offer.handle(query);
  }

  /** What people granted. */
  public Page<ApprovalGrant> list(ListGrants query) {
    return queries.grants.handle(query);
  }

  /** One grant. */
  public ApprovalGrant get(GetGrant query) {
    return queries.grant.handle(query);
  }

  /** Ends a grant. */
  public ApprovalGrant revoke(RevokeGrant command) {
    return commands.revoke.handle(command);
  }

  /** Puts a policy in force. */
  public PolicyView set(SetPolicy command) {
    return commands.setPolicy.handle(masked.of(command));
  }

  /** Puts an earlier policy in force again. */
  public PolicyView rollBack(RollBackPolicy command) {
    return commands.setPolicy.handle(masked.of(command));
  }

  /** The policy that is in force. */
  public PolicyView get(GetPolicy query) {
    return queries.policy.handle(query);
  }

  /** The policies that were put in force. */
  public List<PolicyView> list(ListPolicyVersions query) {
    return queries.versions.handle(query);
  }

  /** What changed from one policy to another. */
  public PolicyDiff diff(DiffPolicies query) {
    return queries.diff.handle(query);
  }

  /** What another policy would have said of earlier requests; nothing is put in force. */
  public PolicyTrial tryOut(TryPolicy query) {
    return queries.trial.handle(query);
  }

  /** What would become of a call; nothing is run or recorded. */
  public CallCheck check(CheckCall query) {
    return queries.check.handle(query);
  }

  /** What would become of a request of any type; nothing is recorded. */
  public CallCheck.Judged check(CheckRequest query) {
    return queries.check.handle(query);
  }

  /** What the policy says of what an approval asks for. */
  public CallCheck.Judged explain(ExplainApproval query) {
    return queries.check.handle(query);
  }

  /** One session. */
  public SessionView get(GetSession query) {
    return queries.session.handle(query);
  }

  /** Sessions. */
  public Page<SessionSummary> list(ListSessions query) {
    return queries.sessions.handle(query);
  }

  /** Which agent is at work. */
  public AgentContextView get(GetAgentContext query) {
    return queries.agent.handle(query);
  }

  /** A session's messages. */
  public List<TranscriptEntry> list(ListMessages query) {
    return queries.messages.handle(query);
  }

  /** Approvals. */
  public Page<ApprovalView> list(ListApprovals query) {
    return queries.approvals.handle(query);
  }

  /** One approval. */
  public ApprovalView get(GetApproval query) {
    return queries.approval.handle(query);
  }

  /** A session's log. */
  public List<RecordedEvent> read(ReadEvents query) {
    return queries.events.handle(query);
  }

  /** A part of the log as a record of who did what, deleted sessions included. */
  public Page<AuditEntry> audit(AuditQuery query) {
    return persistence.reads().audit(query);
  }

  /** The newest of what the predecessor's audit log had, in the log's order. */
  public List<AuditLogEntry> read(ReadAuditLog query) {
    return new ReadAuditLogHandler(persistence.reads()).handle(query);
  }

  /** An approval from the request to the result. */
  public ApprovalRecord get(GetApprovalRecord query) {
    return new GetApprovalRecordHandler(persistence.reads()).handle(query);
  }

  /** Checks that the log is as it was written. Takes as long as it takes to read all of it. */
  public Verification verify(VerifyAudit query) {
    return new VerifyAuditHandler(persistence.reads()).handle(query);
  }

  /**
   * How far the logs go, for keeping elsewhere: what a copy of it proves is {@link VerifyCopy}'s.
   */
  public List<ChainHead> read(HeadsQuery query) {
    return persistence.reads().heads(query);
  }

  /** Checks a copy of the log by itself and against the store. */
  public CopyVerification verify(VerifyCopy query) {
    return new VerifyCopyHandler(persistence.reads()).handle(query);
  }

  /**
   * Watches a session: recorded events after their commit, and text as it comes.
   *
   * @param after position behind which events are told; 0 for all
   */
  public EventFeed.Subscription watch(SessionId session, long after, EventFeed.Watcher watcher) {
    return feed.watch(session, after, watcher);
  }

  /**
   * Opens a stream of a session for the calling thread to read; whoever opens it closes it.
   *
   * @param after position behind which events are told; 0 for all
   * @throws dev.agentruntime.domain.session.RefusedException if the owner has no such session
   */
  public EventStream open(Owner owner, SessionId session, long after) {
    queries.session.handle(new GetSession(owner, session));
    return feed.open(session, after);
  }

  /**
   * Opens a stream over all sessions of an owner for the calling thread to read; whoever opens it
   * closes it.
   *
   * @param after cursor behind which events are told; empty for all
   * @throws IllegalArgumentException if that text is no cursor of this store
   */
  public LedgerStream openAll(Owner owner, Optional<String> after) {
    return feed.openLedger(owner, after);
  }

  /** Tells subscribers in this process what happens in all sessions, whosever they are. */
  public EventBus bus() {
    return bus;
  }

  /**
   * Tells a subscriber all that is recorded in all sessions, at least once and in the log's order,
   * whichever process recorded it and however often this one is started: from where it was told
   * last, which is kept in the store under its name. Ends with the runtime.
   *
   * <p>Clean-up removes no session that it was not told all of, from this call on and for {@link
   * DurableSubscriber#WAITED_FOR} after a process last followed with it. Who stays away for longer
   * is told what there is then.
   *
   * @throws IllegalArgumentException if this runtime has one of that name that is not closed
   * @throws IllegalStateException if the runtime is closed
   * @throws dev.agentruntime.application.port.PersistenceException if the store cannot be used
   */
  public DurableSubscription follow(DurableSubscriber subscriber, DurableListener listener) {
    return durable.start(subscriber, listener);
  }

  /**
   * A part of the events of all sessions of an owner, in the order they were committed.
   *
   * @throws IllegalArgumentException if the query's cursor is none of this store
   */
  public List<LedgerEntry> read(LedgerQuery query) {
    return persistence.reads().ledger(query);
  }

  /** Where owners want to be told what happens: registered by any runtime, sent by some. */
  public Webhooks webhooks() {
    return webhooks;
  }

  /** What was counted of an owner's log. */
  public GetMetricsHandler.Metrics get(GetMetrics query) {
    return new GetMetricsHandler(persistence).handle(query);
  }

  /** What the model calls of a session took. */
  public SessionMetrics get(GetSessionMetrics query) {
    return new GetSessionMetricsHandler(persistence.reads(), prices).handle(query);
  }

  /** How the store stands, whosever the sessions are. */
  public StoreStanding standing() {
    return persistence.reads().standing();
  }

  /** The cursor of the last event there is: what comes behind it happens from now on. */
  public String ledgerEnd() {
    return persistence.reads().ledgerEnd();
  }

  private void wake(SessionId session) {
    runner.wake(session);
  }

  private void hinted(Hint hint) {
    feed.hinted(hint);
    runner.hinted(hint);
  }

  /**
   * Closes requests that nobody decided in time and answers calls whose results clients did not
   * bring in time; the turns go on. Forgets the keys of old requests, and closes idle sessions
   * where that is wanted. A runtime that looks for work by itself does it with that; where another
   * process is at it, that one does it.
   */
  public void expireDue() {
    housekeeping.expireDue();
  }

  /**
   * Removes old closed sessions and old requests that stood alone for good, whosever they are, each
   * with its whole log.
   *
   * @return how many were removed
   */
  public int cleanUp(CleanUp command) {
    return new CleanUpHandler(persistence).handle(command);
  }

  /**
   * Lets a session go on where it can, in this process.
   *
   * @return completes when nothing more can be done here: the session is suspended, done, or in
   *     other hands
   */
  public CompletableFuture<Void> settled(SessionId session) {
    return runner.settled(session);
  }

  /**
   * Begins to leave the store to other processes: takes up no turn and no job any more. A turn
   * under way ends behind the step it is at, so that the answer of a model is used and a tool that
   * was started has a result; then it is given back, and the others are told. Commands and readers
   * are served until the runtime is closed. Returns at once.
   *
   * @return completes when nothing is under way here; what {@link #close} finds under way it breaks
   *     off
   */
  public CompletableFuture<Void> handOver() {
    jobs.close();
    return runner.handOver();
  }

  /**
   * Stops all turns, tells watchers what there is to tell, then closes the store. Sessions go on
   * where they are taken up next. Each part is closed whatever the others do; what the first of
   * them throws is thrown, with the rest suppressed.
   */
  @Override
  public void close() {
    // Closed from right to left.
    try (observer;
        persistence;
        hints;
        dispatcher;
        feed;
        durable;
        bus;
        lifetime;
        housekeeping;
        jobs) {
      runner.close();
    }
  }

  private static final class Commands {
    private final SetPolicyHandler setPolicy;
    private final RevokeGrantHandler revoke;

    Commands(SessionCommands sessions, Persistence persistence, PoliciesInForce policies) {
      setPolicy = new SetPolicyHandler(sessions, persistence, policies);
      revoke = new RevokeGrantHandler(persistence);
    }
  }

  private static final class Queries {
    private final GetSessionHandler session;
    private final ListSessionsHandler sessions;
    private final GetAgentContextHandler agent;
    private final ListMessagesHandler messages;
    private final ListApprovalsHandler approvals;
    private final GetApprovalHandler approval;
    private final ReadEventsHandler events;
    private final GetPolicyHandler policy;
    private final ListPolicyVersionsHandler versions;
    private final DiffPoliciesHandler diff;
    private final ListGrantsHandler grants;
    private final GetGrantHandler grant;
    private final OfferGrantHandler offer;
    private final TryPolicyHandler trial;
    private final CheckCallHandler check;

    Queries(
        Persistence persistence,
        SessionCommands sessions,
        DecideApprovalHandler.EditChecks checks,
        PoliciesInForce policies) {
      policy = new GetPolicyHandler(sessions, persistence, policies);
      versions = new ListPolicyVersionsHandler(sessions, persistence, policies);
      diff = new DiffPoliciesHandler(sessions, persistence, policies);
      grants = new ListGrantsHandler(persistence);
      grant = new GetGrantHandler(persistence.reads());
      offer = new OfferGrantHandler(persistence, policies);
      trial = new TryPolicyHandler(persistence);
      check = new CheckCallHandler(sessions, persistence, policies, checks);
      session = new GetSessionHandler(persistence.reads());
      this.sessions = new ListSessionsHandler(persistence.reads());
      agent = new GetAgentContextHandler(persistence.reads());
      messages = new ListMessagesHandler(persistence.reads());
      approvals = new ListApprovalsHandler(persistence.reads());
      approval = new GetApprovalHandler(persistence.reads());
      events = new ReadEventsHandler(persistence.reads());
    }
  }

  /** Collects what a runtime is made of. */
  public static final class Builder {
    private Persistence persistence = new InMemoryPersistence();
    private Optional<ChatModel> model = Optional.empty();
    private Workspaces workspaces =
        root -> {
          throw new IllegalArgumentException(
              "this runtime has no workspaces; sessions use clients");
        };
    private AgentProfiles agents = BuiltinAgents.byDefault();
    private JsonObject policy = ApprovalMode.READS.document();
    private RunnerSettings running = RunnerSettings.DEFAULT;
    private KnownSecrets secrets = KnownSecrets.NONE;
    private Optional<Duration> closeIdle = Optional.empty();
    private Optional<Duration> keep = Optional.empty();
    private Duration floor = EventFeed.FLOOR;
    private RuntimeObserver observer = RuntimeObserver.NONE;
    private PriceTable prices = PriceTable.NONE;
    private WebhookTransport webhooks = NoTransport.INSTANCE;

    private Builder() {}

    /**
     * Where sessions are kept; the runtime closes it, also where it cannot be built. In memory
     * unless said otherwise.
     */
    public Builder persistence(Persistence store) {
      persistence = store;
      return this;
    }

    /** The model that answers. */
    public Builder model(ChatModel chatModel) {
      model = Optional.of(chatModel);
      return this;
    }

    /** What opens workspaces, for sessions whose tools run on this machine. */
    public Builder workspaces(Workspaces opener) {
      workspaces = opener;
      return this;
    }

    /** The enabled agents. */
    public Builder agents(AgentProfiles enabled) {
      agents = enabled;
      return this;
    }

    /** The approval policy, in its JSON form, where an owner has stored none. */
    public Builder policy(JsonObject document) {
      policy = document;
      return this;
    }

    /** How turns are run. */
    public Builder running(RunnerSettings settings) {
      running = settings;
      return this;
    }

    /**
     * After what time without anything new a runtime that looks for work closes sessions in which
     * nothing is under way and nothing waits; never unless said otherwise.
     */
    public Builder closeIdle(Duration time) {
      closeIdle = Optional.of(time);
      return this;
    }

    /**
     * How long closed sessions and decided requests are kept by a runtime that looks for work; for
     * ever unless said otherwise.
     */
    public Builder keep(Duration time) {
      keep = Optional.of(time);
      return this;
    }

    /**
     * How often readers look for what other processes recorded and no hint told of; once a second
     * unless said otherwise.
     */
    public Builder floor(Duration every) {
      floor = every;
      return this;
    }

    /**
     * Who looks on while turns run, for traces and meters; the runtime closes it, also where it
     * cannot be built. Nobody unless said otherwise.
     */
    public Builder observer(RuntimeObserver watching) {
      observer = watching;
      return this;
    }

    /** What models cost, for who asks what a session did; nothing has a price unless said so. */
    public Builder prices(PriceTable table) {
      prices = table;
      return this;
    }

    /**
     * What sends webhooks, those that any runtime registered in the store; the runtime closes it.
     * Unless it is said, this runtime sends none.
     */
    public Builder webhooks(WebhookTransport transport) {
      webhooks = transport;
      return this;
    }

    /** What must stand in no log, no event and no answer. */
    public Builder secrets(KnownSecrets known) {
      secrets = known;
      return this;
    }

    /**
     * The runtime. Where it cannot be built, what it would have closed is closed.
     *
     * @throws IllegalStateException if there is no model
     */
    public AgentRuntime build() {
      try {
        return new AgentRuntime(this);
      } catch (RuntimeException | Error e) {
        var watching = new GuardedObserver(observer);
        Persistence store = persistence;
        WebhookTransport transport = webhooks;
        try (watching;
            store;
            transport) {
          throw e;
        }
      }
    }
  }
}
