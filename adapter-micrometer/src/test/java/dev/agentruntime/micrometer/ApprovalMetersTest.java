package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.PendingApprovalState.Cancelled;
import dev.agentruntime.domain.approval.PendingApprovalState.Expired;
import dev.agentruntime.domain.approval.PendingApprovalState.Rejected;
import dev.agentruntime.domain.session.SessionEvent;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApprovalMetersTest {

  private static final String REQUESTED = "agent_runtime_log_approvals_requested_total";
  private static final String CLOSED = "agent_runtime_log_approvals_closed_total";
  private static final String WAIT = "agent_runtime_log_decision_wait_seconds";
  private static final String PERSON = "a person of whom no meter speaks";

  private final FakeLog log = new FakeLog();

  private Approval requested(String type) {
    Approval approval = log.asks(type);
    log.tells(new SessionEvent.ApprovalRequested(approval));
    return approval;
  }

  private void closed(Approval approval, PendingApprovalState outcome) {
    log.tells(new SessionEvent.ApprovalClosed(approval.id(), Optional.empty(), outcome));
  }

  private Approved approved(Approval approval, boolean edited, String by) {
    return new Approved(approval.request(), edited, by, log.now());
  }

  private double closed(String type, String outcome, String by) {
    return log.scraped().value(CLOSED, "type", type, "outcome", outcome, "by", by);
  }

  @Test
  void requests_are_counted_by_the_types_of_the_runtime() {
    requested("tool");
    requested("limit");
    requested("trip-of-customer-4711");
    requested("refund");

    assertThat(log.scraped().value(REQUESTED, "type", "tool")).isEqualTo(1);
    assertThat(log.scraped().value(REQUESTED, "type", "recovery")).isZero();
    assertThat(log.scraped().value(REQUESTED, "type", "limit")).isEqualTo(1);
    assertThat(log.scraped().value(REQUESTED, "type", "other")).isEqualTo(2);
  }

  @Test
  void ends_are_counted_by_outcome_and_by_who_decided() {
    Approval tool = requested("tool");
    closed(tool, approved(tool, false, PERSON));
    Approval edited = requested("tool");
    closed(edited, approved(edited, true, PERSON));
    Approval late = requested("trip");
    closed(late, approved(late, false, PendingApprovalState.POLICY));
    closed(requested("recovery"), new Rejected("no", PERSON, log.now()));
    closed(requested("recovery"), new Rejected("no", PendingApprovalState.POLICY, log.now()));
    closed(requested("tool"), new Expired(log.now()));
    closed(requested("limit"), new Cancelled("the turn ended", log.now()));

    assertThat(closed("tool", "approved", "person")).isEqualTo(1);
    assertThat(closed("tool", "edited", "person")).isEqualTo(1);
    assertThat(closed("other", "approved", "policy")).isEqualTo(1);
    assertThat(closed("recovery", "rejected", "person")).isEqualTo(1);
    assertThat(closed("recovery", "rejected", "policy")).isEqualTo(1);
    assertThat(closed("tool", "expired", "nobody")).isEqualTo(1);
    assertThat(closed("limit", "cancelled", "nobody")).isEqualTo(1);
    assertThat(log.scraped().values()).doesNotContain(PERSON);
  }

  @Test
  void a_persons_decision_is_waited_for_from_the_request_on() {
    Approval approval = requested("tool");
    log.time().pass(Duration.ofHours(5));
    closed(approval, approved(approval, false, PERSON));

    Scraped scraped = log.scraped();
    assertThat(scraped.value(WAIT + "_sum", "type", "tool", "outcome", "approved"))
        .isEqualTo(5 * 3600);
    assertThat(bucket(scraped, "14400.0")).isZero();
    assertThat(bucket(scraped, "28800.0")).isEqualTo(1);
  }

  private static double bucket(Scraped scraped, String bound) {
    return scraped.value(WAIT + "_bucket", "type", "tool", "outcome", "approved", "le", bound);
  }

  @Test
  void what_no_person_decides_is_no_wait() {
    Approval approval = requested("tool");
    log.time().pass(Duration.ofHours(5));
    closed(approval, approved(approval, false, PendingApprovalState.POLICY));
    closed(requested("tool"), new Expired(log.now()));

    assertThat(log.scraped().sampleNames()).doesNotContain(WAIT + "_count");
  }

  @Test
  void an_approval_that_was_asked_for_before_is_looked_up() {
    Approval approval = log.asks("recovery");
    log.stores(approval);
    log.time().pass(Duration.ofDays(3));
    closed(approval, new Rejected("no", PERSON, log.now()));

    assertThat(closed("recovery", "rejected", "person")).isEqualTo(1);
    assertThat(log.scraped().value(WAIT + "_sum", "type", "recovery", "outcome", "rejected"))
        .isEqualTo(3 * 86_400);
  }

  @Test
  void an_approval_that_nobody_knows_any_more_is_counted_as_unknown() {
    closed(log.asks("tool"), new Rejected("no", PERSON, log.now()));

    assertThat(closed("unknown", "rejected", "person")).isEqualTo(1);
    assertThat(log.scraped().sampleNames()).doesNotContain(WAIT + "_count");
  }

  @Test
  void ten_thousand_types_make_no_more_figures_than_one() {
    for (int i = 0; i < 10_000; i++) {
      requested("type-" + i);
    }

    assertThat(log.scraped().values(REQUESTED, "type"))
        .containsExactlyInAnyOrder("tool", "recovery", "limit", "other");
  }
}
