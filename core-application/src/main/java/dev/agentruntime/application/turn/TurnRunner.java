package dev.agentruntime.application.turn;

import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.lease.HeldLease;
import dev.agentruntime.application.lease.LeaseLostException;
import dev.agentruntime.application.output.MaskedMessages;
import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Lease;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.Turn;
import dev.agentruntime.domain.session.TurnId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives sessions that have something to do a lease and a virtual thread, as long as they have
 * something to do; a suspended session holds neither. Waking is level-triggered: to wake a session
 * that needs nothing is harmless, and what nobody woke is found by a sweep. Hints of other
 * processes make it look sooner than it would by itself.
 */
public final class TurnRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TurnRunner.class);
  private static final int SWEEP_BATCH = 100;

  /** Longer than a tool may take to end after its interrupt. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Persistence persistence;
  private final LoopParts parts;
  private final Supplier<UUID> ids;
  private final RunnerSettings settings;
  private final Runnable chores;
  private final Machine machine;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<SessionId, Run> runs = new HashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread watch;

  /** What the watch has others do; its own place is that of who closes. */
  private final Phaser asides = new Phaser(1);

  private final AtomicBoolean sweeping = new AtomicBoolean();

  /** Used by the watch, and by the sweep that it began. */
  private volatile long sweepAt;

  /** Whether nothing is taken up any more. */
  private boolean leaving;

  /**
   * Begins to run what can be run.
   *
   * @param chores what else is done with each sweep
   */
  public static TurnRunner start(
      Persistence persistence,
      LoopParts parts,
      Supplier<UUID> ids,
      RunnerSettings settings,
      Runnable chores) {
    return start(persistence, parts, ids, settings, chores, System::nanoTime);
  }

  static TurnRunner start(
      Persistence persistence,
      LoopParts parts,
      Supplier<UUID> ids,
      RunnerSettings settings,
      Runnable chores,
      LongSupplier nanoTime) {
    TurnRunner runner =
        unwatched(persistence, parts, ids, settings, chores, Machine.here(ids.get(), nanoTime));
    // Not by the constructor: its thread would see a runner that is not made yet.
    runner.watch.start();
    if (settings.sweep().isPresent()) {
      parts.feed().listen();
    }
    return runner;
  }

  /** One whose {@link #round} is called by whoever made it. */
  static TurnRunner unwatched(
      Persistence persistence,
      LoopParts parts,
      Supplier<UUID> ids,
      RunnerSettings settings,
      Runnable chores,
      Machine machine) {
    return new TurnRunner(persistence, parts, ids, settings, chores, machine);
  }

  private TurnRunner(
      Persistence persistence,
      LoopParts parts,
      Supplier<UUID> ids,
      RunnerSettings settings,
      Runnable chores,
      Machine machine) {
    this.persistence = persistence;
    this.parts = parts;
    this.ids = ids;
    this.settings = settings;
    this.chores = chores;
    this.machine = machine;
    // At once, for what a process that was killed left behind.
    this.sweepAt = machine.nanoTime().getAsLong();
    this.watch = Thread.ofPlatform().daemon().name("lease-watch").unstarted(this::watch);
  }

  private void watch() {
    long every = settings.lease().watchEvery().toNanos();
    try {
      while (!stopping.await(every, TimeUnit.NANOSECONDS)) {
        round();
      }
    } catch (InterruptedException e) {
      LOG.debug("the watch over leases was interrupted");
    }
  }

  /**
   * Renews leases, looks whether work in hand is wanted, and sweeps if that is due. Each asks the
   * store on a thread of its own: where one waits for an answer, the others are not late.
   */
  void round() {
    current().forEach(Run::lookAside);
    settings
        .sweep()
        .filter(due -> now() - sweepAt >= 0 && !isLeaving())
        .ifPresent(sweep -> aside("sweep", sweeping, () -> sweep(sweep)));
  }

  /** Does something on a thread of its own, unless that is being done. */
  private void aside(String name, AtomicBoolean busy, Runnable work) {
    if (busy.compareAndSet(false, true)) {
      asides.register();
      machine
          .threads()
          .start(
              name,
              () -> {
                try {
                  work.run();
                } finally {
                  busy.set(false);
                  asides.arriveAndDeregister();
                }
              });
    }
  }

  private long now() {
    return machine.nanoTime().getAsLong();
  }

  /**
   * Lets a session go on, if it can and this process may run it; else has the others told of it.
   * Returns at once.
   */
  public void wake(SessionId session) {
    Optional<Run> run = running(session, true);
    run.ifPresent(Run::look);
    if (run.isEmpty()) {
      parts.feed().hint(new Hint.Runnable(session));
    }
  }

  private boolean isLeaving() {
    return locked(() -> leaving);
  }

  private void wakeUnasked(SessionId session) {
    running(session, false).ifPresent(Run::look);
  }

  /** This process, as leases tell it. */
  public LeaseOwner owner() {
    return machine.self();
  }

  /** Looks at what another process tells of. */
  public void hinted(Hint hint) {
    switch (hint) {
      case Hint.Recorded recorded -> lookSoon(recorded.session());
      case Hint.Runnable runnable ->
          settings.sweep().ifPresent(any -> wakeUnasked(runnable.session()));
      case Hint.ReplyGrew grew -> {}
      case Hint.Reading reading -> {}
      case Hint.Anything anything -> {
        current().forEach(Run::look);
        settings.sweep().ifPresent(this::claim);
      }
    }
  }

  /** On a thread of its own: it asks the store, and who tells of hints has others to tell of. */
  private void lookSoon(SessionId session) {
    Optional.ofNullable(locked(() -> runs.get(session)))
        .ifPresent(run -> Thread.ofVirtual().name("look-" + session).start(run::look));
  }

  /**
   * Lets a session go on, and tells when that is over.
   *
   * @return completes when there is nothing more to do here: the session is suspended, done or in
   *     other hands. Fails with what broke the loop
   */
  public CompletableFuture<Void> settled(SessionId session) {
    return running(session, false)
        .orElseThrow(() -> new IllegalStateException("the runtime is closed"))
        .done;
  }

  /**
   * The run that will look at the session from now on; none once nothing is taken up any more.
   *
   * @param asked whether the others are to know of work that this process may not do
   */
  private Optional<Run> running(SessionId session, boolean asked) {
    return locked(
        () -> {
          if (leaving) {
            return Optional.empty();
          }
          Run current = runs.get(session);
          if (current != null && current.again(asked)) {
            return Optional.of(current);
          }
          var run = new Run(session, asked);
          runs.put(session, run);
          machine.threads().start("turn-" + session, run);
          return Optional.of(run);
        });
  }

  private List<Run> current() {
    return locked(() -> List.copyOf(runs.values()));
  }

  private <T> T locked(Supplier<T> access) {
    lock.lock();
    try {
      return access.get();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes what has something to do and nobody doing it. */
  private void sweep(RunnerSettings.Sweep sweep) {
    try {
      chores.run();
      claim(sweep);
    } catch (RuntimeException | Error e) {
      LOG.warn("looking for sessions to run failed; it is tried again", e);
    } finally {
      sweepAt = now() + sweep.every().toNanos();
    }
  }

  private void claim(RunnerSettings.Sweep sweep) {
    persistence
        .inTransaction(
            work -> work.leases().claimable(sweep.runners(), SWEEP_BATCH, machine.dead()))
        .forEach(this::wakeUnasked);
  }

  /**
   * Takes nothing up any more, and has each loop end behind the step it is at: a model may answer,
   * tools that were started may end. Leases go on being renewed meanwhile, each is given back as
   * soon as its loop has ended, and the others are told of it.
   *
   * @return completes when no loop is left
   */
  public CompletableFuture<Void> handOver() {
    locked(() -> leaving = true);
    List<Run> last = current();
    last.forEach(Run::leave);
    return ends(last);
  }

  private static CompletableFuture<Void> ends(List<Run> runs) {
    return CompletableFuture.allOf(
        runs.stream()
            .map(run -> run.done.handle((done, failure) -> true))
            .toArray(CompletableFuture[]::new));
  }

  /**
   * Stops all loops; what they had in hand is not recorded, and is found by whoever runs them next,
   * who is told of it. A model or tool that does not heed its interrupt is left behind after a
   * while.
   */
  @Override
  public void close() {
    locked(() -> leaving = true);
    stopping.countDown();
    List<Run> last = current();
    last.forEach(Run::stop);
    try {
      ends(last).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      watch.join(PATIENCE);
      asides.awaitAdvanceInterruptibly(asides.arrive(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("some turns did not stop in time; they are left behind", e);
    }
  }

  /**
   * What came of asking for a lease.
   *
   * @param mine the session, where it is this process' now
   * @param theirs whether it has something to do that only others may do
   */
  private record Claim(Optional<Session> mine, boolean theirs) {}

  /** One session's loop in this process. */
  private final class Run implements Runnable {

    private final SessionId session;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final InHand inHand = new InHand();
    private boolean wanted = true;
    private boolean over;

    /** Whether a command of this process wants it, and may want what only others may do. */
    private boolean asked;

    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Optional<LeasedSession> leased = Optional.empty();

    Run(SessionId session, boolean asked) {
      this.session = session;
      this.asked = asked;
    }

    /** Makes sure that the loop looks at the session once more; false if it has ended. */
    synchronized boolean again(boolean byCommand) {
      wanted = true;
      asked |= byCommand;
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
          failure = attempt();
        }
      } catch (InterruptedException e) {
        LOG.debug("the loop of session {} was stopped", session);
        parts.feed().hint(new Hint.Runnable(session));
      } finally {
        end();
        locked(() -> runs.remove(session, this));
        failure.ifPresentOrElse(done::completeExceptionally, () -> done.complete(null));
      }
    }

    /** Whoever asked for another look meanwhile gets it, also after a failure. */
    private Optional<Throwable> attempt() throws InterruptedException {
      try {
        inHand.requireStaying();
        claim();
        return Optional.empty();
      } catch (RuntimeException | Error e) {
        LOG.error("the loop of session {} broke", session, e);
        return Optional.of(e);
      }
    }

    private void claim() throws InterruptedException {
      boolean byCommand = takeAsked();
      long sent = now();
      Claim claim = persistence.inTransaction(this::acquire);
      if (claim.mine().isPresent()) {
        Failpoint.LEASE_TAKEN.reached();
        hold(claim.mine().get(), sent);
      } else if (claim.theirs() && byCommand) {
        parts.feed().hint(new Hint.Runnable(session));
      }
    }

    private synchronized boolean takeAsked() {
      boolean was = asked;
      asked = false;
      return was;
    }

    private Claim acquire(UnitOfWork work) {
      Optional<Session> runnable = runnable(work);
      Optional<Session> acquired =
          runnable
              .filter(settings.mayRun())
              .flatMap(
                  found ->
                      work.leases()
                          .acquire(
                              session, machine.self(), settings.lease().time(), machine.dead()));
      if (acquired.isPresent()) {
        Failpoint.LEASE_BEFORE_COMMIT.reached();
      }
      return new Claim(acquired, runnable.filter(settings.mayRun().negate()).isPresent());
    }

    private Optional<Session> runnable(UnitOfWork work) {
      return work.sessions().find(session).filter(Session::isRunnable);
    }

    private void hold(Session claimed, long sent) throws InterruptedException {
      // Others may stop what is done here, or want to read it.
      parts.feed().listen();
      var lease = new Lease(session, machine.self(), claimed.version().generation());
      var held = new HeldLease(persistence, lease, settings.lease(), machine.nanoTime(), sent);
      var mine = new LeasedSession(persistence, parts.audience(), ids, held, inHand, claimed);
      leased = Optional.of(mine);
      boolean more;
      try {
        mine.watched().takesUp(claimed);
        loop(mine);
      } catch (LeaseLostException e) {
        LOG.info("{}", e.getMessage());
        mine.watched().leaseLost(claimed);
      } finally {
        leased = Optional.empty();
        mine.watched().leaves();
        more = release(lease);
      }
      if (more) {
        again(false);
      }
    }

    /** A turn that the runtime itself cannot go on with ends as failed: no session stays stuck. */
    private void loop(LeasedSession mine) throws InterruptedException {
      try {
        SessionTooling tooling =
            SessionTooling.of(mine.session(), parts.workspaces(), parts.agents(), parts.schemas());
        var transcript =
            new Transcript(persistence.reads(), mine::session, new MaskedMessages(parts.secrets()));
        new AgentLoop(
                mine,
                new ModelSteps(mine, parts, tooling, transcript),
                new ToolSteps(mine, parts, tooling, machine.threads()::together))
            .run();
      } catch (LeaseLostException | PersistenceException e) {
        throw e;
      } catch (RuntimeException | Error e) {
        LOG.error("session {} cannot go on", session, e);
        fail(mine, e);
      }
    }

    /** Ends the turn that was being run, not one that a user has begun meanwhile. */
    private void fail(LeasedSession mine, Throwable why) {
      Optional<TurnId> turn = turnOf(mine.session());
      String message =
          "the turn could not go on: "
              + RecordableText.of(parts.secrets().mask(String.valueOf(why.getMessage())));
      mine.record(
          current -> turn.isPresent() && turnOf(current).equals(turn),
          (current, moment, work) -> current.fail(FailureKind.INTERNAL, message, moment));
    }

    private static Optional<TurnId> turnOf(Session session) {
      return session.state().turn().map(Turn::id);
    }

    /**
     * Gives the lease back.
     *
     * @return whether there is something to do again: what others recorded while the lease was held
     *     they could not run themselves
     */
    private boolean release(Lease lease) {
      try {
        Failpoint.LEASE_BEFORE_RELEASE.reached();
        boolean more =
            persistence.inTransaction(
                work -> {
                  work.leases().release(lease);
                  return runnable(work).filter(settings.mayRun()).isPresent();
                });
        Failpoint.LEASE_RELEASED.reached();
        return more;
      } catch (RuntimeException e) {
        LOG.warn("the lease of session {} was not given back; it runs out by itself", session, e);
        return false;
      }
    }

    /** For the watch: the same without waiting for the store, one look at a time. */
    void lookAside() {
      leased.ifPresent(
          mine -> {
            mine.dropInTime();
            aside("look-" + session, looking, this::look);
          });
    }

    /** For other threads: keeps the lease and looks whether the work in hand is wanted. */
    void look() {
      try {
        leased.ifPresent(LeasedSession::look);
      } catch (RuntimeException | Error e) {
        LOG.warn("watching session {} failed; it is tried again", session, e);
      }
    }

    /** For other threads: ends the loop behind its step. */
    void leave() {
      inHand.leave();
    }

    /** For other threads: ends the loop. */
    void stop() {
      inHand.stop();
    }
  }
}
