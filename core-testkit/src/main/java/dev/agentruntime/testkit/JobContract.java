package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.bus.Announcer;
import dev.agentruntime.application.bus.Lifetime;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.job.Jobs;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.JobClaim;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.RuntimeObserver.JobOutcome;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.session.CleanUpHandler;
import dev.agentruntime.application.session.CloseIdleHandler;
import dev.agentruntime.application.session.ExpireDueHandler;
import dev.agentruntime.application.session.ForgetRequests;
import dev.agentruntime.application.session.ForgetRequestsHandler;
import dev.agentruntime.application.session.Housekeeping;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a store owes processes that keep house in it: each job is one process' at a time, whatever
 * becomes of that one. The clock of the store is at the beginning of each test beyond all claims of
 * the test before.
 */
@Timeout(120)
public abstract class JobContract {

  private static final Duration TIME = Duration.ofSeconds(5);
  private static final Duration DAY = Duration.ofDays(1);
  private static final LeaseOwner HERE = process("here");
  private static final LeaseOwner THERE = process("there");

  private final Supplier<UUID> ids = new UuidV7();
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

  @BeforeEach
  final void begin() {
    persistence = open();
    owner = new Owner("owner-" + ids.get());
    advance(Duration.ofMinutes(1));
  }

  @AfterEach
  final void end() {
    Invariants.checkCauses(persistence, owner);
    release(persistence);
  }

  private static LeaseOwner process(String host) {
    return new LeaseOwner(host, 1, Instant.EPOCH, new UUID(1, host.hashCode()));
  }

  // Claims.

  private Optional<JobClaim> claim(Job job, LeaseOwner process) {
    return persistence.inTransaction(work -> work.jobs().claim(job, process, TIME, dead -> false));
  }

  private boolean renew(JobClaim claim) {
    return persistence.inTransaction(work -> work.jobs().renew(claim, TIME));
  }

  private void release(JobClaim claim) {
    persistence.inTransaction(
        work -> {
          work.jobs().release(claim);
          return true;
        });
  }

  @Test
  void one_process_has_a_job_and_another_one_another_job() {
    JobClaim mine = claim(Job.EXPIRY, HERE).orElseThrow();

    assertThat(claim(Job.EXPIRY, THERE)).isEmpty();
    assertThat(claim(Job.EXPIRY, HERE)).as("not twice either").isEmpty();
    assertThat(claim(Job.CLEAN_UP, THERE)).isPresent();
    assertThat(renew(mine)).isTrue();
  }

  @Test
  void a_job_that_is_given_back_is_anybodys_at_once() {
    JobClaim mine = claim(Job.EXPIRY, HERE).orElseThrow();
    release(mine);

    assertThat(renew(mine)).isFalse();
    assertThat(claim(Job.EXPIRY, THERE)).isPresent();
  }

  @Test
  void a_claim_that_ran_out_is_anybodys_and_no_longer_its_former_holders() {
    JobClaim former = claim(Job.EXPIRY, HERE).orElseThrow();
    advance(TIME);
    JobClaim mine = claim(Job.EXPIRY, THERE).orElseThrow();

    assertThat(mine.generation()).isGreaterThan(former.generation());
    assertThat(renew(former)).isFalse();
    release(former);
    assertThat(claim(Job.EXPIRY, HERE)).as("what is given back was not theirs").isEmpty();
    assertThat(renew(mine)).isTrue();
  }

  @Test
  void a_claim_that_is_renewed_lives_on() {
    JobClaim mine = claim(Job.EXPIRY, HERE).orElseThrow();
    for (int i = 0; i < 3; i++) {
      advance(TIME.minusSeconds(1));
      assertThat(renew(mine)).isTrue();
    }

    assertThat(claim(Job.EXPIRY, THERE)).isEmpty();
  }

  @Test
  void a_claim_of_a_process_that_is_known_to_be_gone_need_not_run_out() {
    JobClaim left = claim(Job.EXPIRY, HERE).orElseThrow();
    Optional<JobClaim> taken =
        persistence.inTransaction(work -> work.jobs().claim(Job.EXPIRY, THERE, TIME, HERE::equals));

    assertThat(taken).isPresent();
    assertThat(renew(left)).isFalse();
  }

  @Test
  void of_many_that_claim_a_job_at_once_one_has_it() {
    List<Boolean> got =
        PersistenceContract.runTogether(
            IntStream.range(0, 8)
                .<Callable<Boolean>>mapToObj(
                    i -> () -> claim(Job.EXPIRY, process("process-" + i)).isPresent())
                .toList());

    assertThat(got).containsOnlyOnce(true);
  }

  @Test
  void what_rolls_back_claims_nothing() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                persistence.inTransaction(
                    work -> {
                      assertThat(work.jobs().claim(Job.EXPIRY, HERE, TIME, dead -> false))
                          .isPresent();
                      throw new IllegalStateException("it dies");
                    }));

    assertThat(claim(Job.EXPIRY, THERE)).isPresent();
  }

  // Turns.

  /** A process that does jobs, and what an observer is told of it. */
  private final class Process implements RuntimeObserver {
    private final Persistence store;
    private final Jobs jobs;
    private final List<Job> begun = new CopyOnWriteArrayList<>();
    private final List<JobRun> runs = new CopyOnWriteArrayList<>();

    Process(Persistence store) {
      this.store = store;
      this.jobs =
          new Jobs(store, LocalProcess.owner(ids.get()), new Lifetime(new Announcer(), ids), this);
    }

    @Override
    public AgentRun begins(AgentStart start) {
      return AgentRun.NONE;
    }

    @Override
    public void jobBegins(Job job) {
      begun.add(job);
    }

    @Override
    public void jobEnds(JobRun run) {
      runs.add(run);
    }

    private List<JobOutcome> outcomes(Job job) {
      return runs.stream().filter(run -> run.job() == job).map(JobRun::outcome).toList();
    }

    private List<JobOutcome> does(Job job, Jobs.Chore chore) {
      jobs.run(job, chore);
      return outcomes(job);
    }

    /** Lets time take effect, once. */
    private void keepsHouse(Optional<Duration> idle) {
      var commands = new SessionCommands(store, new EventFeed(store.reads()), woken -> {}, ids);
      var policies = new PoliciesInForce(JsonObject.empty());
      try (var housekeeping =
          new Housekeeping(
              jobs,
              new Housekeeping.Chores(
                  new ExpireDueHandler(commands, store, policies),
                  new ForgetRequestsHandler(store),
                  new CloseIdleHandler(commands, store),
                  new CleanUpHandler(store),
                  new MetricsProjection(store)),
              new Housekeeping.Ages(idle, Optional.empty()))) {
        housekeeping.expireDue();
      }
    }
  }

  private Process process() {
    return new Process(persistence);
  }

  /** Something that is there once it is written. */
  private boolean write(UnitOfWork work, String name) {
    return work.subscribers()
        .advance(name + "-" + owner, Optional.empty(), persistence.reads().ledgerStart());
  }

  private boolean isWritten(String name) {
    return persistence.reads().place(name + "-" + owner).isPresent();
  }

  @Test
  void who_finds_nothing_to_do_claims_nothing() {
    JobClaim theirs = claim(Job.CLEAN_UP, THERE).orElseThrow();
    Process here = process();

    assertThat(here.does(Job.CLEAN_UP, turn -> Map.of())).containsExactly(JobOutcome.NOTHING);
    assertThat(here.begun).isEmpty();
    assertThat(renew(theirs)).isTrue();
  }

  @Test
  void what_one_process_is_at_another_one_leaves() {
    Process here = process();
    Process there = process();
    List<JobOutcome> mine =
        here.does(
            Job.CLEAN_UP,
            turn -> {
              turn.begins();
              turn.begins();
              assertThat(
                      there.does(
                          Job.CLEAN_UP,
                          other -> {
                            other.begins();
                            throw new AssertionError("it must not come to this");
                          }))
                  .containsExactly(JobOutcome.ELSEWHERE);
              return Map.of("sessions", 3L, "others", 4L);
            });

    assertThat(mine).containsExactly(JobOutcome.DONE);
    assertThat(here.begun).containsExactly(Job.CLEAN_UP);
    assertThat(there.begun).isEmpty();
    assertThat(here.runs.getFirst().items()).isEqualTo(7);
    assertThat(claim(Job.CLEAN_UP, THERE)).as("it was given back").isPresent();
  }

  @Test
  void a_process_that_stood_still_within_a_job_writes_nothing_after_another_one_took_over() {
    Process slow = process();
    Process quick = process();
    List<JobOutcome> outcomes =
        slow.does(
            Job.CLEAN_UP,
            turn -> {
              turn.begins();
              keep(turn, "first");
              advance(Jobs.CLAIM);
              assertThat(
                      quick.does(
                          Job.CLEAN_UP,
                          other -> {
                            other.begins();
                            keep(other, "second");
                            return Map.of();
                          }))
                  .containsExactly(JobOutcome.DONE);
              persistence.inTransaction(
                  work -> {
                    assertThat(write(work, "third")).isTrue();
                    turn.keeps(work);
                    return true;
                  });
              throw new AssertionError("it must not come to this");
            });

    assertThat(outcomes).containsExactly(JobOutcome.LOST);
    assertThat(isWritten("first")).isTrue();
    assertThat(isWritten("second")).isTrue();
    assertThat(isWritten("third")).isFalse();
  }

  private void keep(Jobs.Turn turn, String name) {
    persistence.inTransaction(
        work -> {
          turn.keeps(work);
          return write(work, name);
        });
  }

  @Test
  void a_process_that_closes_leaves_its_job_behind_a_transaction_for_others_to_take_at_once() {
    Process closing = process();
    List<JobOutcome> outcomes =
        closing.does(
            Job.CLEAN_UP,
            turn -> {
              turn.begins();
              keep(turn, "first");
              closing.jobs.close();
              keep(turn, "second");
              return Map.of();
            });

    assertThat(outcomes).containsExactly(JobOutcome.STOPPED);
    assertThat(isWritten("first")).isTrue();
    assertThat(isWritten("second")).isFalse();
    assertThat(claim(Job.CLEAN_UP, THERE)).isPresent();
    assertThat(
            closing.does(
                Job.EXPIRY,
                turn -> {
                  turn.begins();
                  return Map.of();
                }))
        .containsExactly(JobOutcome.STOPPED);
  }

  @Test
  void a_job_that_breaks_is_given_back() {
    Process here = process();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                here.does(
                    Job.CLEAN_UP,
                    turn -> {
                      turn.begins();
                      throw new IllegalStateException("it breaks");
                    }));

    assertThat(here.outcomes(Job.CLEAN_UP)).containsExactly(JobOutcome.FAILED);
    assertThat(claim(Job.CLEAN_UP, THERE)).isPresent();
  }

  @Test
  void no_two_processes_are_at_a_job_at_once() {
    var atIt = new AtomicInteger();
    var most = new AtomicInteger();
    PersistenceContract.runTogether(
        Collections.nCopies(
            6,
            () ->
                process()
                    .does(
                        Job.EXPIRY,
                        turn -> {
                          turn.begins();
                          most.accumulateAndGet(atIt.incrementAndGet(), Math::max);
                          persistence.inTransaction(
                              work -> {
                                turn.keeps(work);
                                return true;
                              });
                          atIt.decrementAndGet();
                          return Map.of();
                        })));

    assertThat(most).hasValue(1);
  }

  // Jobs.

  private Story story() {
    return Story.begin(persistence, ids, owner, Workshop.settings());
  }

  private static long expired(Story story) {
    return story.log().stream()
        .map(RecordedEvent::type)
        .filter("tool.call.expired"::equals)
        .count();
  }

  @Test
  void what_a_process_left_that_died_within_a_job_another_one_does_as_soon_as_the_claim_ran_out() {
    List<Story> due = Stream.generate(() -> Stories.requested(story())).limit(3).toList();
    advance(Duration.ofHours(25));
    var mortal = new SeverablePersistence(persistence);
    var dying =
        new ForwardingPersistence(mortal) {
          @Override
          public <T> T inTransaction(Function<UnitOfWork, T> work) {
            T result = super.inTransaction(work);
            if (due.stream().anyMatch(story -> expired(story) > 0)) {
              mortal.cut();
            }
            return result;
          }
        };

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> new Process(dying).keepsHouse(Optional.empty()));
    Process heir = process();
    heir.keepsHouse(Optional.empty());
    assertThat(heir.outcomes(Job.EXPIRY)).containsExactly(JobOutcome.ELSEWHERE);
    assertThat(due.stream().mapToLong(JobContract::expired).sum()).isOne();
    advance(Jobs.CLAIM);
    heir.keepsHouse(Optional.empty());

    assertThat(due).allSatisfy(story -> assertThat(expired(story)).isOne());
    due.forEach(story -> Invariants.check(persistence, story.id()));
  }

  @Test
  void the_keys_of_old_requests_are_forgotten_some_at_a_time_and_young_ones_are_known() {
    for (int i = 0; i < 5; i++) {
      ask("old-" + i, Duration.ofHours(1));
    }
    ask("young", DAY);
    advance(Duration.ofHours(2));

    Process here = process();
    var transactions = new AtomicInteger();
    var counted =
        new ForwardingPersistence(persistence) {
          @Override
          public <T> T inTransaction(Function<UnitOfWork, T> work) {
            transactions.incrementAndGet();
            return super.inTransaction(work);
          }
        };
    assertThat(new ForgetRequestsHandler(counted).handle(new ForgetRequests(2))).isEqualTo(5);
    assertThat(transactions).as("a look, and three parts").hasValue(4);
    here.keepsHouse(Optional.empty());

    assertThat(here.outcomes(Job.REQUEST_KEYS)).containsExactly(JobOutcome.NOTHING);
    assertThat(answered("young")).isPresent();
    assertThat(answered("old-1")).isEmpty();
  }

  private RequestKey key(String name) {
    return new RequestKey(owner, "POST", "/", name, Digest.of(name));
  }

  private void ask(String name, Duration time) {
    persistence.inTransaction(
        work -> {
          assertThat(work.requests().claim(key(name), time)).isEmpty();
          work.requests().answer(key(name), JsonObject.empty());
          return true;
        });
  }

  private Optional<?> answered(String name) {
    return persistence.inTransaction(
        work -> {
          Optional<?> known = work.requests().claim(key(name), DAY);
          if (known.isEmpty()) {
            work.requests().answer(key(name), JsonObject.empty());
          }
          return known;
        });
  }

  @Test
  void a_session_that_nobody_uses_is_closed_where_that_is_wanted() {
    SessionId idle = story().id();
    SessionId atWork = Stories.working(story()).id();
    SessionId waits = Stories.asking(story()).id();
    SessionId closed = story().outside((session, moment) -> session.close(moment)).id();
    advance(DAY.plusMinutes(1));
    SessionId young = story().id();
    Process here = process();

    here.keepsHouse(Optional.empty());
    assertThat(status(idle)).as("where it is not").isEqualTo(SessionStatus.IDLE);
    here.keepsHouse(Optional.of(DAY));

    assertThat(here.outcomes(Job.IDLE_SESSIONS)).containsExactly(JobOutcome.DONE);
    assertThat(status(idle)).isEqualTo(SessionStatus.CLOSED);
    assertThat(status(atWork)).isEqualTo(SessionStatus.RUNNING);
    assertThat(status(waits)).isEqualTo(SessionStatus.WAITING);
    assertThat(status(young)).isEqualTo(SessionStatus.IDLE);
    assertThat(Invariants.log(persistence, closed))
        .extracting(RecordedEvent::type)
        .containsOnlyOnce("session.closed");
    here.keepsHouse(Optional.of(DAY));
    assertThat(Invariants.log(persistence, idle))
        .extracting(RecordedEvent::type)
        .containsOnlyOnce("session.closed");
    Invariants.check(persistence, idle);
  }

  private SessionStatus status(SessionId session) {
    return persistence.inTransaction(work -> work.sessions().find(session).orElseThrow().status());
  }
}
