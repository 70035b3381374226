package dev.agentruntime.simulation;

import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.DecideApprovalHandler;
import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.bus.Announcer;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.port.GuardedObserver;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.Workspaces;
import dev.agentruntime.application.session.ExpireDue;
import dev.agentruntime.application.session.ExpireDueHandler;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.application.tool.ToolSchemas;
import dev.agentruntime.application.turn.LoopParts;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.application.turn.StagedRunner;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A virtual process: the runtime's loop and commands, with its own memory, clock and lease owner.
 */
final class Instance implements Strand.Home {

  /** The machine that all processes are on; sessions with a workspace are bound to it. */
  static final String HOST = "host";

  /** How long leases live. */
  static final LeaseTerms LEASE =
      new LeaseTerms(
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2));

  private static final Duration SWEEP = Duration.ofSeconds(5);

  /** Compiled once for all simulations. */
  static final ToolSchemas SCHEMAS = new ToolSchemas();

  static final AgentProfiles AGENTS = BuiltinAgents.byDefault();
  static final PoliciesInForce POLICIES = new PoliciesInForce(ApprovalMode.READS.document());

  private final World world;
  private final String name;
  private final LeaseOwner owner;
  private final long clockBegan;
  private final Ports ports;
  private final SimulatedPersistence persistence;
  private final EventFeed feed;
  private final Readers readers;
  private final Workspaces workspaces;
  private final StagedRunner runner;
  private final SessionCommands commands;
  private boolean dead;
  private boolean stalled;

  Instance(World world, String name) {
    this.world = world;
    this.name = name;
    this.owner = new LeaseOwner(HOST, 1, Instant.EPOCH, world.ids().get());
    this.clockBegan = world.dice().millis(0, 2_000_000) - 1_000_000_000_000L;
    this.ports = new Ports(world, this);
    this.persistence = new SimulatedPersistence(world, ports);
    this.feed = new EventFeed(world.store().reads());
    this.readers = new Readers(world, this, feed);
    this.workspaces = root -> new SimulatedWorkspace(world, ports, this, root);
    this.commands = new SessionCommands(persistence, feed, this::wake, world.ids());
    var expiry = new ExpireDueHandler(commands, persistence, POLICIES);
    this.runner =
        StagedRunner.of(
            persistence,
            parts(),
            world.ids(),
            new RunnerSettings(
                LEASE,
                session -> true,
                Optional.of(new RunnerSettings.Sweep(SWEEP, RunnerFilter.onHost(HOST)))),
            () -> expiry.handle(ExpireDue.SOME),
            new StagedRunner.Host(owner, this::isKnownDead, this::nanoTime, new Threads()));
  }

  private LoopParts parts() {
    return new LoopParts(
        new SimulatedModel(world, ports),
        workspaces,
        AGENTS,
        POLICIES,
        SCHEMAS,
        new LoopParts.Audience(feed, new GuardedObserver(RuntimeObserver.NONE), new Announcer()),
        KnownSecrets.NONE);
  }

  /** Begins to look after its sessions. */
  void begin() {
    strand("watch", this::watch);
  }

  private void watch() {
    while (true) {
      world.time().sleep(LEASE.watchEvery().toNanos());
      runner.round();
    }
  }

  private void wake(SessionId session) {
    runner.wake(session);
  }

  /** Has this process do something. */
  void strand(String what, Runnable work) {
    world.time().begin(new Strand(name + "/" + what, this, work));
  }

  /** Its own monotonic clock, which has nothing to do with anybody else's. */
  private long nanoTime() {
    return clockBegan + world.time().now();
  }

  /** Nobody knows of another process whether it is dead. */
  private boolean isKnownDead(LeaseOwner other) {
    return false;
  }

  /** Its memory is gone from now on. */
  void die() {
    dead = true;
    if (world.strikes(Fault.FILES_CHANGE)) {
      world.folders().changeAny();
    }
  }

  /** It stands still. */
  void stall(long nanos) {
    stalled = true;
    world.time().in(nanos, this::goOn);
  }

  /** It goes on, if it stood still. */
  void goOn() {
    stalled = false;
    world.time().goOn();
  }

  @Override
  public boolean isDead() {
    return dead;
  }

  @Override
  public boolean isStalled() {
    return stalled;
  }

  String name() {
    return name;
  }

  Ports ports() {
    return ports;
  }

  SimulatedPersistence persistence() {
    return persistence;
  }

  SessionCommands commands() {
    return commands;
  }

  Readers readers() {
    return readers;
  }

  /** What edits of people are checked with here. */
  DecideApprovalHandler.EditChecks editChecks() {
    return new DecideApprovalHandler.EditChecks(workspaces, AGENTS, SCHEMAS);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Threads of the simulation's. */
  private final class Threads implements StagedRunner.Stage {

    @Override
    public void start(String what, Runnable work) {
      strand(shortened(what), work);
    }

    @Override
    public ExecutorService together() {
      return new OneByOne(world);
    }
  }

  /** The ids of sessions differ at their ends. */
  private static String shortened(String what) {
    return what.startsWith("turn-") ? "turn " + what.substring(what.length() - 3) : what;
  }
}
