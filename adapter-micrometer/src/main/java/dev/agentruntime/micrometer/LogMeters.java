package dev.agentruntime.micrometer;

import dev.agentruntime.application.bus.BusEvent;
import dev.agentruntime.application.bus.BusListener;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Counts what the log tells, whichever process recorded it: on every instance the same, but for
 * what happened while one was not there. Notices, which nobody records, are not counted.
 */
final class LogMeters implements BusListener {

  private final SessionMeters sessions;
  private final ModelMeters models;
  private final ToolMeters tools;
  private final ApprovalMeters approvals;
  private final Function<GetApproval, Optional<Approval>> found;
  private final Timer lag;
  private final Clock clock;

  /**
   * Meters of a log.
   *
   * @param found looks an approval up
   */
  LogMeters(Meters meters, Labels labels, Function<GetApproval, Optional<Approval>> found) {
    this.sessions = new SessionMeters(meters, labels.agents());
    this.models = new ModelMeters(meters, labels.models());
    this.tools = new ToolMeters(meters);
    this.approvals = new ApprovalMeters(meters);
    this.found = found;
    this.lag =
        meters
            .timer(
                "agent.runtime.event.lag",
                "Time from an event, by the store's clock, to its delivery, by this process' clock",
                Meters.OF_LAG)
            .withTags();
    this.clock = meters.registry().config().clock();
  }

  @Override
  public void told(BusEvent event) {
    event.recorded().ifPresent(recorded -> told(recorded, event.owner()));
  }

  private void told(RecordedEvent recorded, Optional<Owner> owner) {
    lag.record(
        notNegative(Duration.between(recorded.at(), Instant.ofEpochMilli(clock.wallTime()))));
    switch (recorded.event()) {
      case SessionEvent.Created e -> sessions.created();
      case SessionEvent.Closed e -> sessions.closed();
      case SessionEvent.Deleted e -> sessions.deleted();
      case SessionEvent.TurnEnded e -> sessions.ended(e.outcome());
      case SessionEvent.AgentSwitched e -> sessions.switched(e);
      case SessionEvent.ModelRequestCompleted e -> models.completed(e);
      case SessionEvent.ModelRequestFailed e -> models.failed(e);
      case SessionEvent.ReplyRecorded e -> tools.replied(e.reply());
      case SessionEvent.ToolCallProposed e -> tools.proposed(e);
      case SessionEvent.ToolRequested e -> tools.requested(e);
      case SessionEvent.ToolAnswered e -> tools.answered(e);
      case SessionEvent.ApprovalRequested e -> approvals.requested(e.approval());
      case SessionEvent.ApprovalClosed e -> closed(e, owner);
      default -> {}
    }
  }

  private void closed(SessionEvent.ApprovalClosed event, Optional<Owner> owner) {
    tools.approved(event);
    approvals.closed(
        event, () -> owner.flatMap(who -> found.apply(new GetApproval(who, event.approval()))));
  }

  /** Two machines' clocks are never quite the same. */
  private static Duration notNegative(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }
}
