package dev.agentruntime.application.query;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionChangeTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"mine\"}";

  private final Scenario story = Scenario.given();

  @AfterEach
  void end() {
    story.close();
  }

  private List<SessionChange> changes() {
    return SessionChange.in(story.events());
  }

  private List<SessionEvent.ToolStarted> started() {
    return story.events().stream()
        .map(entry -> entry.event())
        .filter(SessionEvent.ToolStarted.class::isInstance)
        .map(SessionEvent.ToolStarted.class::cast)
        .toList();
  }

  @Test
  void the_reviewer_sees_the_diff_of_what_would_change() {
    story.modelCalls(call("write_file", WRITE)).userSays("write");

    Approval asked = story.pending("write_file");
    assertThat(asked.asked().diff()).contains("+mine");
    assertThat(started()).isEmpty();
  }

  @Test
  void a_file_that_changed_meanwhile_is_asked_for_again_with_its_diff() {
    story.file("a.txt", "old").modelCalls(call("write_file", WRITE)).userSays("write");
    Approval first = story.pending("write_file");
    assertThat(first.asked().diff()).contains("+mine");
    story.file("a.txt", "newer").approved("write_file").thenWaitsFor(WaitReason.APPROVAL);

    Approval second = story.pending("write_file");
    assertThat(second.asked().diff()).contains("+mine");
    assertThat(second.asked().reason()).isEqualTo("changed since it was approved: a.txt");
    assertThat(second.digest()).isNotEqualTo(first.digest());
    assertThat(started()).isEmpty();
    assertThat(story.workspace().content("a.txt")).contains("newer");

    story.modelReplies("Done.").approved("write_file").thenCompletedWith("Done.");
    assertThat(changes()).hasSize(1);
    assertThat(changes().getFirst().diff()).contains("+mine");
  }

  @Test
  void a_request_that_changes_no_file_has_no_diff() {
    story.modelCalls(call("execute_command", "{\"command\":\"make\"}")).userSays("build");

    assertThat(story.pending("execute_command").asked().diff()).isEmpty();
  }

  @Test
  void the_log_alone_tells_what_was_changed_by_whom_and_who_allowed_it() {
    story
        .modelCalls(call("write_file", WRITE))
        .modelReplies("Done.")
        .userSays("write")
        .approved("write_file")
        .thenCompletedWith("Done.");

    assertThat(changes()).hasSize(1);
    SessionChange change = changes().getFirst();
    assertThat(change.paths()).containsExactly("a.txt");
    assertThat(change.diff()).contains("+mine");
    assertThat(change.tool()).isEqualTo("write_file");
    assertThat(change.agent().value()).isEqualTo("coder");
    assertThat(change.allowed().by()).contains("a person");
    assertThat(((Grounds.Person) change.allowed().grounds()).edited()).isFalse();
  }

  @Test
  void a_change_is_told_with_the_agent_that_made_it() {
    story.startsWith(Optional.of("debug")).approves(ApprovalMode.ALL);
    story
        .runtime()
        .switchAgent(new SwitchAgent(Owner.LOCAL, story.open(), new AgentName("coder"), "mend"));
    story.modelCalls(call("write_file", WRITE)).modelReplies("Done.").userSays("write");

    assertThat(changes()).extracting(change -> change.agent().value()).containsExactly("coder");
  }

  @Test
  void an_edited_call_is_recorded_with_the_diff_of_what_ran() {
    story
        .modelCalls(call("write_file", WRITE))
        .modelReplies("Done.")
        .userSays("write")
        .edited("write_file", "{\"path\":\"b.txt\",\"content\":\"theirs\"}");

    assertThat(changes()).hasSize(1);
    assertThat(changes().getFirst().paths()).containsExactly("b.txt");
    assertThat(changes().getFirst().diff()).contains("+theirs");
    assertThat(((Grounds.Person) changes().getFirst().allowed().grounds()).edited()).isTrue();
  }

  @Test
  void an_edit_that_the_policy_allows_is_told_with_its_rule() {
    story
        .approves(ApprovalMode.ALL)
        .modelCalls(call("write_file", WRITE))
        .modelReplies("Done.")
        .userSays("write");

    assertThat(changes()).hasSize(1);
    assertThat(changes().getFirst().diff()).contains("+mine");
    assertThat(changes().getFirst().allowed().by()).isEqualTo(Optional.empty());
    assertThat(changes().getFirst().allowed().grounds()).isInstanceOf(Grounds.Policy.class);
  }

  @Test
  void what_was_refused_read_or_left_as_it_was_is_no_change() {
    story
        .file("a.txt", "mine")
        .modelCalls(call("read_file", "{\"path\":\"a.txt\"}"))
        .modelCalls(call("write_file", "{\"path\":\"b.txt\",\"content\":\"x\"}"))
        .modelCalls(call("execute_command", "{\"command\":\"make\"}"))
        .modelReplies("Done.")
        .userSays("go")
        .rejected("write_file", "no")
        .approved("execute_command")
        .thenCompletedWith("Done.");

    assertThat(story.answers().getLast().outcome()).isEqualTo(ToolResult.Outcome.FAILED);
    assertThat(changes()).isEmpty();
  }

  @Test
  void a_command_that_tells_its_files_is_a_change_without_a_diff() {
    story
        .command("make", output -> ToolResult.changed("built", List.of("out.txt")))
        .modelCalls(call("execute_command", "{\"command\":\"make\"}"))
        .modelReplies("Done.")
        .userSays("go")
        .approved("execute_command");

    assertThat(changes()).extracting(SessionChange::paths).containsExactly(List.of("out.txt"));
    assertThat(changes().getFirst().diff()).isEmpty();
  }

  @Test
  void an_edit_that_was_done_before_a_crash_is_told() {
    var never = new CountDownLatch(1);
    var written = new CountDownLatch(1);
    story
        .workspace()
        .writing(
            "a.txt",
            true,
            () -> {
              written.countDown();
              never.await();
            });
    story
        .modelCalls(call("write_file", WRITE))
        .modelReplies("Done.")
        .userSays("write")
        .thenWaitsFor(WaitReason.APPROVAL);
    story.decide(story.pending("write_file"), new ApprovalDecision.Approve());
    await(written);
    story.processDies().timePasses(Duration.ofMinutes(1)).settle();

    assertThat(changes()).extracting(SessionChange::paths).containsExactly(List.of("a.txt"));
    assertThat(changes().getFirst().diff()).contains("+mine");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
