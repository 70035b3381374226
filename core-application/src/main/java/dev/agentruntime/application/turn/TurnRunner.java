package dev.agentruntime.application.turn;

import dev.agentruntime.application.port.Lease;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives sessions that have something to do a lease and a virtual thread, as long as they have
 * something to do; a suspended session holds neither. Waking is level-triggered: to wake a session
 * that needs nothing is harmless, and what nobody woke is found by {@link #sweep}.
 */
public final class TurnRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TurnRunner.class);
  private static final int SWEEP_BATCH = 100;

  private final Persistence persistence;
  private final LoopParts parts;
  private final Supplier<UUID> ids;
  private final RunnerSettings settings;
  private final LeaseOwner owner;
  private final Map<SessionId, Run> runs = new ConcurrentHashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean closed;

  public TurnRunner(
      Persistence persistence, LoopParts parts, Supplier<UUID> ids, RunnerSettings settings) {
    this.persistence = persistence;
    this.parts = parts;
    this.ids = ids;
    this.settings = settings;
    this.owner = LocalProcess.owner(ids.get());
    Thread.ofPlatform().daemon().name("lease-watch").start(this::watch);
  }

  /**
   * Renews leases, looks whether work in hand is wanted, and sweeps, until the runner is closed.
   */
  private void watch() {
    long every = settings.lease().watchEvery().toNanos();
    long lastSweep = System.nanoTime();
    try {
      while (!stopping.await(every, TimeUnit.NANOSECONDS)) {
        runs.values().forEach(Run::look);
        if (isSweepDue(lastSweep)) {
          lastSweep = System.nanoTime();
          sweepQuietly();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the watch over leases was interrupted");
    }
  }

  private boolean isSweepDue(long last) {
    return settings
        .sweepEvery()
        .map(pause -> System.nanoTime() - last >= pause.toNanos())
        .orElse(false);
  }

  /** Lets a session go on, if it can and this process may run it. Returns at once. */
  public void wake(SessionId session) {
    if (!closed) {
      running(session).look();
    }
  }

  /**
   * Lets a session go on, and tells when that is over.
   *
   * @return completes when there is nothing more to do here: the session is suspended, done or in
   *     other hands. Fails with what broke the loop
   */
  public CompletableFuture<Void> settled(SessionId session) {
    return running(session).done;
  }

  private Run running(SessionId session) {
    return runs.compute(
        session, (id, current) -> current == null || !current.again() ? started(id) : current);
  }

  private Run started(SessionId session) {
    if (closed) {
      throw new IllegalStateException("the runtime is closed");
    }
    var run = new Run(session);
    run.thread.start();
    return run;
  }

  /** Wakes every session that has something to do and nobody doing it. */
  public void sweep() {
    persistence
        .inTransaction(work -> work.leases().claimable(SWEEP_BATCH, LocalProcess::isDead))
        .forEach(this::wake);
  }

  private void sweepQuietly() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("looking for sessions to run failed; it is tried again", e);
    }
  }

  /**
   * Stops all loops; what they had in hand is not recorded, and is found by whoever runs them next.
   */
  @Override
  public void close() {
    closed = true;
    runs.values().forEach(run -> run.thread.interrupt());
    runs.values().forEach(run -> run.done.handle((done, failure) -> true).join());
    stopping.countDown();
  }

  /** One session's loop in this process. */
  private final class Run implements Runnable {

    private final SessionId session;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Thread thread;
    private boolean wanted = true;
    private boolean over;
    private volatile Optional<HeldLease> held = Optional.empty();

    Run(SessionId session) {
      this.session = session;
      this.thread = Thread.ofVirtual().name("turn-" + session).unstarted(this);
    }

    /** Makes sure that the loop looks at the session once more; false if it has ended. */
    synchronized boolean again() {
      wanted = true;
      return !over;
    }

    private synchronized boolean takeWanted() {
      boolean was = wanted;
      wanted = false;
      over = !was;
      return was;
    }

    private synchronized void end() {
      over = true;
    }

    @Override
    public void run() {
      Optional<Throwable> failure = Optional.empty();
      try {
        while (takeWanted()) {
          claim();
        }
      } catch (InterruptedException e) {
        LOG.debug("the loop of session {} was stopped", session);
      } catch (RuntimeException | Error e) {
        LOG.error("the loop of session {} broke", session, e);
        failure = Optional.of(e);
      } finally {
        end();
        runs.remove(session, this);
        failure.ifPresentOrElse(done::completeExceptionally, () -> done.complete(null));
      }
    }

    private void claim() throws InterruptedException {
      long sent = System.nanoTime();
      Optional<Session> claimed = persistence.inTransaction(this::acquire);
      if (claimed.isPresent()) {
        hold(claimed.get(), sent);
      }
    }

    private Optional<Session> acquire(UnitOfWork work) {
      return work.sessions()
          .find(session)
          .filter(settings.mayRun().and(Session::isRunnable))
          .flatMap(
              found ->
                  work.leases()
                      .acquire(session, owner, settings.lease().time(), LocalProcess::isDead));
    }

    private void hold(Session claimed, long sent) throws InterruptedException {
      var lease = new Lease(session, owner, claimed.version().generation());
      var clock = new LeaseClock(lease, settings.lease(), sent);
      var leased = new LeasedSession(persistence, parts.feed(), ids, clock, claimed);
      held = Optional.of(new HeldLease(persistence, leased, clock));
      try {
        loop(leased);
      } catch (LeaseLostException e) {
        LOG.info("{}", e.getMessage());
      } finally {
        held = Optional.empty();
        release(lease);
      }
    }

    /** A turn that the runtime itself cannot go on with ends as failed: no session stays stuck. */
    private void loop(LeasedSession leased) throws InterruptedException {
      try {
        SessionTooling tooling =
            SessionTooling.of(
                leased.session(), parts.workspaces(), parts.agents(), parts.schemas());
        var transcript = new Transcript(persistence.reads(), session);
        new AgentLoop(
                leased,
                new ModelSteps(leased, parts, tooling, transcript),
                new ToolSteps(leased, parts, tooling))
            .run();
      } catch (LeaseLostException | PersistenceException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.error("session {} cannot go on", session, e);
        leased.record(
            current -> current.state().turn().isPresent(),
            (current, moment, work) ->
                current.fail(
                    FailureKind.INTERNAL, "the turn could not go on: " + e.getMessage(), moment));
      }
    }

    private void release(Lease lease) {
      try {
        persistence.inTransaction(
            work -> {
              work.leases().release(lease);
              return true;
            });
      } catch (PersistenceException e) {
        LOG.warn("the lease of session {} was not given back; it runs out by itself", session, e);
      }
    }

    /** For the watching thread: renews the lease and looks whether the work in hand is wanted. */
    void look() {
      try {
        held.ifPresent(HeldLease::look);
      } catch (RuntimeException e) {
        LOG.warn("watching session {} failed; it is tried again", session, e);
      }
    }
  }
}
