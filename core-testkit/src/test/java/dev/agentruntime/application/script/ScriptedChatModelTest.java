package dev.agentruntime.application.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ScriptedChatModelTest {

  private final List<String> shown = new ArrayList<>();
  private final ChatModel.DeltaSink deltas =
      new ChatModel.DeltaSink() {
        @Override
        public void text(String piece) {
          shown.add(piece);
        }

        @Override
        public void reasoning(String piece) {
          shown.add("(" + piece + ")");
        }
      };

  private static ScriptedChatModel model(String script) {
    return new ScriptedChatModel(ScriptReader.read(script, "s"));
  }

  private static ChatModel.Request request(Purpose purpose, int ordinal) {
    return new ChatModel.Request(
        new SessionId(new UUID(0, 1)), purpose, ordinal, List.of(), List.of());
  }

  @Test
  void the_next_reply_follows_from_what_was_recorded() throws InterruptedException {
    var model = model("routes: [r]\nreplies: [{text: a, reasoning: why}, {text: ''}]");
    assertThat(((Outcome.Replied) model.chat(request(Purpose.REPLY, 0), deltas)).reply().text())
        .isEqualTo("a");
    assertThat(model.chat(request(Purpose.REPLY, 1), deltas)).isInstanceOf(Outcome.Replied.class);
    assertThat(model.chat(request(Purpose.REPLY, 0), deltas)).isInstanceOf(Outcome.Replied.class);
    assertThat(((Outcome.Replied) model.chat(request(Purpose.ROUTE, 0), deltas)).reply().text())
        .isEqualTo("r");
    assertThat(shown).containsExactly("(why)", "a", "(why)", "a", "r");
    assertThat(model.chat(request(Purpose.REPLY, 2), deltas))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.SCRIPT_EXHAUSTED);
              assertThat(failed.message()).contains("2 entries in \"replies\"");
            });
  }

  @Test
  void a_script_heeds_an_interrupt() {
    var model = model("replies: [{text: a}]");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> model.chat(request(Purpose.REPLY, 0), deltas))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void a_script_for_a_live_model_plays_none() {
    assertThatThrownBy(() -> model("messages: [a]")).hasMessage("the script has no replies");
  }
}
