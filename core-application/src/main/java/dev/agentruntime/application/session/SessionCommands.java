package dev.agentruntime.application.session;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.job.JobTurn;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.SessionRepository.Origin;
import dev.agentruntime.application.port.SessionRepository.Recording;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionHeader.Lifecycle;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionKind;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every command on a session from outside the loop has in common: it locks the session, checks
 * whose it is, acts, records, tells watchers after the commit, and wakes the runner.
 */
public final class SessionCommands {

  private static final Receipt<Session> NONE =
      new Receipt<>(
          session -> session,
          session -> {
            throw new IllegalStateException("a command without a receipt takes no keys");
          },
          json -> {
            throw new IllegalStateException("a command without a receipt takes no keys");
          });

  private final Persistence persistence;
  private final EventFeed feed;
  private final Consumer<SessionId> wake;
  private final Supplier<UUID> ids;
  private final RequestKeys keys;
  private final Optional<TraceParent> trace;

  /**
   * Commands on a store.
   *
   * @param wake called after each commit; must not block
   */
  public SessionCommands(
      Persistence persistence, EventFeed feed, Consumer<SessionId> wake, Supplier<UUID> ids) {
    this(persistence, feed, wake, ids, RequestKeys.NONE, Optional.empty());
  }

  private SessionCommands(
      Persistence persistence,
      EventFeed feed,
      Consumer<SessionId> wake,
      Supplier<UUID> ids,
      RequestKeys keys,
      Optional<TraceParent> trace) {
    this.persistence = persistence;
    this.feed = feed;
    this.wake = wake;
    this.ids = ids;
    this.keys = keys;
    this.trace = trace;
  }

  /**
   * The same for one request with these keys: its command is performed once; sent again, it answers
   * what it answered then and does nothing. A command that is refused leaves its keys free.
   */
  public SessionCommands once(List<RequestKey> request) {
    return new SessionCommands(persistence, feed, wake, ids, new RequestKeys(request), trace);
  }

  /** The same for what is asked for at a place in a trace; what is recorded tells it. */
  public SessionCommands within(Optional<TraceParent> place) {
    return new SessionCommands(persistence, feed, wake, ids, keys, place);
  }

  /** One act; may be tried several times, so it only computes. */
  public interface Act {
    /** The session after the act. */
    Session apply(Session session, Moment moment, UnitOfWork work);
  }

  /** A fresh id. */
  public UUID newId() {
    return ids.get();
  }

  /** Makes a session, or tells what came of it where the request was performed before. */
  public <R> R create(Function<UnitOfWork, Session> make, Receipt<R> receipt) {
    var origin = new Origin(ids.get(), trace);
    Done<R> done =
        carryOut(work -> once(work, receipt, () -> work.sessions().save(make.apply(work), origin)));
    done.recording()
        .map(Recording::session)
        .filter(Session::isRunnable)
        .ifPresent(made -> wake.accept(made.id()));
    return done.result();
  }

  /**
   * Performs an act on an owner's session; takes no keys.
   *
   * @return the session as it was recorded
   * @throws RefusedException if there is no such session, or the act is refused
   */
  public Session perform(Owner owner, SessionId id, Act act) {
    return perform(owner, id, act, NONE);
  }

  /**
   * Performs an act on an owner's session, or tells what came of it where the request was performed
   * before.
   *
   * @throws RefusedException if there is no such session, the act is refused, or one of the keys
   *     was another request's
   */
  public <R> R perform(Owner owner, SessionId id, Act act, Receipt<R> receipt) {
    return perform(locked -> conversation(locked, owner, id), id, act, receipt);
  }

  /**
   * Performs an act on an approval's session, be it a conversation or the request alone; takes no
   * keys.
   *
   * @throws RefusedException if there is no such session, or the act is refused
   */
  public Session performOnApproval(Owner owner, SessionId id, Act act) {
    return perform(locked -> require(locked, owner, id), id, act, NONE);
  }

  /** Performs an act on a session, whosever it is, in a process' turn at a job. */
  Session performInTurn(SessionId id, JobTurn turn, Act act) {
    Act kept =
        (session, moment, work) -> {
          turn.keeps(work);
          return act.apply(session, moment, work);
        };
    return perform(Optional::orElseThrow, id, kept, NONE);
  }

  private <R> R perform(
      Function<Optional<Session>, Session> check, SessionId id, Act act, Receipt<R> receipt) {
    var origin = new Origin(ids.get(), trace);
    Done<R> done =
        carryOut(
            work -> {
              // Before the keys are claimed, so that equal requests queue here.
              Optional<Session> locked = work.sessions().lock(id);
              return once(
                  work,
                  receipt,
                  () -> {
                    Session session = check.apply(locked);
                    // Saved even where nothing is to record: the act may have changed what the
                    // loop goes by, and the loop is to notice.
                    return work.sessions()
                        .save(act.apply(session, new Moment(work.now(), ids), work), origin);
                  });
            });
    wake.accept(id);
    return done.result();
  }

  /** What a command results in, and what was recorded for that: nothing where it was known. */
  private record Done<R>(R result, Optional<Recording> recording) {

    /** The type of the first event. */
    String what() {
      return recording.map(Recording::first).orElse("known");
    }
  }

  private <R> Done<R> carryOut(Function<UnitOfWork, Done<R>> command) {
    Done<R> done =
        persistence.inTransaction(
            work -> {
              Done<R> written = command.apply(work);
              Failpoint.COMMAND_BEFORE_COMMIT.reached(written.what());
              return written;
            });
    Failpoint.COMMAND_COMMITTED.reached(done.what());
    done.recording().ifPresent(this::publish);
    Failpoint.COMMAND_PUBLISHED.reached(done.what());
    return done;
  }

  private <R> Done<R> once(UnitOfWork work, Receipt<R> receipt, Supplier<Recording> effect) {
    return keys.claim(work)
        .map(answer -> new Done<>(receipt.read().apply(answer), Optional.<Recording>empty()))
        .orElseGet(() -> record(work, receipt, effect.get()));
  }

  private <R> Done<R> record(UnitOfWork work, Receipt<R> receipt, Recording recording) {
    R result = receipt.of().apply(recording.session());
    keys.answer(work, result, receipt);
    return new Done<>(result, Optional.of(recording));
  }

  private void publish(Recording recording) {
    feed.publish(recording.session().state().header().owner(), recording.events());
  }

  /** An owner's session as it is, without changing it. */
  public Session read(Owner owner, SessionId id) {
    return persistence.inTransaction(work -> conversation(work.sessions().find(id), owner, id));
  }

  private static Session conversation(Optional<Session> found, Owner owner, SessionId id) {
    return require(
        found.filter(session -> session.state().header().kind() == SessionKind.CONVERSATION),
        owner,
        id);
  }

  private static Session require(Optional<Session> found, Owner owner, SessionId id) {
    return found
        .filter(session -> session.state().header().owner().equals(owner))
        .filter(session -> session.state().header().lifecycle() != Lifecycle.DELETED)
        .orElseThrow(() -> new RefusedException(new Refusal.NotFound("session", id.toString())));
  }
}
