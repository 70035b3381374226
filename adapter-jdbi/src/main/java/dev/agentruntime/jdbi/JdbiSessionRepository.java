package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Lease;
import dev.agentruntime.application.port.SessionRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.Version;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The sessions of one transaction. */
final class JdbiSessionRepository implements SessionRepository {

  private final Tables tables;
  private final UnitOfWork work;
  private final SessionLoader loader;
  private final Recorder recorder;
  private final Set<SessionId> locked = new HashSet<>();
  private boolean broken;

  JdbiSessionRepository(Tables tables, UnitOfWork work, Supplier<UUID> ids) {
    this.tables = tables;
    this.work = work;
    this.loader = new SessionLoader(tables);
    this.recorder = new Recorder(tables, ids);
  }

  @Override
  public Optional<Session> find(SessionId id) {
    return loader.find(id);
  }

  @Override
  public Optional<Session> lock(SessionId id) {
    locked.add(id);
    return tables.sessions().lock(id.toString()).map(loader::load);
  }

  @Override
  public List<SessionId> due(int most) {
    return tables.sessions().due(work.now().toEpochMilli(), SessionRows.FORMAT, most).stream()
        .map(SessionId::parse)
        .toList();
  }

  @Override
  public List<SessionId> idle(Instant before, int most) {
    return tables.sessions().idle(before.toEpochMilli(), SessionRows.FORMAT, most).stream()
        .map(SessionId::parse)
        .toList();
  }

  @Override
  public Recording save(Session session, Origin origin) {
    if (!session.version().equals(Version.NEW) && !locked.contains(session.id())) {
      throw new IllegalStateException("session " + session.id() + " must be locked to be saved");
    }
    // A new session is this transaction's alone until the commit.
    locked.add(session.id());
    return record(session, null, origin);
  }

  @Override
  public Recording saveUnder(Lease lease, Session session, Origin origin) {
    if (!session.id().equals(lease.session())
        || session.version().generation() != lease.generation()) {
      throw new IllegalArgumentException("the lease is not the one the session was read under");
    }
    return record(session, lease.owner().asText(), origin);
  }

  private Recording record(Session session, @Nullable String leaseOwner, Origin origin) {
    broken = true;
    Recording recording = recorder.record(session, leaseOwner, origin);
    broken = false;
    return recording;
  }

  /**
   * A write that was refused may have left half of it behind: then the transaction cannot be
   * committed.
   */
  void requireWhole() {
    if (broken) {
      throw new IllegalStateException(
          "a write was refused, so the transaction cannot be committed");
    }
  }
}
