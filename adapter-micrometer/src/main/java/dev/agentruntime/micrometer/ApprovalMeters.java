package dev.agentruntime.micrometer;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.session.SessionEvent.ApprovalClosed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Requests to people and what becomes of them, as the log tells it. Types are those that the
 * runtime itself asks for; {@value BoundedNames#OTHER} are those that clients choose.
 */
final class ApprovalMeters {

  private static final String REQUESTED = "agent.runtime.log.approvals.requested";

  private final MeterProvider<Counter> requested;
  private final MeterProvider<Counter> closed;
  private final MeterProvider<Timer> waits;
  private final Recent<ApprovalId, Asked> open = new Recent<>();

  /** What the event of the end does not tell. */
  private record Asked(String type, Optional<Instant> at) {

    static final Asked UNKNOWN = new Asked(BoundedNames.UNKNOWN, Optional.empty());

    static Asked of(Approval approval) {
      return new Asked(label(approval.request().type()), Optional.of(approval.asked().at()));
    }

    private static String label(ApprovalType type) {
      return type.isReserved() ? type.value() : BoundedNames.OTHER;
    }
  }

  ApprovalMeters(Meters meters) {
    requested = meters.counter(REQUESTED, "Approvals that people were asked for, by type");
    closed =
        meters.counter(
            "agent.runtime.log.approvals.closed",
            "Approvals that were decided, expired or were withdrawn, by type, outcome and who did");
    waits =
        meters.timer(
            "agent.runtime.log.decision.wait",
            "Time from asking for an approval to a person's decision, by type and decision",
            Meters.OF_DECISION);
    Stream.of(ApprovalType.TOOL, ApprovalType.RECOVERY, ApprovalType.LIMIT)
        .map(ApprovalType::value)
        .forEach(type -> requested.withTag("type", type));
    requested.withTag("type", BoundedNames.OTHER);
  }

  void requested(Approval approval) {
    Asked asked = Asked.of(approval);
    open.put(approval.id(), asked);
    requested.withTag("type", asked.type()).increment();
  }

  /**
   * An approval is closed.
   *
   * @param found looks the approval up where it was asked for before this process listened
   */
  void closed(ApprovalClosed event, Supplier<Optional<Approval>> found) {
    Asked asked =
        open.take(event.approval()).or(() -> found.get().map(Asked::of)).orElse(Asked.UNKNOWN);
    PendingApprovalState outcome = event.outcome();
    switch (outcome) {
      case PendingApprovalState.Approved a -> {
        String decision = a.edited() ? "edited" : a.id();
        decided(asked, decision, a.isByPolicy(), a.at());
      }
      case PendingApprovalState.Rejected r -> decided(asked, r.id(), r.isByPolicy(), r.at());
      case PendingApprovalState.Expired e -> count(asked, e.id(), "nobody");
      case PendingApprovalState.Cancelled c -> count(asked, c.id(), "nobody");
      case PendingApprovalState.Pending p -> {}
    }
  }

  private void decided(Asked asked, String decision, boolean byPolicy, Instant at) {
    count(asked, decision, byPolicy ? "policy" : "person");
    if (!byPolicy) {
      asked.at().ifPresent(since -> waited(asked.type(), decision, Duration.between(since, at)));
    }
  }

  private void waited(String type, String decision, Duration time) {
    waits.withTags("type", type, "outcome", decision).record(time);
  }

  private void count(Asked asked, String outcome, String by) {
    closed.withTags("type", asked.type(), "outcome", outcome, "by", by).increment();
  }
}
