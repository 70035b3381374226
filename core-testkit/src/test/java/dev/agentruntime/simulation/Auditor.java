package dev.agentruntime.simulation;

import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.port.SessionRepository;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at what every transaction recorded right after its commit, and at what tools do at the
 * moment they do it, and keeps its own account of both.
 */
final class Auditor {

  private static final int PAGE = 100;
  private static final long LEASE = Instance.LEASE.time().toNanos();

  private final World world;
  private final Map<SessionId, SessionAudit> sessions = new LinkedHashMap<>();
  private final Map<ToolCallId, CallAudit> calls = new HashMap<>();
  private Optional<String> place = Optional.empty();
  private long turns;
  private long completed;
  private long effects;

  Auditor(World world) {
    this.world = world;
  }

  /**
   * Something may be committed.
   *
   * @return whether there was
   */
  boolean sees() {
    List<LedgerEntry> page = page();
    Set<SessionId> touched = new LinkedHashSet<>();
    boolean any = !page.isEmpty();
    while (!page.isEmpty()) {
      for (LedgerEntry entry : page) {
        touched.add(entry.event().session());
        take(entry.event());
      }
      place = Optional.of(page.getLast().cursor());
      page = page.size() < PAGE ? List.of() : page();
    }
    touched.forEach(this::compareWithRow);
    world.store().inTransaction(work -> generations(work.sessions()));
    return any;
  }

  /** No lease comes after a later one. */
  private boolean generations(SessionRepository rows) {
    for (SessionAudit session : sessions.values()) {
      long generation = rows.find(session.id()).orElseThrow().version().generation();
      long before = session.generation(generation);
      if (generation < before) {
        throw world.violated(
            "a write under lease %d took lease %d back".formatted(generation, before));
      }
      if (generation > before) {
        wakeZombies();
      }
    }
    return true;
  }

  /** Whoever stood still comes back when it matters most: just when somebody takes over. */
  private void wakeZombies() {
    for (Instance instance : world.instances()) {
      if (instance.isStalled() && world.dice().oneIn(2)) {
        world.time().in(world.dice().millis(0, 4), instance::goOn);
      }
    }
  }

  private List<LedgerEntry> page() {
    return world.store().reads().ledger(new LedgerQuery(Optional.empty(), place, PAGE));
  }

  private void take(RecordedEvent event) {
    world.note(() -> "  %s at %d".formatted(event.type(), event.position()));
    try {
      sessions
          .computeIfAbsent(event.session(), id -> new SessionAudit(world, id, calls))
          .take(event);
    } catch (Violation e) {
      throw world.violated(e);
    }
  }

  private void compareWithRow(SessionId id) {
    Session row = row(id);
    SessionAudit audit = sessions.get(id);
    if (audit == null || !row.state().equals(audit.state())) {
      throw world.violated("the row of " + id + " is not what its log folds into");
    }
    if (row.version().position() != audit.position()) {
      throw world.violated("the row of " + id + " stands at another position than its log");
    }
    audit.runs(row.isRunnable());
  }

  /** A session as it is stored. */
  Session row(SessionId id) {
    return world.store().inTransaction(work -> work.sessions().find(id)).orElseThrow();
  }

  /**
   * A process begins with a tool; whoever does holds a lease that lives. Not asked of reads: those
   * of one reply wait for each other here.
   */
  void begins(AuthorizedCall call) {
    CallAudit audit = calls.get(call.id());
    if (audit != null
        && call.sideEffect() != SideEffect.READ
        && isFree(audit.session())
        && world.clock().isSteadyFor(LEASE)) {
      throw world.violated("tool " + call + " begins, and nobody holds a lease of its session");
    }
  }

  private boolean isFree(SessionId session) {
    return world
        .store()
        .inTransaction(
            work ->
                work.leases()
                    .claimable(RunnerFilter.onHost(Instance.HOST), PAGE, owner -> false)
                    .contains(session));
  }

  /** A tool has its effect now. */
  void effect(Instance home, AuthorizedCall call) {
    effects++;
    CallAudit audit = calls.get(call.id());
    if (audit == null) {
      throw world.violated("tool " + call + " runs, and no log has its call");
    }
    world.note(() -> "  EFFECT of " + call);
    audit.effect(world, home, call);
  }

  /** Whether exactly this is in the log. */
  boolean has(RecordedEvent event) {
    SessionAudit audit = sessions.get(event.session());
    return audit != null && audit.has(event);
  }

  Collection<SessionAudit> sessions() {
    return List.copyOf(new ArrayList<>(sessions.values()));
  }

  Optional<SessionAudit> of(SessionId id) {
    return Optional.ofNullable(sessions.get(id));
  }

  /** A turn came to its end. */
  void turnEnded(TurnOutcome outcome) {
    turns++;
    switch (outcome) {
      case TurnOutcome.Completed completed -> this.completed++;
      case TurnOutcome.LimitReached reached -> world.reached(Sometimes.LIMIT_HELD);
      case TurnOutcome.Failed failed when failed.kind() == FailureKind.MALFORMED_CALLS ->
          world.reached(Sometimes.GAVE_UP);
      case TurnOutcome.Failed failed
          when failed.kind() == FailureKind.INTERNAL
              && failed.message().startsWith("the turn could not go on") ->
          throw new Violation("a defect: " + failed.message());
      default -> {}
    }
  }

  long completed() {
    return completed;
  }

  long turns() {
    return turns;
  }

  long effects() {
    return effects;
  }
}
