package dev.agentruntime.simulation;

import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.application.approval.SetPolicyHandler;
import dev.agentruntime.application.approval.Signature;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CancelTurnHandler;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.CreateSessionHandler;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.application.tool.DeclaredTools;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.testkit.Invariants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One seed: some sessions on a few processes, until enough turns came to their end. */
final class Simulation {

  private static final int TURNS = 30;
  private static final long LONGEST = Duration.ofMinutes(20).toNanos();

  /** How long a session may run where nothing goes wrong any more. */
  private static final long PATIENCE = 2 * Instance.LEASE.time().toNanos();

  private static final TurnLimits LIMITS =
      new TurnLimits(8, 10, 2, 5, 4, Duration.ofMinutes(2), TurnBudget.NONE);

  /** One seed in so many has its chains looked at. */
  private static final int CHAINS = 25;

  private final long seed;
  private final World world;
  private final List<People> people = new ArrayList<>();
  private final List<SessionId> sessions = new ArrayList<>();
  private int started;

  /** What a seed came to. */
  record Result(long turns, long completed, long effects, long events, long steps) {

    static final Result NOTHING = new Result(0, 0, 0, 0, 0);

    Result plus(Result other) {
      return new Result(
          turns + other.turns,
          completed + other.completed,
          effects + other.effects,
          events + other.events,
          steps + other.steps);
    }
  }

  Simulation(long seed, Sometimes.Counters counters, Trace trace) {
    this.seed = seed;
    this.world = new World(seed, counters, trace);
  }

  /**
   * Runs it to its end.
   *
   * @throws Violation if something did not hold
   */
  Result run() {
    try {
      world.note(() -> "faults: " + world.faults());
      begin();
      while (goesOn()) {
        world.step();
      }
      calm();
      checkSettled();
      finish();
      return result();
    } finally {
      world.instances().forEach(Instance::die);
      world.time().bury();
    }
  }

  private boolean goesOn() {
    return world.auditor().turns() < TURNS
        && world.time().now() < LONGEST
        && people.stream().anyMatch(People::areThere);
  }

  private void begin() {
    int number = 1 + world.dice().below(3);
    for (int i = 0; i < number; i++) {
      sessions.add(create());
    }
    world.auditor().sees();
    int processes = 2 + world.dice().below(2);
    for (int i = 0; i < processes; i++) {
      startProcess();
    }
    for (SessionId session : sessions) {
      var those = new People(world, session);
      people.add(those);
      those.begin();
      new ToolClient(world, session).begin();
    }
    world.time().in(world.dice().millis(500, 3_000), this::fate);
  }

  /** With nothing that could go wrong: without it there is nothing to simulate. */
  private SessionId create() {
    boolean client = world.dice().oneIn(4);
    Runner runner =
        client
            ? new Runner.Any()
            : new Runner.OnHost(
                Instance.HOST,
                "/folders/" + sessions.size(),
                new ModelChoice.Live("m", "http://m"));
    var tools =
        new SessionSettings.Tools(
            client ? ToolExecution.CLIENT : ToolExecution.WORKSPACE,
            List.of(),
            Duration.ofSeconds(30));
    Optional<AgentName> agent =
        world.dice().oneIn(3) ? Optional.empty() : Optional.of(new AgentName("coder"));
    return new CreateSessionHandler(
            commands(), Instance.AGENTS, new DeclaredTools(Instance.SCHEMAS))
        .handle(
            new CreateSession(
                Owner.LOCAL,
                new SessionSettings("", Map.of(), LIMITS, runner, RoutingMode.FIRST, tools),
                agent,
                Optional.empty()));
  }

  private SessionCommands commands() {
    return new SessionCommands(
        world.store(), new EventFeed(world.store().reads()), id -> {}, world.ids());
  }

  private void startProcess() {
    started++;
    var instance = new Instance(world, "p" + started);
    world.note(() -> "  process " + instance + " starts");
    sessions.forEach(instance.readers()::open);
    world.instances().add(instance);
    instance.begin();
  }

  /** What happens from outside, now and then. */
  private void fate() {
    if (world.faults().isOver()) {
      return;
    }
    world.instances().removeIf(this::isBuried);
    if (world.strikes(Fault.FILES_CHANGE)) {
      world.folders().changeAny();
    }
    if (world.strikes(Fault.POLICY_CHANGE)) {
      changePolicy();
    }
    if (world.strikes(Fault.CLOCK_JUMP)) {
      jump();
    }
    world.time().in(world.dice().millis(500, 3_000), this::fate);
  }

  private boolean isBuried(Instance instance) {
    if (instance.isDead()) {
      world.time().in(world.dice().mostlyShort(2_000, 40_000), this::startProcess);
    }
    return instance.isDead();
  }

  private void jump() {
    boolean ahead = world.dice().oneIn(2);
    world.reached(ahead ? Sometimes.CLOCK_AHEAD : Sometimes.CLOCK_BACK);
    world.clock().jump(Duration.ofHours(ahead ? 1 : -1));
  }

  private void changePolicy() {
    var content = new SetPolicy.Content(world.policies().any(), false);
    new Client(world)
        .send(
            "policy",
            at -> {
              new SetPolicyHandler(at.commands(), at.persistence(), Instance.POLICIES)
                  .handle(
                      new SetPolicy(
                          Owner.LOCAL,
                          Optional.empty(),
                          content,
                          OptionalInt.empty(),
                          new Signature(new Reviewer("Ada", Role.ADMIN), "")));
              world.reached(Sometimes.POLICY_CHANGED);
            });
  }

  /** Nothing goes wrong any more; everything must come to rest within twice a lease's time. */
  private void calm() {
    world.note(() -> "  from here on nothing goes wrong");
    world.faults().end();
    world.clock().setRight();
    world.time().hurry(Duration.ofMillis(200).toNanos());
    world.instances().removeIf(Instance::isDead);
    world.instances().forEach(Instance::goOn);
    startProcess();
    long calm = world.time().now();
    while (world.time().now() < calm + PATIENCE || anyRuns()) {
      world.step();
      requireRest(calm);
    }
  }

  private boolean anyRuns() {
    return world.auditor().sessions().stream().anyMatch(SessionAudit::isRunning);
  }

  private void requireRest(long calm) {
    for (SessionAudit session : world.auditor().sessions()) {
      long since = Math.max(calm, session.runningSince());
      if (session.isRunning() && world.time().now() > since + PATIENCE) {
        throw world.violated("session " + session.id() + " is not brought to rest");
      }
    }
  }

  private void checkSettled() {
    List<SessionId> left =
        world
            .store()
            .inTransaction(
                work ->
                    work.leases()
                        .claimable(RunnerFilter.onHost(Instance.HOST), 10, owner -> false));
    if (!left.isEmpty()) {
      throw world.violated("sessions " + left + " have something to do, and nobody does it");
    }
  }

  private void finish() {
    for (SessionId session : sessions) {
      new CancelTurnHandler(commands()).handle(new CancelTurn(Owner.LOCAL, session, "the end"));
    }
    world.auditor().sees();
    try {
      people.forEach(People::check);
      sessions.forEach(this::checkLog);
    } catch (Violation e) {
      throw world.violated(e);
    } catch (AssertionError e) {
      throw world.violated(new Violation(e.getMessage(), e));
    }
  }

  /** The store in memory works its chains out of the log, so they are looked at now and then. */
  private void checkLog(SessionId session) {
    if (seed % CHAINS == 0) {
      Invariants.check(world.store(), session);
    } else {
      Invariants.checkLog(world.store(), session);
    }
  }

  private Result result() {
    long events =
        sessions.stream().mapToLong(id -> world.auditor().row(id).version().position()).sum();
    return new Result(
        world.auditor().turns(),
        world.auditor().completed(),
        world.auditor().effects(),
        events,
        world.steps());
  }
}
