package dev.agentruntime.jdbi;

import dev.agentruntime.application.event.ApprovalJson;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;

/** An approval and its row. */
final class ApprovalMapping {

  private ApprovalMapping() {}

  static ApprovalRows.Asked asked(Approval approval, Owner owner, Payloads.Packing packing) {
    Approval.Asked asked = approval.asked();
    return new ApprovalRows.Asked(
        approval.id().toString(),
        owner.value(),
        asked.call().map(ToolCallId::toString).orElse(null),
        new ApprovalRows.Topic(
            approval.request().type().value(),
            RecordableText.of(approval.request().subject()),
            approval.digest().hex()),
        packing.pack(ApprovalJson.write(approval)),
        new ApprovalRows.Times(
            asked.at().toEpochMilli(), asked.deadline().map(Instant::toEpochMilli).orElse(null)));
  }

  static ApprovalRows.Closed closed(SessionEvent.ApprovalClosed event, Payloads.Packing packing) {
    PendingApprovalState outcome = event.outcome();
    return new ApprovalRows.Closed(
        event.approval().toString(),
        outcome.id(),
        packing.pack(ApprovalJson.write(outcome)),
        outcome.decider().map(RecordableText::of).orElse(null),
        at(outcome).toEpochMilli());
  }

  static ApprovalRows.Voted voted(Approval approval, Payloads.Packing packing) {
    return new ApprovalRows.Voted(
        approval.id().toString(), packing.pack(ApprovalJson.write(approval.votes())));
  }

  private static Instant at(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Approved approved -> approved.at();
      case PendingApprovalState.Rejected rejected -> rejected.at();
      case PendingApprovalState.Expired expired -> expired.at();
      case PendingApprovalState.Cancelled cancelled -> cancelled.at();
      case PendingApprovalState.Pending pending ->
          throw new IllegalStateException("a closed approval is not pending");
    };
  }

  static Approval approval(ApprovalRows.Row row, Payloads.Unpacking unpacking) {
    Approval approval = ApprovalJson.approval(unpacking.unpack(row.asked()));
    if (row.since().votes() != null) {
      for (Vote vote : ApprovalJson.votes(unpacking.unpack(row.since().votes()))) {
        approval = approval.with(vote);
      }
    }
    return row.since().outcome() == null
        ? approval
        : approval.closed(ApprovalJson.state(unpacking.unpack(row.since().outcome())));
  }
}
