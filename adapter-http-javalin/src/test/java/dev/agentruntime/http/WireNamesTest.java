package dev.agentruntime.http;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same thing has the same name and the same form wherever it stands. */
@Timeout(60)
class WireNamesTest {

  private final Served server = Served.inMemory();

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonObject data(String session, String type) {
    return server.get(session + "/events?limit=1000").json().array("data").stream()
        .map(JsonObject.class::cast)
        .filter(event -> event.string("type").orElseThrow().equals(type))
        .map(event -> event.object("data").orElseThrow())
        .findFirst()
        .orElseThrow();
  }

  private void say(String session, String content) {
    try (SseReader turn =
        server.stream(
            session + "/messages",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"content\":\"" + content + "\"}")))) {
      turn.all();
    }
  }

  private static Map<String, JsonValue> without(JsonObject object, String... names) {
    var left = new TreeMap<>(object.members());
    left.keySet().removeAll(List.of(names));
    left.values().removeIf(value -> value.canonical().equals("null"));
    return left;
  }

  @Test
  void an_event_asks_for_an_approval_in_the_words_of_the_approval_itself() {
    server.model().thenReplies("", call("execute_command", "{\"command\":\"make\"}"));
    String session = server.session("{\"agent\":\"coder\"}");
    say(session, "go");

    JsonObject asked = data(session, "approval.requested");
    JsonObject approval =
        server.get("/api/v1/approvals/" + asked.string("approval_id").orElseThrow()).json();

    assertThat(without(approval, "id", "session_id", "status"))
        .isEqualTo(without(asked, "approval_id"));
  }

  @Test
  void an_event_tells_a_decision_in_the_words_of_the_approval_itself() {
    server.model().thenReplies("", call("execute_command", "{\"command\":\"make\"}"));
    String session = server.session("{\"agent\":\"coder\"}");
    say(session, "go");
    String approval =
        "/api/v1/approvals/"
            + data(session, "approval.requested").string("approval_id").orElseThrow();
    assertThat(server.send(server.request(approval).DELETE()).status()).isEqualTo(204);

    assertThat(server.get(approval).json().object("decision"))
        .isEqualTo(data(session, "approval.cancelled").object("decision"));
  }

  @Test
  void the_winner_of_a_conflict_is_the_approval_as_it_is_read() {
    server.model().thenReplies("", call("execute_command", "{\"command\":\"make\"}"));
    String session = server.session("{\"agent\":\"coder\"}");
    say(session, "go");
    JsonObject asked = data(session, "approval.requested");
    String approval = "/api/v1/approvals/" + asked.string("approval_id").orElseThrow();
    server.send(server.request(approval).DELETE());

    Served.Answer late =
        server.send(
            server
                .request(approval + "/decision")
                .header("Content-Type", "application/json")
                .PUT(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"decision\":\"approve\",\"digest\":\""
                            + asked.string("digest").orElseThrow()
                            + "\"}")));

    assertThat(late.status()).isEqualTo(409);
    assertThat(late.json().object("winner")).contains(server.get(approval).json());
  }

  @Test
  void a_request_to_execute_is_the_open_call_of_the_session() {
    server.model().thenReplies("", call("read_file", "{\"path\":\"a\"}"));
    String session = server.session("{\"agent\":\"coder\"}");
    say(session, "go");

    JsonObject requested = data(session, "tool.execution.requested");
    JsonObject open = (JsonObject) server.get(session).json().array("open_calls").getFirst();

    assertThat(without(requested, "deadline"))
        .isEqualTo(without(open, "state", "side_effect", "execution"));
    JsonObject proposed = data(session, "tool.call.proposed").object("call").orElseThrow();
    assertThat(without(proposed, "provider_id"))
        .isEqualTo(without(requested, "digest", "deadline"));
  }

  @Test
  void settings_are_told_in_the_words_in_which_they_were_given() {
    String session =
        server.session(
            "{\"client_tools\":[{\"name\":\"count\",\"description\":\"Counts.\",\"schema\":{}}],"
                + "\"limits\":{\"running_seconds\":7}}");

    JsonObject settings = data(session, "session.created").object("settings").orElseThrow();
    JsonObject read = server.get(session).json();

    assertThat(settings.get("client_tools")).isEqualTo(read.get("client_tools"));
    assertThat(settings.get("tool_execution")).isEqualTo(read.get("tool_execution"));
    assertThat(settings.get("limits")).isEqualTo(read.get("limits"));
  }

  @Test
  void no_member_of_the_document_names_a_reference_without_saying_that_it_is_one() {
    var bare = new TreeSet<String>();
    collect(ApiDocument.shipped().root().object("components").orElseThrow(), bare);

    // Of what a path names, and of events, the id is called id.
    assertThat(bare).containsExactlyInAnyOrder("id");
  }

  /** Members that are a UUID and have another name than one ending in _id. */
  private static void collect(JsonValue value, Set<String> found) {
    switch (value) {
      case JsonObject object -> {
        object
            .object("properties")
            .ifPresent(
                properties ->
                    properties
                        .members()
                        .forEach(
                            (name, member) -> {
                              boolean uuid = isUuid((JsonObject) member);
                              if (uuid && !name.endsWith("_id")) {
                                found.add(name);
                              }
                            }));
        object.members().values().forEach(member -> collect(member, found));
      }
      case JsonArray array -> array.items().forEach(item -> collect(item, found));
      default -> {}
    }
  }

  private static boolean isUuid(JsonObject schema) {
    return schema.string("$ref").filter(to -> to.endsWith("/Uuid")).isPresent()
        || schema.array("oneOf").stream()
            .map(JsonObject.class::cast)
            .anyMatch(WireNamesTest::isUuid);
  }
}
