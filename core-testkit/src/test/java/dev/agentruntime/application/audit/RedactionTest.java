package dev.agentruntime.application.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  /** A member that is not named here is left out, whatever it will hold. */
  private static final Set<String> STAYS =
      new TreeSet<>(
          List.of(
              "agent.routed agent",
              "agent.routed confidence",
              "agent.routed method",
              "agent.switched by",
              "agent.switched from",
              "agent.switched to",
              "approval.closed approval_id",
              "approval.closed call_id",
              "approval.closed decision at",
              "approval.closed decision by",
              "approval.closed decision decision",
              "approval.closed decision granted agent",
              "approval.closed decision granted files after",
              "approval.closed decision granted files before",
              "approval.closed decision granted request_type",
              "approval.closed decision granted subject",
              "approval.requested agent",
              "approval.requested approval_id",
              "approval.requested asked_at",
              "approval.requested call_id",
              "approval.requested deadline",
              "approval.requested digest",
              "approval.requested files after",
              "approval.requested files before",
              "approval.requested policy policy_scope",
              "approval.requested policy rule",
              "approval.requested request_type",
              "approval.requested requested_by",
              "approval.requested subject",
              "approval.requested terms on_timeout",
              "approval.requested terms roles",
              "approval.voted approval_id",
              "approval.voted vote at",
              "approval.voted vote by",
              "approval.voted vote role",
              "llm.request.completed model",
              "llm.request.completed purpose",
              "llm.request.failed kind",
              "llm.request.failed model",
              "llm.request.failed purpose",
              "message.completed message agent",
              "message.completed message calls call_id",
              "message.completed message calls tool",
              "message.completed message message_id",
              "message.completed message role",
              "message.discarded message_id",
              "question.asked call_id",
              "session.created agent",
              "session.created kind",
              "session.created owner",
              "session.created settings client_tools name",
              "session.created settings client_tools side_effect",
              "session.created settings routing",
              "session.created settings runner kind",
              "session.created settings runner model digest",
              "session.created settings runner model kind",
              "session.created settings runner model model",
              "session.created settings tool_execution",
              "session.message.added message message_id",
              "session.message.added message role",
              "session.updated settings client_tools name",
              "session.updated settings client_tools side_effect",
              "session.updated settings routing",
              "session.updated settings runner kind",
              "session.updated settings runner model digest",
              "session.updated settings runner model kind",
              "session.updated settings runner model model",
              "session.updated settings tool_execution",
              "tool.call.answered call_id",
              "tool.call.answered result outcome",
              "tool.call.proposed call call_id",
              "tool.call.proposed call tool",
              "tool.call.proposed execution",
              "tool.call.proposed explanation policy_scope",
              "tool.call.proposed explanation rule",
              "tool.call.proposed ruling",
              "tool.call.proposed side_effect",
              "tool.execution.requested call_id",
              "tool.execution.requested deadline",
              "tool.execution.requested digest",
              "tool.execution.requested tool",
              "tool.execution.reset call_id",
              "tool.execution.started call_id",
              "tool.execution.started digest",
              "tool.execution.started files after",
              "tool.execution.started files before",
              "tool.execution.started grounds approval_id",
              "tool.execution.started grounds explanation policy_scope",
              "tool.execution.started grounds explanation rule",
              "tool.execution.started grounds kind",
              "turn.ended kind",
              "turn.ended limit",
              "turn.ended outcome",
              "turn.started turn_id",
              "turn.waiting reason"));

  private static EventJson.Form form(String kind, String data) {
    return new EventJson.Form(kind, 1, JsonText.readObject(data));
  }

  @Test
  void of_all_that_events_tell_these_words_stay_and_no_others() {
    var stays = new TreeSet<String>();
    for (String kind : EventJson.kinds()) {
      for (String file : List.of(kind + ".v1.json", kind + ".v1.later.json")) {
        examples(file)
            .forEach(data -> kept(kind, Redaction.of(new EventJson.Form(kind, 1, data)), stays));
      }
    }

    assertThat(stays).isEqualTo(STAYS);
  }

  /** The golden examples, which hold every member that there is. */
  private static List<JsonObject> examples(String file) {
    try (InputStream in = RedactionTest.class.getResourceAsStream("/events/" + file)) {
      return in == null
          ? List.of()
          : JsonText.readObject(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              .array("examples")
              .stream()
              .map(JsonObject.class::cast)
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void kept(String path, JsonValue value, Set<String> stays) {
    switch (value) {
      case JsonObject object ->
          object.members().forEach((name, member) -> kept(path + " " + name, member, stays));
      case JsonArray array -> array.items().forEach(item -> kept(path, item, stays));
      case JsonString text when !text.value().startsWith("(redacted: ") -> stays.add(path);
      default -> {}
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":\"the secret\"}",
        "{\"message\":{\"text\":\"the secret\",\"role\":\"user\"}}",
        "{\"call\":{\"arguments\":{\"the secret\":1}}}",
        "{\"call\":{\"malformed\":{\"raw\":\"{the secret\",\"problem\":\"p\"}}}",
        "{\"tool\":\"the secret is not a name\"}",
        "{\"subject\":\"the secret\"}",
        "{\"settings\":{\"labels\":{\"the secret\":\"x\"},\"title\":\"the secret\"}}",
        "{\"suggestions\":[\"the secret\",\"x\"]}",
        "{\"result\":{\"content\":\"the secret\",\"note\":\"the secret\",\"changed_files\":[\"the"
            + " secret\"]}}",
        "{\"seen\":{\"secret\":\"the secret\"}}",
        "{\"arguments\":{\"list\":[{\"tool\":\"the secret\"}]}}",
        "{\"what_comes_later\":\"the secret\"}",
        "{\"diff\":\"the secret\"}",
        "{\"requested_by\":\"somebody who knows the secret\"}",
        "{\"subject\":\"/home/the secret/x\"}"
      })
  void what_people_models_and_tools_wrote_is_left_out(String data) {
    assertThat(Redaction.of(form("some.kind", data)).canonical()).doesNotContain("the secret");
  }

  @ParameterizedTest
  @CsvSource({
    "tool, write_file, true",
    "tool, mcp.github-create_pull_request, true",
    "tool, src/main/Secret.java, false",
    "subject, sk-proj-9fJk2mQ8vTzYx4LbR7wN3cHd5, false",
    "subject, purchase, true",
    "name, ghp9fJk2mQ8vTzYx4LbR7wN3cHd5, false",
    "model, openai/gpt-4o-mini:free, true",
    "rule, workspace/write(3), true",
    "requested_by, Ada Lovelace, true",
    "requested_by, release-bot@example.com, true",
    "requested_by, 9fJk2mQ8vTzYx4LbR7wN3cHd5Gg, false"
  })
  void what_looks_like_a_name_stays_and_paths_and_tokens_do_not(
      String member, String text, boolean stays) {
    JsonObject redacted =
        Redaction.of(
            new EventJson.Form("some.kind", 1, JsonObject.builder().put(member, text).build()));

    assertThat(redacted.string(member).filter(text::equals).isPresent()).isEqualTo(stays);
  }

  @Test
  void what_is_left_out_leaves_its_length_and_numbers_stay() {
    JsonObject redacted =
        Redaction.of(form("some.kind", "{\"text\":\"12345\",\"size\":7,\"arguments\":{\"a\":1}}"));

    assertThat(redacted.string("text")).contains("(redacted: 5 characters)");
    assertThat(redacted.get("size")).contains(JsonNumber.of(7));
    assertThat(redacted.string("arguments")).contains("(redacted: JSON of 7 characters)");
  }

  @Test
  void why_a_turn_waits_is_the_runtimes_own_word() {
    assertThat(Redaction.of(form("turn.waiting", "{\"reason\":\"approval\"}")).string("reason"))
        .contains("approval");
    assertThat(Redaction.of(form("turn.ended", "{\"reason\":\"approval\"}")).string("reason"))
        .contains("(redacted: 8 characters)");
  }
}
