package dev.agentruntime.http;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A refusal says what was wrong, where, and what to do instead. */
@Timeout(60)
class RefusedWordsTest {

  private final Served server = Served.inMemory();

  @AfterEach
  void stop() {
    server.close();
  }

  private static JsonObject fault(Served.Answer answer) {
    return (JsonObject) answer.json().array("errors").getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/events?type=aproval.*, type, approval.*",
    "/api/v1/events?type=turn.complete, type, turn.completed",
    "/api/v1/events?type=tool.calls.*, type, tool.call.*",
    "/api/v1/sessions?status=idel, status, idle",
    "/api/v1/approvals?status=pendin, status, pending"
  })
  void a_filter_that_could_match_nothing_is_refused_with_what_was_meant(
      String path, String parameter, String meant) {
    Served.Answer refused = server.get(path);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(fault(refused).string("pointer")).contains(parameter);
    assertThat(fault(refused).string("detail").orElseThrow())
        .contains("did you mean " + meant + "?");
  }

  @Test
  void the_stream_of_a_type_that_is_not_there_is_refused_too() {
    Served.Answer refused =
        server.send(
            server.request("/api/v1/events?type=nothing").header("Accept", "text/event-stream"));

    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void a_deleted_session_is_shown_to_nobody_so_its_status_is_none_to_ask_for() {
    Served.Answer refused = server.get("/api/v1/sessions?status=deleted");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(fault(refused).string("detail"))
        .contains("must be one of idle, running, waiting, closed");
  }

  @Test
  void a_broken_tool_of_the_client_is_pointed_at() {
    Served.Answer refused =
        server.post(
            "/api/v1/sessions",
            """
            {"client_tools": [
              {"name": "count", "description": "Counts.", "schema": {}},
              {"name": "count", "description": "Counts again.",
               "schema": {"properties": {"at": {"type": "tetx"}}}}]}
            """);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(
            refused.json().array("errors").stream()
                .map(fault -> ((JsonObject) fault).string("pointer").orElseThrow()))
        .contains("/client_tools/1/name", "/client_tools/1/schema/properties/at/type");
  }

  @Test
  void a_broken_item_of_a_list_is_pointed_at_by_its_number() {
    Served.Answer refused = server.post("/api/v1/sessions", "{\"client_tools\":[7]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(fault(refused).string("pointer")).contains("/client_tools/0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\\n"})
  void an_empty_message_has_the_wrong_shape(String content) {
    Served.Answer refused =
        server.post(server.session("{}") + "/messages", "{\"content\":\"" + content + "\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(fault(refused).string("pointer")).contains("/content");
  }

  @Test
  void a_method_that_is_not_taken_is_told_which_are() {
    Served.Answer refused =
        server.send(server.request("/api/v1/agents").method("DELETE", noBody()));

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).contains("GET, HEAD");
    assertThat(refused.json().string("detail")).contains("this path takes GET, HEAD only");
  }

  private static HttpRequest.BodyPublisher noBody() {
    return HttpRequest.BodyPublishers.noBody();
  }

  @Test
  void a_compressed_body_is_not_told_that_it_is_no_json() {
    Served.Answer refused =
        server.send(
            server
                .request("/api/v1/sessions")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.json().string("title")).contains("The form of the body is not supported");
    assertThat(refused.json().string("detail").orElseThrow()).contains("Content-Encoding");
  }

  @Test
  void a_stale_digest_of_a_result_speaks_of_no_decision() {
    server.model().thenReplies("", call("read_file", "{\"path\":\"a\"}"));
    String session = server.session("{\"agent\":\"coder\"}");
    server.post(session + "/messages", "{\"content\":\"go\"}");
    JsonObject asked;
    try (SseReader events = server.stream(session + "/events", request -> request)) {
      asked =
          events.until("tool.execution.requested").getLast().json().object("data").orElseThrow();
    }

    Served.Answer refused =
        server.post(
            session + "/tool-results",
            JsonObject.builder()
                .put("call_id", asked.string("call_id").orElseThrow())
                .put("digest", "0".repeat(64))
                .put("result", "text")
                .build()
                .canonical());

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().string("detail").orElseThrow())
        .contains(asked.string("digest").orElseThrow())
        .doesNotContain("deci");
  }

  @Test
  void a_model_that_fails_leaves_a_line_in_the_log_without_what_it_said() {
    var log = (Logger) LoggerFactory.getLogger("dev.agentruntime.application.turn.ModelSteps");
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.addAppender(lines);
    log.setLevel(Level.INFO);
    try {
      server
          .model()
          .then(
              (request, deltas) ->
                  new ChatModel.Outcome.Failed(FailureKind.UNAVAILABLE, "refused by 10.0.0.1"));
      String session = server.session("{\"agent\":\"coder\"}");
      Served.Answer accepted = server.post(session + "/messages", "{\"content\":\"go\"}");
      try (SseReader events = server.stream(session + "/events", request -> request)) {
        events.until("turn.failed");
      }

      assertThat(lines.list)
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.getLevel()).isEqualTo(Level.INFO);
                assertThat(line.getFormattedMessage())
                    .contains(
                        session.substring(session.lastIndexOf('/') + 1),
                        accepted.json().string("turn_id").orElseThrow(),
                        "unavailable")
                    .doesNotContain("10.0.0.1");
              });
    } finally {
      log.setLevel(null);
      log.detachAppender(lines);
    }
  }
}
