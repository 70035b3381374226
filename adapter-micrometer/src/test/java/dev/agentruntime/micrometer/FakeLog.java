package dev.agentruntime.micrometer;

import dev.agentruntime.application.bus.RecordedBusEvent;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.ShiftableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A log that a test writes by hand, and the meters that are told of it. */
final class FakeLog {

  /** Whose everything is; no meter may name it. */
  static final Owner OWNER = new Owner("tenant-4711");

  /** Where everything happens; no meter may name it. */
  static final SessionId SESSION =
      new SessionId(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"));

  private final ShiftableClock time = new ShiftableClock();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(
          PrometheusConfig.DEFAULT, new PrometheusRegistry(), new FakeClock(time));
  private final Map<ApprovalId, Approval> stored = new HashMap<>();
  private final LogMeters meters = new LogMeters(new Meters(registry), Labels.none(), this::find);
  private long position;

  private Optional<Approval> find(GetApproval query) {
    return Optional.ofNullable(stored.get(query.approval()))
        .filter(approval -> query.owner().equals(OWNER));
  }

  /** The store knows it. */
  void stores(Approval approval) {
    stored.put(approval.id(), approval);
  }

  /** Something happens, and is told at once. */
  FakeLog tells(SessionEvent event) {
    return tells(event, now());
  }

  /** Something happened then, and is told now. */
  FakeLog tells(SessionEvent event, Instant at) {
    position++;
    var cause = new RecordedEvent.Cause(new UUID(0, 1), new UUID(0, 2));
    var recorded = new RecordedEvent(SESSION, position, new UUID(1, position), at, cause, event);
    meters.told(new RecordedBusEvent(new LedgerEntry("c" + position, OWNER, recorded), Map.of()));
    return this;
  }

  /** A request of that type, asked for now. */
  Approval asks(String type) {
    position++;
    return Approval.pending(
        new ApprovalId(new UUID(2, position)),
        new ApprovalRequest(
            new ApprovalType(type), "subject", JsonObject.empty(), Optional.empty(), List.of()),
        new Approval.Asked(
            Optional.empty(),
            "reason",
            now(),
            Optional.empty(),
            Optional.empty(),
            Approval.Basis.RUNTIME));
  }

  ShiftableClock time() {
    return time;
  }

  Instant now() {
    return time.instant();
  }

  MeterRegistry registry() {
    return registry;
  }

  Scraped scraped() {
    return Scraped.of(registry.scrape());
  }
}
