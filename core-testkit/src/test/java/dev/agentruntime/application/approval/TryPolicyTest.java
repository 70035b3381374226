package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.event.TroubledReads;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.ForwardingPersistence;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TryPolicyTest {

  private static final JsonObject DENIES =
      JsonText.readObject("{\"rules\":[{\"id\":\"never\",\"decision\":\"deny\"}]}");
  private static final String RULES =
      """
      {"rules":[
        {"id":"silence","request_type":"trip","subject_pattern":"quiet","decision":"ask",
         "timeout":"5m","on_timeout":"approve"},
        {"id":"free","request_type":"trip","subject_pattern":"free","decision":"allow"},
        {"id":"no","request_type":"trip","subject_pattern":"no","decision":"deny"},
        {"id":"asks","decision":"ask"}]}\
      """;

  private final Scenario story = Scenario.given().policy(RULES);

  @AfterEach
  void end() {
    story.close();
  }

  private Approval ask(String subject) {
    return story.asks(Optional.empty(), subject);
  }

  private PolicyTrial tryOut(int page, int bound) {
    return new TryPolicyHandler(story.store(), page, bound)
        .handle(new TryPolicy(Owner.LOCAL, DENIES, Duration.ofDays(1), 100));
  }

  private int from(PolicyTrial trial, Ruling before) {
    return trial.totals().getOrDefault(new PolicyTrial.Shift(before, Ruling.DENY), 0);
  }

  @Test
  void what_people_and_silence_decided_was_asked_and_what_rules_decided_was_not() {
    story.decide(ask("sea"), new ApprovalDecision.Approve());
    story.decide(ask("hills"), new ApprovalDecision.Reject("no"));
    ask("woods");
    ask("quiet");
    ask("free");
    ask("no");
    story.timePasses(Duration.ofMinutes(6));
    story.runtime().expireDue();

    PolicyTrial trial = tryOut(2, 100);

    assertThat(from(trial, Ruling.ASK)).isEqualTo(4);
    assertThat(from(trial, Ruling.ALLOW)).isEqualTo(1);
    assertThat(from(trial, Ruling.DENY)).isEqualTo(1);
    assertThat(trial.complete()).isTrue();
  }

  @Test
  void pages_are_read_until_the_time_or_the_bound_is_reached() {
    ask("old");
    ask("older than that");
    ask("older still");
    story.timePasses(Duration.ofDays(2));
    ChatModel.Call[] calls = new ChatModel.Call[5];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = FakeChatModel.call("list_files", "{\"path\":\".\"}");
    }
    story.modelCalls(calls).userSays("look");
    for (int i = 0; i < 5; i++) {
      ask("trip " + i);
    }

    assertThat(tryOut(2, 100).count()).isEqualTo(10);
    assertThat(tryOut(2, 100).complete()).isTrue();
    assertThat(tryOut(2, 4).complete()).isFalse();
    assertThat(tryOut(2, 4).count()).as("calls alone, and a page of others").isBetween(4, 6);
    assertThat(tryOut(2, 7).count()).isBetween(7, 8);
  }

  @Test
  void what_is_too_old_is_not_read_page_by_page() {
    ask("old");
    ask("older than that");
    ask("older still");
    story.timePasses(Duration.ofDays(2));
    ask("new");
    var pages = new AtomicInteger();
    var counted =
        new ForwardingPersistence(story.store()) {
          @Override
          public ReadModel reads() {
            return TroubledReads.of(
                super.reads(),
                (read, answer) -> {
                  if (read.equals("approvals")) {
                    pages.incrementAndGet();
                  }
                  return answer;
                });
          }
        };

    PolicyTrial trial =
        new TryPolicyHandler(counted, 2, 100)
            .handle(new TryPolicy(Owner.LOCAL, DENIES, Duration.ofDays(1), 100));

    assertThat(trial.count()).isEqualTo(1);
    assertThat(pages).hasValue(1);
  }

  @Test
  void a_call_that_was_asked_for_is_one_request_and_not_two() {
    story
        .modelCalls(FakeChatModel.call("write_file", "{\"path\":\"a.txt\",\"content\":\"hi\"}"))
        .userSays("write")
        .thenWaitsFor(WaitReason.APPROVAL);

    assertThat(tryOut(10, 100).count()).isEqualTo(1);
  }

  @Test
  void what_would_be_ruled_otherwise_is_told_before_what_is_newer() {
    ask("sea");
    story.timePasses(Duration.ofSeconds(1));
    ask("no");
    ask("no");

    PolicyTrial trial =
        new TryPolicyHandler(story.store())
            .handle(new TryPolicy(Owner.LOCAL, DENIES, Duration.ofDays(1), 2));

    assertThat(trial.requests())
        .extracting(tried -> tried.origin().subject())
        .containsExactly("sea", "no");
    assertThat(trial.count()).isEqualTo(3);
  }

  @Test
  void a_dry_run_looks_back_for_some_time() {
    for (Duration time : new Duration[] {Duration.ZERO, Duration.ofDays(4_000)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TryPolicy(Owner.LOCAL, DENIES, time, 1));
    }
    Duration most = Duration.ofDays(3_660);
    assertThat(new TryPolicy(Owner.LOCAL, DENIES, most, 1).last()).isEqualTo(most);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TryPolicy(Owner.LOCAL, DENIES, most, 0))
        .withMessageContaining("a page has");
  }
}
