package dev.agentruntime.application.session;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when nobody does anything. */
@Timeout(60)
class ExpiryTest {

  private static final String ALLOW = "{\"rules\":[{\"id\":\"all\",\"decision\":\"allow\"}]}";

  private final Scenario story = Scenario.given().clientTools();

  @AfterEach
  void end() {
    story.close();
  }

  private Scenario waitingForTheClient() {
    return story
        .policy(ALLOW)
        .modelCalls(call("write_file", "{\"path\":\"a\",\"content\":\"x\"}"))
        .modelReplies("The client is gone.")
        .userSays("write")
        .thenWaitsFor(WaitReason.CLIENT);
  }

  @Test
  void a_call_whose_client_is_gone_expires_and_its_turn_goes_on() {
    waitingForTheClient().timePasses(Duration.ofHours(23));
    story.runtime().expireDue();
    story.settle().thenWaitsFor(WaitReason.CLIENT).timePasses(Duration.ofHours(2));
    story.runtime().expireDue();
    story.settle().thenAnswered(Outcome.EXPIRED).thenCompletedWith("The client is gone.");
  }

  @Test
  void a_runtime_that_looks_for_work_lets_time_take_effect_by_itself() {
    var often = Duration.ofMillis(10);
    story.running(
        new RunnerSettings(
            new LeaseTerms(
                Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(5), often),
            session -> true,
            Optional.of(new RunnerSettings.Sweep(often, new RunnerFilter(true, Set.of())))));
    waitingForTheClient().timePasses(Duration.ofHours(25)).until("turn.completed");
    story.settle().thenAnswered(Outcome.EXPIRED);
  }

  @Test
  void a_request_that_nobody_decides_in_time_expires() {
    ApprovalId timed = ask(Optional.of(Duration.ofMinutes(5)));
    ApprovalId patient = ask(Optional.empty());
    story.timePasses(Duration.ofMinutes(5));
    story.runtime().expireDue();
    assertThat(stateOf(timed)).isEqualTo("expired");
    assertThat(stateOf(patient)).isEqualTo("pending");
    int recorded = story.events().size();
    story.runtime().expireDue();
    assertThat(story.events()).hasSize(recorded);
  }

  private ApprovalId ask(Optional<Duration> timeout) {
    return story
        .runtime()
        .request(
            new RequestApproval(
                Owner.LOCAL,
                Optional.of(story.open()),
                new RequestApproval.Wanted(
                    new ApprovalType("trip"), "the plan", JsonObject.empty()),
                new Petition(Optional.of("it is a large one"), timeout, Optional.empty())));
  }

  private String stateOf(ApprovalId id) {
    return story.runtime().get(new GetApproval(Owner.LOCAL, id)).approval().state().id();
  }
}
