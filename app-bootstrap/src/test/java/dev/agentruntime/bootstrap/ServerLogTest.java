package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.bootstrap.ServedClient.Stream;
import dev.agentruntime.domain.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a server writes about a session, as loudly as it can. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class ServerLogTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SAID = "a sentence that nobody but the two of us knows";
  private static final String RESULT = "what stands in the file";

  @TempDir private Path home;

  @Test
  void each_line_is_an_object_with_a_trace_and_without_contents_and_keys() throws Exception {
    List<String> lines;
    try (var model = new FakeModelEndpoint(FakeModelEndpoint.Midway.NOTHING);
        var server =
            ServedProgram.start(home, model, Map.of("LOG_FORMAT", "json", "LOG_LEVEL", "error"));
        var client = new ServedClient(server)) {
      client.send(
          client
              .request("/api/v1/log-level")
              .PUT(BodyPublishers.ofString("{\"level\":\"debug\"}"))
              .build());
      converse(client);
      String wrong = "not-a-key-but-somebody-s-secret-9f8e7d";
      client.send(
          client
              .request("/api/v1/sessions?title=" + RESULT.replace(' ', '+'))
              .setHeader("Authorization", "Bearer " + wrong)
              .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
              .build());
      server.terminate();
      assertThat(server.end()).isZero();
      lines = server.said();
      assertThat(lines)
          .noneMatch(line -> line.contains(wrong))
          .noneMatch(line -> line.contains(ServedProgram.KEY))
          .noneMatch(line -> line.contains(ServedProgram.MODEL_KEY))
          .noneMatch(line -> line.contains("nobody but the two") || line.contains("stands in the"))
          .noneMatch(line -> line.contains("piece 1 of") || line.contains("file-"));
    }
    List<JsonObject> events = lines.stream().map(JsonText::readObject).toList();
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(event.members()).containsKeys("time", "level", "logger", "message"));
    assertThat(requests(events, "/api/v1/sessions/{id}/messages"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.string("trace_id").orElseThrow()).matches("[0-9a-f]{32}");
              assertThat(event.integer("status")).contains(200L);
              assertThat(event.string("method")).contains("POST");
              assertThat(event.integer("millis")).isPresent();
            });
    assertThat(events).anyMatch(event -> event.string("trace_id").equals(Optional.of(TRACE)));
    assertThat(events).anyMatch(event -> event.string("level").orElseThrow().equals("debug"));
  }

  private static List<JsonObject> requests(List<JsonObject> events, String route) {
    return events.stream()
        .filter(event -> event.string("route").map(route::equals).orElse(false))
        .toList();
  }

  /** A message, the call that the client is asked to execute, its result, and the answer. */
  private static void converse(ServedClient client) throws Exception {
    String session = client.session();
    JsonObject asked;
    try (Stream stream =
        client.open(session + "/messages", JsonObject.builder().put("content", SAID).build())) {
      asked =
          stream.rest().stream()
              .filter(frame -> frame.name().equals("tool.execution.requested"))
              .map(frame -> frame.data().object("data").orElseThrow())
              .findFirst()
              .orElseThrow();
    }
    JsonObject result =
        JsonObject.builder()
            .put("call_id", asked.string("call_id").orElseThrow())
            .put("digest", asked.string("digest").orElseThrow())
            .put("result", RESULT)
            .build();
    try (Stream stream = client.open(session + "/tool-results", result)) {
      assertThat(stream.rest().stream().map(ServedClient.Frame::name)).contains("turn.completed");
    }
  }
}
