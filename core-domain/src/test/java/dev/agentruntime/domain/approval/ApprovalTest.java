package dev.agentruntime.domain.approval;

import static dev.agentruntime.domain.approval.Requests.CALL;
import static dev.agentruntime.domain.approval.Requests.CODER;
import static dev.agentruntime.domain.approval.Requests.NOON;
import static dev.agentruntime.domain.approval.Requests.granted;
import static dev.agentruntime.domain.approval.Requests.pending;
import static dev.agentruntime.domain.approval.Requests.request;
import static dev.agentruntime.domain.approval.Requests.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.domain.approval.ApprovalDecision.Approve;
import dev.agentruntime.domain.approval.ApprovalDecision.ApproveWithEdits;
import dev.agentruntime.domain.approval.ApprovalDecision.Reject;
import dev.agentruntime.domain.approval.PendingApprovalState.Cancelled;
import dev.agentruntime.domain.approval.PendingApprovalState.Expired;
import dev.agentruntime.domain.approval.PendingApprovalState.Pending;
import dev.agentruntime.domain.approval.PendingApprovalState.Rejected;
import dev.agentruntime.domain.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApprovalTest {

  private static final ApprovalRequest WRITE = ApprovalRequest.of(write("new", "old"), CODER);
  private static final ApprovalRequest EDITED = ApprovalRequest.of(write("better", "old"), CODER);
  private static final JsonObject EDITS = write("better", "old").arguments();
  private static final ApprovalRequest DEPLOY =
      request("deploy", "prod", JsonObject.builder().put("version", "1").build());
  private static final JsonObject OTHER = JsonObject.builder().put("version", "2").build();

  static Stream<PendingApprovalState> finals() {
    return Stream.of(
        granted(WRITE, false),
        granted(EDITED, true),
        new Rejected("no", "ann", NOON),
        new Expired(NOON),
        new Cancelled("withdrawn", NOON));
  }

  @ParameterizedTest
  @MethodSource("finals")
  void only_a_pending_approval_can_be_closed(PendingApprovalState state) {
    Approval open = pending(WRITE, Optional.of(CALL));
    Approval closed = open.closed(state);

    assertThat(open.isPending()).isTrue();
    assertThat(closed.isPending()).isFalse();
    assertThat(closed.state()).isEqualTo(state);
    assertThat(closed.digest()).isEqualTo(open.digest()).isEqualTo(WRITE.digest());
    assertThatIllegalStateException()
        .isThrownBy(() -> closed.closed(new Expired(NOON)))
        .withMessageContaining("is " + state.id() + " already");
    assertThatIllegalStateException().isThrownBy(() -> open.closed(new Pending()));
  }

  @Test
  void every_state_has_its_own_name() {
    assertThat(new Pending().id()).isEqualTo("pending");
    assertThat(finals().map(PendingApprovalState::id))
        .containsExactly("approved", "approved", "rejected", "expired", "cancelled");
  }

  /** An approval, a decision, and whether that is what was decided. */
  record Row(String name, ApprovalRequest request, PendingApprovalState state, Decided decided) {
    @Override
    public String toString() {
      return name + " / " + decided.decision();
    }
  }

  record Decided(ApprovalDecision decision, boolean same) {}

  static Stream<Row> rows() {
    var deployed = DEPLOY.withDetails(OTHER);
    return Stream.of(
        row("approved", WRITE, granted(WRITE, false), new Approve(), true),
        row("approved", WRITE, granted(WRITE, false), new ApproveWithEdits(EDITS), false),
        row("approved", WRITE, granted(WRITE, false), new Reject("no"), false),
        row("edited", WRITE, granted(EDITED, true), new Approve(), false),
        row("edited", WRITE, granted(EDITED, true), new ApproveWithEdits(EDITS), true),
        row("edited", WRITE, granted(EDITED, true), new ApproveWithEdits(OTHER), false),
        row("as it was", WRITE, granted(EDITED, false), new ApproveWithEdits(EDITS), false),
        row("other type", DEPLOY, granted(deployed, true), new ApproveWithEdits(OTHER), true),
        row(
            "arguments of its own",
            DEPLOY,
            granted(DEPLOY.withDetails(EDITED.details()), true),
            new ApproveWithEdits(EDITED.details()),
            true),
        row("other type", DEPLOY, granted(deployed, true), new ApproveWithEdits(EDITS), false),
        row("rejected", WRITE, new Rejected("no", "ann", NOON), new Reject("no"), true),
        row("rejected", WRITE, new Rejected("no", "ann", NOON), new Reject("never"), false),
        row("rejected", WRITE, new Rejected("no", "ann", NOON), new Approve(), false),
        row("made visible", WRITE, new Rejected("a\u2400", "b", NOON), new Reject("a\u0000"), true),
        row("pending", WRITE, new Pending(), new Approve(), false),
        row("pending", WRITE, new Pending(), new ApproveWithEdits(EDITS), false),
        row("pending", WRITE, new Pending(), new Reject("no"), false),
        row("expired", WRITE, new Expired(NOON), new Approve(), false),
        row("cancelled", WRITE, new Cancelled("x", NOON), new Reject(""), false));
  }

  private static Row row(
      String name,
      ApprovalRequest request,
      PendingApprovalState state,
      ApprovalDecision decision,
      boolean same) {
    return new Row(name, request, state, new Decided(decision, same));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void the_same_decision_again_is_known_as_the_same(Row row) {
    Approval open = pending(row.request(), Optional.of(CALL));
    Approval approval = row.state() instanceof Pending ? open : open.closed(row.state());

    assertThat(approval.wasDecidedAs(row.decided().decision())).isEqualTo(row.decided().same());
  }

  @Test
  void an_edit_that_left_no_arguments_is_compared_as_a_whole() {
    ApprovalRequest bare = WRITE.withDetails(OTHER);
    Approval approval = pending(WRITE, Optional.of(CALL)).closed(granted(bare, true));

    assertThat(approval.wasDecidedAs(new ApproveWithEdits(OTHER))).isTrue();
  }

  @Test
  void an_approval_id_is_read_from_its_own_text() {
    ApprovalId id = pending(WRITE, Optional.empty()).id();

    assertThat(ApprovalId.parse(id.toString())).isEqualTo(id);
  }
}
