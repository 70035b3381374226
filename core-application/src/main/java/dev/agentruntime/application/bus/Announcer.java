package dev.agentruntime.application.bus;

import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells subscribers of a bus what the runtime is at and what becomes of it. Whoever makes the bus
 * has it, and nobody else: what is told by it is the runtime's own word. Never waits or throws;
 * where too much is on its way already, nobody is told. Safe for many threads.
 */
public final class Announcer {

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final AtomicBoolean reported = new AtomicBoolean();
  private volatile Optional<Ear> bus = Optional.empty();

  /** Where it is told. */
  interface Ear {

    /**
     * Takes what the runtime tells of itself.
     *
     * @return false if there is no room for it
     */
    boolean take(SystemNotice notice);

    /** Where the work on sessions is told. */
    Causes works();
  }

  /** From here on it tells there. */
  void tellsOn(Ear ear) {
    bus = Optional.of(ear);
  }

  /** Tells of the runtime itself. */
  void tell(SystemNotice notice) {
    bus.ifPresent(ear -> note(ear.take(notice)));
  }

  private void note(boolean taken) {
    if (!taken && reported.compareAndSet(false, true)) {
      LOG.warn("the bus is behind; some of what the runtime is at is not told there");
    }
  }

  /** Begins to tell of the work on a session; closed when there is no more to tell. */
  public WorkReport works(Owner owner, SessionId session) {
    Optional<Causes> there = bus.map(Ear::works);
    there.ifPresent(works -> works.begins(session));
    return new WorkReport(owner, session, there);
  }

  /** What one loop tells of its work. Closed once. */
  public final class WorkReport implements AutoCloseable {

    private final Owner owner;
    private final SessionId session;
    private final Optional<Causes> bus;

    private WorkReport(Owner owner, SessionId session, Optional<Causes> bus) {
      this.owner = owner;
      this.session = session;
      this.bus = bus;
    }

    /**
     * Tells of work.
     *
     * @param id of the notice
     * @param cause the session's event that led to it; committed and published
     * @param at when, by the store's clock
     */
    public void tell(UUID id, RecordedEvent cause, WorkNotice.Work work, Instant at) {
      var notice = new WorkNotice(id, work, new WorkNotice.Place(owner, cause), at, Map.of());
      bus.ifPresent(works -> note(works.take(notice)));
    }

    @Override
    public void close() {
      bus.ifPresent(works -> works.ends(session));
    }
  }
}
