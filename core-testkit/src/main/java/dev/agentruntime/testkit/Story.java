package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Lease;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.SessionRepository.Recording;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.SessionState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One session in a store, act by act, each in a transaction of its own. After every act the store
 * must hold what the act returned, its log must replay to it, and every event has what it belongs
 * to and what led to it.
 */
public final class Story {

  private static final Duration LEASE = Duration.ofHours(1);

  private final Persistence persistence;
  private final Supplier<UUID> ids;
  private final Workshop workshop;
  private Session session;
  private Lease lease;
  private int recorded;

  private Story(Persistence persistence, Supplier<UUID> ids, Session session) {
    this.persistence = persistence;
    this.ids = ids;
    this.workshop = new Workshop(ids);
    this.session = session;
    this.lease = new Lease(session.id(), owner(ids), 0);
  }

  /** What somebody does to the session. */
  public interface Act {
    Session apply(Session session, Moment moment);
  }

  /** A new session of that owner. */
  public static Story begin(
      Persistence persistence, Supplier<UUID> ids, Owner owner, SessionSettings settings) {
    Recording created =
        persistence.inTransaction(
            work ->
                work.sessions()
                    .save(
                        Session.create(
                            new SessionId(ids.get()),
                            owner,
                            settings,
                            Workshop.AGENTS.initial(),
                            work.now()),
                        ids.get()));
    var story = new Story(persistence, ids, created.session());
    story.took(created);
    return story;
  }

  /** Another process. */
  public static LeaseOwner owner(Supplier<UUID> ids) {
    return new LeaseOwner("box", 4711, Instant.ofEpochMilli(1_700_000_000_000L), ids.get());
  }

  /** Somebody outside the loop acts. */
  public Story outside(Act act) {
    took(
        persistence.inTransaction(
            work -> {
              Session locked = work.sessions().lock(session.id()).orElseThrow();
              assertThat(locked.state()).isEqualTo(session.state());
              return work.sessions()
                  .save(act.apply(locked, new Moment(work.now(), ids)), ids.get());
            }));
    return this;
  }

  /** A process takes the lease, whoever had it. */
  public Story takenUp() {
    session =
        persistence
            .inTransaction(
                work -> work.leases().acquire(session.id(), owner(), LEASE, owner -> true))
            .orElseThrow();
    lease = new Lease(session.id(), lease.owner(), session.version().generation());
    return loop(Session::run);
  }

  private LeaseOwner owner() {
    lease = new Lease(session.id(), owner(ids), lease.generation());
    return lease.owner();
  }

  /** The loop acts, upon what the log has last. */
  public Story loop(Act act) {
    UUID cause = persistence.reads().eventId(session.id(), recorded).orElseThrow();
    took(
        persistence.inTransaction(
            work -> {
              // What was decided outside in between was read again by the loop.
              Session read = work.sessions().find(session.id()).orElseThrow();
              Session changed = act.apply(read, new Moment(work.now(), ids));
              return work.sessions().saveUnder(lease, changed, cause);
            }));
    return this;
  }

  private void took(Recording recording) {
    session = recording.session();
    recorded += recording.events().size();
    assertThat(session.unrecorded()).isEmpty();
    assertThat(session.version().position()).isEqualTo(recorded);
    holds();
  }

  /** The rows, the log and what the last act returned say the same. */
  private void holds() {
    Session found =
        persistence.inTransaction(work -> work.sessions().find(session.id()).orElseThrow());
    assertThat(found.state()).as("rows").isEqualTo(session.state());
    assertThat(found.version()).isEqualTo(session.version());
    List<RecordedEvent> log = log();
    assertThat(log.stream().map(RecordedEvent::position))
        .as("positions")
        .isEqualTo(LongStream.rangeClosed(1, recorded).boxed().toList());
    Invariants.everyEventHasItsTurnAndItsCause(log);
    assertThat(replayed(log)).as("replay").isEqualTo(session.state());
    assertThat(transcript()).as("transcript").isEqualTo(messages(log));
  }

  private SessionState replayed(List<RecordedEvent> log) {
    return Session.replay(
        session.id(),
        log.stream().map(event -> new Session.Dated(event.event(), event.at())).toList());
  }

  private static List<TranscriptEntry> messages(List<RecordedEvent> log) {
    return log.stream()
        .flatMap(
            event ->
                message(event.event())
                    .map(m -> new TranscriptEntry(event.position(), event.at(), m)))
        .toList();
  }

  private static Stream<Message> message(SessionEvent event) {
    return switch (event) {
      case SessionEvent.UserMessageAdded e -> Stream.of(e.message());
      case SessionEvent.ReplyRecorded e -> Stream.of(e.reply());
      case SessionEvent.ToolAnswered e ->
          Stream.of(new Message.Tool(e.call(), e.providerId(), e.result()));
      default -> Stream.empty();
    };
  }

  /** Its log. */
  public List<RecordedEvent> log() {
    return persistence.reads().events(session.id(), 0, Integer.MAX_VALUE);
  }

  /** Its transcript. */
  public List<TranscriptEntry> transcript() {
    return persistence.reads().transcript(session.id(), 0, Integer.MAX_VALUE);
  }

  /** The types of its events. */
  public List<String> types() {
    return log().stream().map(RecordedEvent::type).toList();
  }

  /** As the last act left it. */
  public Session session() {
    return session;
  }

  /** Its identity. */
  public SessionId id() {
    return session.id();
  }

  /** The lease the loop acts under. */
  public Lease lease() {
    return lease;
  }

  /** Where calls and replies are made. */
  public Workshop workshop() {
    return workshop;
  }
}
