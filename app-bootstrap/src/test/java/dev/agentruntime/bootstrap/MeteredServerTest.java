package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.bootstrap.ServedClient.Frame;
import dev.agentruntime.bootstrap.ServedClient.Stream;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a server tells of itself, and of what its sessions cost. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class MeteredServerTest {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-");

  private static final String PRICES =
      "{\"version\":\"2026-11\",\"currency\":\"EUR\","
          + "\"models\":{\"m\":{\"prompt\":0.5,\"completion\":1.5}}}";

  @TempDir private Path home;

  @Test
  void a_turn_is_seen_in_meters_of_every_origin_and_costs_what_the_price_table_says()
      throws Exception {
    try (var database = new EmptyDatabase();
        var model = new FakeModelEndpoint(FakeModelEndpoint.Midway.NOTHING);
        var server = ServedProgram.startOn(database.url(), home, model, Map.of("PRICES", PRICES));
        var client = new ServedClient(server)) {
      String session = client.session();
      turn(client, session);

      String meters = meters(client, client.log(session).size());
      assertThat(meters.lines())
          .as("the log, by the bus")
          .contains("agent_runtime_log_turns_total{outcome=\"completed\",reason=\"none\"} 1.0");
      assertThat(meters.lines())
          .as("the store")
          .contains("agent_runtime_store_sessions{status=\"idle\"} 1.0")
          .contains("agent_runtime_store_approvals_pending 0.0");
      assertThat(meters)
          .as("what this process does itself")
          .containsPattern("\nagent_runtime_model_request_seconds_count\\{[^}]*} 2\\b")
          .contains("\nagent_runtime_bus_events_total ");
      assertThat(meters)
          .as("the virtual machine, and the pools of connections")
          .contains("\njvm_memory_used_bytes{", "\nprocess_cpu_seconds_total ")
          .contains("\nhikaricp_connections{", "\nhikaricp_connections_active{");
      assertThat(meters).doesNotContain(id(session)).doesNotContainPattern(ID);

      assertThat(client.get("/api/v1/events/metrics/sessions/" + id(session)).object("cost"))
          .as("of two replies")
          .hasValueSatisfying(
              cost ->
                  assertThat(cost.canonical())
                      .isEqualTo(
                          "{\"currency\":\"EUR\",\"micros\":\"1300\","
                              + "\"price_table\":\"2026-11\",\"unpriced_requests\":0}"));
    }
  }

  private static String id(String session) {
    return session.substring(session.lastIndexOf('/') + 1);
  }

  /** Says something, and executes the call that it is answered with. */
  private static void turn(ServedClient client, String session)
      throws IOException, InterruptedException {
    JsonObject said = JsonObject.builder().put("content", "hello").build();
    JsonObject asked;
    try (Stream stream = client.open(session + "/messages", said)) {
      asked =
          stream.rest().stream()
              .filter(frame -> frame.name().equals("tool.execution.requested"))
              .findFirst()
              .flatMap(frame -> frame.data().object("data"))
              .orElseThrow();
    }
    JsonObject result =
        JsonObject.builder()
            .put("call_id", asked.string("call_id").orElseThrow())
            .put("digest", asked.string("digest").orElseThrow())
            .put("result", "a file")
            .build();
    try (Stream stream = client.open(session + "/tool-results", result)) {
      assertThat(stream.rest())
          .filteredOn(Frame::isDurable)
          .last()
          .returns("turn.completed", Frame::name);
    }
  }

  /** A scrape that knows of so many events: the bus tells the meters of each after its commit. */
  private static String meters(ServedClient client, int events)
      throws IOException, InterruptedException {
    String told = "\nagent_runtime_event_lag_seconds_count " + events;
    String meters = "";
    while (!meters.contains(told)) {
      HttpResponse<String> answer = client.send(client.request("/metrics").build());
      assertThat(answer.statusCode()).isEqualTo(200);
      meters = answer.body();
    }
    return meters;
  }
}
