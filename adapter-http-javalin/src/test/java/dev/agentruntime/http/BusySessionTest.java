package dev.agentruntime.http;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that is told that a session is busy can act on the answer alone. */
@Timeout(60)
class BusySessionTest {

  private final Served server = Served.inMemory();
  private final String session = server.session("{\"agent\":\"coder\"}");

  @AfterEach
  void stop() {
    server.close();
  }

  private void say(String message) {
    try (SseReader turn =
        server.stream(
            session + "/messages",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(message)))) {
      turn.all();
    }
  }

  private JsonObject pendingFor(String message) {
    Served.Answer refused = server.post(session + "/messages", message);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().string("code")).contains("session_busy");
    return (JsonObject) refused.json().array("pending").getFirst();
  }

  private static String text(JsonObject object, String name) {
    return object.string(name).orElseThrow();
  }

  @Test
  void what_awaits_a_decision_names_the_approval_and_its_digest() {
    server.model().thenReplies("", call("execute_command", "{\"command\":\"make\"}"));
    say("{\"content\":\"go\"}");

    JsonObject pending = pendingFor("{\"content\":\"more\"}");

    assertThat(text(pending, "kind")).isEqualTo("decision");
    assertThat(
            server
                .send(
                    server
                        .request("/api/v1/approvals/" + text(pending, "approval_id") + "/decision")
                        .header("Content-Type", "application/json")
                        .PUT(
                            HttpRequest.BodyPublishers.ofString(
                                JsonObject.builder()
                                    .put("digest", text(pending, "digest"))
                                    .put("decision", "approve")
                                    .build()
                                    .canonical())))
                .status())
        .isEqualTo(200);
  }

  @Test
  void what_awaits_a_result_names_the_call_and_its_digest() {
    server.model().thenReplies("", call("read_file", "{\"path\":\"a\"}")).thenReplies("Done.");
    say("{\"content\":\"go\"}");

    JsonObject pending = pendingFor("{\"content\":\"more\"}");

    assertThat(text(pending, "kind")).isEqualTo("tool_result");
    assertThat(
            server
                .post(
                    session + "/tool-results",
                    JsonObject.builder()
                        .put("call_id", text(pending, "call_id"))
                        .put("digest", text(pending, "digest"))
                        .put("result", "text")
                        .build()
                        .canonical())
                .status())
        .isEqualTo(202);
  }

  @Test
  void a_question_is_pending_for_who_sends_no_answer() {
    server.model().thenReplies("", call("ask_followup_question", "{\"question\":\"Which?\"}"));
    say("{\"content\":\"go\"}");

    JsonObject pending = pendingFor("{\"content\":\"you\",\"agent\":\"ask\"}");

    assertThat(text(pending, "kind")).isEqualTo("answer");
    assertThat(text(pending, "tool")).isEqualTo("ask_followup_question");
  }
}
