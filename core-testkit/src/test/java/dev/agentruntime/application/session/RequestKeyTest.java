package dev.agentruntime.application.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.RuntimeCommands;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.testkit.Scenario;
import dev.agentruntime.testkit.Workshop;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RequestKeyTest {

  private static RequestKey key(String key) {
    return new RequestKey(Owner.LOCAL, "POST", "/messages", key, Digest.of("body"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "é", "a\n", "\u007f"})
  void a_key_has_visible_ascii_characters_alone(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> key(text));
  }

  @Test
  void a_key_is_not_endless() {
    assertThat(key("~".repeat(255)).key()).hasSize(255);
    assertThatIllegalArgumentException().isThrownBy(() -> key("!".repeat(256)));
  }

  @Test
  void commands_of_a_request_with_a_key_are_masked_and_happen_once() {
    try (Scenario story = Scenario.given().secrets("very-secret-thing")) {
      story.modelReplies("Hi.").open();
      var message =
          new SendMessage(
              Owner.LOCAL,
              story.open(),
              "it is very-secret-thing",
              Optional.empty(),
              IfBusy.REJECT);
      Accepted first = story.runtime().once(List.of(key("a"))).send(message);
      story.settle();
      assertThat(story.runtime().once(List.of(key("a"))).send(message)).isEqualTo(first);
      story.settle().thenCompletedWith("Hi.");
      assertThat(story.count("turn.started")).isEqualTo(1);
      assertThat(story.events().toString()).contains("***").doesNotContain("very-secret");
    }
  }

  @Test
  void a_command_that_comes_again_leaves_the_session_as_it_is() {
    try (Scenario story = Scenario.given()) {
      story.modelReplies("Hi.").open();
      RuntimeCommands commands = story.runtime().once(List.of(key("a")));
      var message =
          new SendMessage(Owner.LOCAL, story.open(), "Hello", Optional.empty(), IfBusy.REJECT);
      commands.send(message);
      story.settle();
      long revision = story.store().reads().revision(story.open());
      commands.send(message);
      assertThat(story.store().reads().revision(story.open())).isEqualTo(revision);
    }
  }

  @Test
  void a_session_begins_with_its_message_once_and_masked() {
    try (Scenario story = Scenario.given().secrets("very-secret-thing")) {
      story.modelReplies("Hi.");
      var begin =
          new BeginSession(
              new CreateSession(
                  Owner.LOCAL,
                  Workshop.settings(),
                  Optional.of(new AgentName("coder")),
                  Optional.empty()),
              "it is very-secret-thing");
      Begun first = story.runtime().once(List.of(key("a"))).begin(begin);
      story.runtime().settled(first.session()).join();
      assertThat(story.runtime().once(List.of(key("a"))).begin(begin)).isEqualTo(first);

      List<RecordedEvent> log = story.store().reads().events(first.session(), 0, 1000);
      assertThat(log.stream().map(RecordedEvent::type))
          .startsWith("session.created")
          .containsOnlyOnce("turn.started")
          .endsWith("turn.completed");
      assertThat(log.toString()).contains("***").doesNotContain("very-secret");
    }
  }

  @Test
  void a_key_that_holds_a_secret_is_refused() {
    try (Scenario story = Scenario.given().secrets("very-secret-thing")) {
      assertThatThrownBy(() -> story.runtime().once(List.of(key("very-secret-thing"))))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("known secret")
          .hasMessageNotContaining("thing");
    }
  }
}
