package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.GrantRepository;
import dev.agentruntime.application.port.JobRepository;
import dev.agentruntime.application.port.KeyRepository;
import dev.agentruntime.application.port.LeaseRepository;
import dev.agentruntime.application.port.PartialReplyRepository;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.RequestRepository;
import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.port.WebhookRepository;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** One attempt of one transaction. */
final class JdbiUnitOfWork implements UnitOfWork {

  private final Supplier<Instant> clock;
  private final JdbiSessionRepository sessions;
  private final LeaseRepository leases;
  private final PolicyRepository policies;
  private final GrantRepository grants;
  private final RetentionRepository retention;
  private final RequestRepository requests;
  private final JobRepository jobs;
  private final KeyRepository keys;
  private final JdbiMetrics metrics;
  private final WebhookRepository webhooks;
  private final PartialReplyRepository partialReplies;
  private @Nullable Instant now;

  JdbiUnitOfWork(Handle handle, Ledger ledger, Supplier<Instant> clock, Supplier<UUID> ids) {
    Tables tables = Tables.of(handle);
    this.clock = clock;
    this.sessions = new JdbiSessionRepository(tables, this, ids);
    this.leases = new JdbiLeaseRepository(handle.attach(LeaseRows.class), tables, this);
    this.policies = new JdbiPolicyRepository(handle.attach(PolicyRows.class));
    this.grants = new JdbiGrantRepository(handle.attach(GrantRows.class), this);
    this.retention = new JdbiRetentionRepository(handle, this, ledger);
    this.requests = new JdbiRequestRepository(handle.attach(RequestRows.class), clock);
    this.jobs = new JdbiJobRepository(handle.attach(JobRows.class), this);
    this.metrics = new JdbiMetrics(handle.attach(MetricsRows.class), this);
    this.webhooks = new JdbiWebhookRepository(handle.attach(WebhookRows.class), this);
    this.partialReplies = new JdbiPartialReplies(handle.attach(PartialRows.class), this);
    this.keys = new JdbiKeyRepository(handle.attach(KeyRows.class), this);
  }

  /** Read when it is first asked for: after a lock was waited for, not before. */
  @Override
  public Instant now() {
    Instant time = now;
    if (time == null) {
      time = clock.get();
      now = time;
    }
    return time;
  }

  @Override
  public JdbiSessionRepository sessions() {
    return sessions;
  }

  @Override
  public LeaseRepository leases() {
    return leases;
  }

  @Override
  public PolicyRepository policies() {
    return policies;
  }

  @Override
  public GrantRepository grants() {
    return grants;
  }

  @Override
  public RetentionRepository retention() {
    return retention;
  }

  @Override
  public JdbiMetrics subscribers() {
    return metrics;
  }

  @Override
  public JdbiMetrics metrics() {
    return metrics;
  }

  @Override
  public WebhookRepository webhooks() {
    return webhooks;
  }

  @Override
  public JobRepository jobs() {
    return jobs;
  }

  @Override
  public KeyRepository keys() {
    return keys;
  }

  @Override
  public PartialReplyRepository partialReplies() {
    return partialReplies;
  }

  @Override
  public RequestRepository requests() {
    return requests;
  }
}
