package dev.agentruntime.domain.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PendingApprovalStateTest {

  private static final Instant AT = Instant.ofEpochMilli(1);
  private static final ApprovalRequest REQUEST =
      new ApprovalRequest(
          new ApprovalType("deploy"),
          "to production",
          JsonObject.empty(),
          Optional.empty(),
          List.of());

  @Test
  void who_decided_is_told_where_somebody_did() {
    assertThat(new PendingApprovalState.Approved(REQUEST, false, "ann", AT).decider())
        .contains("ann");
    assertThat(new PendingApprovalState.Rejected("no", "bob", AT).decider()).contains("bob");
    assertThat(new PendingApprovalState.Pending().decider()).isEmpty();
    assertThat(new PendingApprovalState.Expired(AT).decider()).isEmpty();
    assertThat(new PendingApprovalState.Cancelled("withdrawn", AT).decider()).isEmpty();
  }
}
