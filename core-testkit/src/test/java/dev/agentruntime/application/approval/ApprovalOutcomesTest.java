package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.TroubledReads;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.Scenario;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting on a process that neither asked nor decides; its feed tells all before it ends. */
@Timeout(60)
class ApprovalOutcomesTest {

  private final Scenario story = Scenario.given();
  private final AtomicInteger looks = new AtomicInteger();
  private final ReadModel reads = TroubledReads.of(story.store().reads(), this::counted);
  private final EventFeed feed = new EventFeed(reads);
  private final ApprovalOutcomes outcomes = new ApprovalOutcomes(reads, feed);

  @AfterEach
  void end() {
    feed.close();
    story.close();
  }

  private Object counted(String read, Object answer) {
    if (read.equals("approval")) {
      looks.incrementAndGet();
    }
    return answer;
  }

  private Approval ask(String subject) {
    return story.asks(Optional.of(story.open()), subject);
  }

  private CompletableFuture<Approval> outcome(Approval approval) {
    return outcomes.of(new GetApproval(Owner.LOCAL, approval.id()));
  }

  @Test
  void what_becomes_of_another_approval_is_no_outcome() {
    CompletableFuture<Approval> sea = outcome(ask("sea"));

    story.decide(ask("hills"), new ApprovalDecision.Approve());
    feed.close();

    assertThat(sea).as("the runtime stopped before").isCancelled();
  }

  @Test
  void whoever_waits_no_more_looks_no_more() {
    Approval asked = ask("sea");
    outcome(asked).cancel(false);
    int before = looks.get();

    story.decide(asked, new ApprovalDecision.Approve());
    feed.close();

    assertThat(looks).hasValue(before);
  }
}
