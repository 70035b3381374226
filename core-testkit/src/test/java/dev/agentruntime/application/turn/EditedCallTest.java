package dev.agentruntime.application.turn;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.Scenario;
import org.junit.jupiter.api.Test;

class EditedCallTest {

  @Test
  void the_model_is_told_what_really_ran_where_a_person_edited_its_call() {
    try (Scenario story = Scenario.given()) {
      story
          .modelReplies("", call("write_file", "{\"path\":\"a.txt\",\"content\":\"mine\"}"))
          .modelReplies("Done.")
          .userSays("write a.txt")
          .edited("write_file", "{\"path\":\"a.txt\",\"content\":\"theirs\"}")
          .thenCompletedWith("Done.");

      assertThat(story.workspace().content("a.txt")).contains("theirs");
      assertThat(story.answers().getFirst().content()).isEqualTo("Wrote a.txt.");
      assertThat(story.answers().getFirst().told())
          .startsWith("Wrote a.txt. A person changed this call")
          .endsWith("{\"content\":\"theirs\",\"path\":\"a.txt\"}");
    }
  }

  @Test
  void nothing_is_said_of_edits_where_the_call_ran_as_it_was() {
    try (Scenario story = Scenario.given()) {
      story
          .modelReplies("", call("write_file", "{\"path\":\"a.txt\",\"content\":\"mine\"}"))
          .modelReplies("Done.")
          .userSays("write a.txt")
          .approved("write_file")
          .thenCompletedWith("Done.");

      assertThat(story.answers().getFirst().content()).isEqualTo("Wrote a.txt.");
      assertThat(story.answers().getFirst().told()).isEqualTo("Wrote a.txt.");
    }
  }

  @Test
  void an_edit_that_is_asked_for_again_because_its_file_changed_stays_the_persons() {
    try (Scenario story = Scenario.given().command("date", output -> ToolResult.succeeded("now"))) {
      story
          .modelCalls(
              call("execute_command", "{\"command\":\"date\"}"),
              call("write_file", "{\"path\":\"a.txt\",\"content\":\"mine\"}"))
          .modelReplies("Done.")
          .userSays("write a.txt")
          .edited("write_file", "{\"path\":\"a.txt\",\"content\":\"theirs\"}")
          .file("a.txt", "somebody else's")
          .approved("execute_command")
          .approved("write_file")
          .thenCompletedWith("Done.");

      assertThat(story.workspace().content("a.txt")).contains("theirs");
      assertThat(story.answers().getLast().told()).contains("A person changed this call");
    }
  }
}
