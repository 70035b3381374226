package dev.agentruntime.application.turn;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.Scenario;
import org.junit.jupiter.api.Test;

class FirstStoryTest {

  @Test
  void an_approved_edit_runs_and_the_turn_goes_on() {
    try (Scenario story = Scenario.given()) {
      story
          .modelReplies(
              "I write it.", call("write_file", "{\"path\":\"a.txt\",\"content\":\"hi\"}"))
          .modelReplies("Done.")
          .userSays("write a.txt")
          .thenWaitsFor(WaitReason.APPROVAL)
          .thenRan()
          .approved("write_file")
          .thenRan("write_file")
          .thenAnswered(Outcome.SUCCEEDED)
          .thenCompletedWith("Done.");
      assertThat(story.workspace().content("a.txt")).contains("hi");
    }
  }
}
