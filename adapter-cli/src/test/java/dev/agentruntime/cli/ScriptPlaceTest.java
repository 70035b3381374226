package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.script.Script;
import dev.agentruntime.application.script.ScriptReader;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScriptPlaceTest {

  private static final Script SCRIPT =
      ScriptReader.read("decisions: [approve, {reject: not this}]", "the test");
  private static final ApprovalId FIRST = id(1);
  private static final ApprovalId CRASH = id(2);
  private static final ApprovalId SECOND = id(3);
  private static final ApprovalId THIRD = id(4);

  private final ScriptPlace place =
      new ScriptPlace(
          SCRIPT,
          Stream.of(
                  asked(FIRST, ApprovalType.TOOL),
                  asked(CRASH, ApprovalType.RECOVERY),
                  asked(SECOND, ApprovalType.TOOL),
                  asked(THIRD, ApprovalType.TOOL))
              .toList());

  private static ApprovalId id(long number) {
    return new ApprovalId(new UUID(0, number));
  }

  private static RecordedEvent asked(ApprovalId id, ApprovalType type) {
    var request = new ApprovalRequest(type, "x", JsonObject.empty(), Optional.empty(), List.of());
    var asked = new Approval.Asked(Optional.empty(), "why", Instant.EPOCH, Optional.empty());
    return new RecordedEvent(
        new SessionId(new UUID(0, 0)),
        id.value().getLeastSignificantBits(),
        id.value(),
        Instant.EPOCH,
        new RecordedEvent.Cause(id.value(), id.value()),
        new SessionEvent.ApprovalRequested(Approval.pending(id, request, asked)));
  }

  @Test
  void decisions_go_to_approvals_in_the_order_they_were_asked() {
    assertThat(place.decisionOn(FIRST)).contains(new ApprovalDecision.Approve());
    assertThat(place.decisionOn(SECOND)).contains(new ApprovalDecision.Reject("not this"));
    assertThat(place.decisionOn(THIRD)).isEmpty();
  }

  @Test
  void what_a_crash_leaves_behind_is_never_decided_by_a_script_and_moves_nothing() {
    assertThat(place.decisionOn(CRASH)).isEmpty();
  }
}
