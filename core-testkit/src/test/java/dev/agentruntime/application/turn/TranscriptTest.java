package dev.agentruntime.application.turn;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.output.MaskedMessages;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.testkit.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TranscriptTest {

  @Test
  void what_others_recorded_since_the_session_was_read_is_not_told() {
    try (Scenario story = Scenario.given().modelReplies("Hello.")) {
      story.userSays("hello");
      Session known = story.stored();
      // As for a process that stood still: the calls of the new reply have no answers.
      story.modelCalls(call("execute_command", "{\"command\":\"true\"}")).userSays("go on");

      var transcript =
          new Transcript(story.store().reads(), () -> known, new MaskedMessages(KnownSecrets.NONE));
      assertThat(transcript.messages())
          .hasExactlyElementsOfTypes(Message.User.class, Message.Assistant.class);
      assertThat(transcript.userTexts()).containsExactly("hello");
    }
  }
}
