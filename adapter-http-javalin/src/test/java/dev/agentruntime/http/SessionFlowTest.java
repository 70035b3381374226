package dev.agentruntime.http;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionFlowTest {

  private final Served server = Served.inMemory();

  @AfterEach
  void stop() {
    server.close();
  }

  private static List<String> names(List<SseReader.Frame> frames) {
    return frames.stream().map(SseReader.Frame::name).toList();
  }

  private SseReader say(String session, String text) {
    return server.stream(
        session + "/messages",
        request ->
            request
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        JsonObject.builder().put("content", text).build().canonical())));
  }

  @Test
  void a_message_streams_its_turn_to_its_end() {
    server.model().thenReplies("Hello there.");
    String session = server.session("{\"title\":\"first\",\"agent\":\"coder\"}");

    List<SseReader.Frame> frames = say(session, "hi").all();

    assertThat(names(frames))
        .startsWith("request.accepted")
        .containsSubsequence("message.completed", "turn.completed")
        .endsWith("turn.completed");
    assertThat(server.get(session).json().string("status")).contains("idle");
  }

  @Test
  void a_client_executes_what_is_requested_and_the_turn_goes_on() {
    server
        .model()
        .thenReplies("", call("read_file", "{\"path\":\"a.txt\"}"))
        .thenReplies("It says hello.");
    String session = server.session("{\"agent\":\"coder\"}");

    List<SseReader.Frame> asked = say(session, "what is in a.txt?").all();
    JsonObject requested =
        asked.stream()
            .filter(frame -> frame.name().equals("tool.execution.requested"))
            .findFirst()
            .orElseThrow()
            .json()
            .object("data")
            .orElseThrow();
    // Live or not by then: what was recorded before the stream stood is replayed.
    assertThat(names(asked)).contains("turn.waiting").doesNotContain("turn.completed");

    Served.Answer taken =
        server.post(
            session + "/tool-results",
            JsonObject.builder()
                .put("call_id", requested.string("call_id").orElseThrow())
                .put("digest", requested.string("digest").orElseThrow())
                .put("result", "hello")
                .build()
                .canonical());

    assertThat(taken.status()).isEqualTo(202);
    try (SseReader events = server.stream(session + "/events", request -> request)) {
      assertThat(names(events.until("turn.completed")))
          .contains("tool.execution.completed")
          .endsWith("turn.completed");
    }
  }

  @Test
  void an_approval_is_listed_decided_and_the_turn_goes_on() {
    server
        .model()
        .thenReplies("", call("execute_command", "{\"command\":\"make\"}"))
        .thenReplies("Made.");
    String session = server.session("{\"agent\":\"coder\"}");
    say(session, "build it").all();

    JsonObject approval =
        (JsonObject) server.get("/api/v1/approvals?status=pending").json().array("data").getFirst();
    Served.Answer decided =
        server.send(
            server
                .request("/api/v1/approvals/" + approval.string("id").orElseThrow() + "/decision")
                .header("Content-Type", "application/json")
                .PUT(
                    HttpRequest.BodyPublishers.ofString(
                        JsonObject.builder()
                            .put("digest", approval.string("digest").orElseThrow())
                            .put("decision", "reject")
                            .put("reason", "not now")
                            .build()
                            .canonical())));

    assertThat(decided.status()).isEqualTo(200);
    assertThat(decided.json().string("status")).contains("rejected");
    try (SseReader events = server.stream(session + "/events", request -> request)) {
      assertThat(names(events.until("turn.completed"))).contains("approval.rejected");
    }
  }

  @Test
  void what_another_owner_asks_for_is_not_there() {
    String session = server.session("{}");

    Served.Answer foreign =
        server.send(
            HttpRequest.newBuilder(server.uri(session))
                .header("Authorization", "Bearer " + Served.OTHER));

    assertThat(foreign.status()).isEqualTo(404);
    assertThat(foreign.json().string("code")).contains("not_found");
  }

  @Test
  void a_broken_request_is_told_what_is_wrong_with_each_member() {
    Served.Answer answer =
        server.post(
            "/api/v1/sessions",
            "{\"titel\":\"x\",\"agent\":7,\"limits\":{\"model_calls\":0},\"tool_execution\":\"no\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).contains("application/problem+json");
    assertThat(answer.json().array("errors").toString())
        .contains("/titel", "/agent", "/limits/model_calls", "/tool_execution");
  }
}
