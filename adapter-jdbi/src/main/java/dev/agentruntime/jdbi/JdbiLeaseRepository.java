package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Lease;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.LeaseRepository;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The leases within one transaction, on the clock of that transaction. */
record JdbiLeaseRepository(LeaseRows rows, Tables tables, UnitOfWork work)
    implements LeaseRepository {

  @Override
  public Optional<Session> acquire(
      SessionId session, LeaseOwner owner, Duration time, Predicate<LeaseOwner> dead) {
    String id = session.toString();
    return rows.find(id)
        .filter(held -> isFree(held, dead))
        .filter(
            held -> {
              var claim = new LeaseRows.Claim(id, owner.asText(), held.generation() + 1);
              return rows.take(claim, held, expiry(time)) == 1;
            })
        .flatMap(taken -> tables.sessions().find(id))
        .map(new SessionLoader(tables)::load);
  }

  private boolean isFree(LeaseRows.Held held, Predicate<LeaseOwner> dead) {
    return held.owner() == null
        || held.expiresAt() == null
        || held.expiresAt() <= now()
        || dead.test(LeaseOwner.parse(held.owner()));
  }

  @Override
  public boolean renew(Lease lease, Duration time) {
    return rows.renew(claim(lease), expiry(time)) == 1;
  }

  @Override
  public void release(Lease lease) {
    rows.release(claim(lease));
  }

  @Override
  public List<SessionId> claimable(RunnerFilter runners, int most, Predicate<LeaseOwner> dead) {
    List<String> gone =
        rows.ownersAtWork(now()).stream()
            .filter(owner -> dead.test(LeaseOwner.parse(owner)))
            .toList();
    List<String> hosts = runners.hosts().stream().map(RecordableText::of).toList();
    return rows.claimable(now(), gone, runners.any(), hosts, SessionRows.FORMAT, most).stream()
        .map(SessionId::parse)
        .toList();
  }

  private static LeaseRows.Claim claim(Lease lease) {
    return new LeaseRows.Claim(
        lease.session().toString(), lease.owner().asText(), lease.generation());
  }

  private long expiry(Duration time) {
    return now() + time.toMillis();
  }

  private long now() {
    return work.now().toEpochMilli();
  }
}
