package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.testkit.Gate;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepeatedRequestTest {

  private final Served server = Served.inMemory();
  private final Gate gate = new Gate();

  @AfterEach
  void stop() {
    gate.open();
    server.close();
  }

  private Served.Answer post(String path, String key, String body) {
    return server.send(
        server
            .request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private int sessions() {
    return server.get("/api/v1/sessions").json().array("data").size();
  }

  @Test
  void a_session_is_made_once_for_one_key() {
    Served.Answer first = post("/api/v1/sessions", "k1", "{\"title\":\"a\"}");
    Served.Answer again = post("/api/v1/sessions", "k1", "{\"title\":\"a\"}");

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(sessions()).isEqualTo(1);
  }

  @Test
  void a_key_with_another_body_is_refused() {
    post("/api/v1/sessions", "k1", "{\"title\":\"a\"}");
    Served.Answer other = post("/api/v1/sessions", "k1", "{\"title\":\"b\"}");

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.json().string("code")).contains("key_reused");
    assertThat(sessions()).isEqualTo(1);
  }

  @Test
  void a_key_is_its_owners_alone() {
    Served.Answer mine = post("/api/v1/sessions", "k1", "{\"title\":\"a\"}");
    Served.Answer theirs =
        server.send(
            server
                .request("/api/v1/sessions")
                .setHeader("Authorization", "Bearer " + Served.OTHER)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"title\":\"b\"}")));

    assertThat(theirs.status()).isEqualTo(201);
    assertThat(theirs.json().string("title")).contains("b");
    assertThat(theirs.header("Location")).isNotEqualTo(mine.header("Location"));
    assertThat(sessions()).isEqualTo(1);
  }

  private static final String PROCESS = "/api/v1/messages/process";

  @Test
  void a_message_that_begins_a_session_is_taken_once_and_begins_one() {
    server.model().thenReplies("Hello.");
    String body = "{\"content\":\"hi\",\"agent\":\"coder\",\"client_message_id\":\"m-1\"}";

    Served.Answer first = post(PROCESS, "k1", body);
    assertThat(first.status()).isEqualTo(202);
    assertThat(post(PROCESS, "k1", body).text()).isEqualTo(first.text());
    assertThat(server.post(PROCESS, body).text()).isEqualTo(first.text());
    assertThat(sessions()).isEqualTo(1);
  }

  @Test
  void a_message_that_is_refused_begins_no_session() {
    server.model().thenReplies("Hello.");
    String session = server.session("{\"agent\":\"coder\"}");
    String id = session.substring(session.lastIndexOf('/') + 1);
    String named = "\"content\":\"hi\",\"client_message_id\":\"m-1\"";
    assertThat(server.post(PROCESS, "{\"session_id\":\"" + id + "\"," + named + "}").status())
        .isEqualTo(202);

    assertThat(post(PROCESS, "k1", "{" + named + "}").json().string("code")).contains("key_reused");
    assertThat(post(PROCESS, "k1", "{\"content\":\" \"}").status()).isEqualTo(400);
    assertThat(post(PROCESS, "k1", "{\"content\":\"hi\",\"agent\":\"nobody\"}").status())
        .isEqualTo(422);
    assertThat(sessions()).isEqualTo(1);
  }

  @Test
  void a_refused_request_leaves_its_key_free() {
    assertThat(post("/api/v1/sessions", "k1", "{\"agent\":\"nobody\"}").status()).isEqualTo(422);
    assertThat(post("/api/v1/sessions", "k1", "{}").status()).isEqualTo(201);
  }

  @Test
  void a_message_is_taken_once_and_answered_the_same() {
    server.model().thenReplies("Hello.");
    String session = server.session("{\"agent\":\"coder\"}");

    Served.Answer first = post(session + "/messages", "k1", "{\"content\":\"hi\"}");
    Served.Answer again = post(session + "/messages", "k1", "{\"content\":\"hi\"}");

    assertThat(first.status()).isEqualTo(202);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text()).isEqualTo(first.text());
  }

  @Test
  void a_message_is_known_by_the_clients_own_id() {
    server.model().thenReplies("Hello.");
    String session = server.session("{\"agent\":\"coder\"}");
    String body = "{\"content\":\"hi\",\"client_message_id\":\"m-1\"}";

    Served.Answer first = server.post(session + "/messages", body);
    Served.Answer again = server.post(session + "/messages", body);
    Served.Answer other =
        server.post(session + "/messages", "{\"content\":\"ho\",\"client_message_id\":\"m-1\"}");

    assertThat(again.text()).isEqualTo(first.text());
    assertThat(other.status()).isEqualTo(422);
  }

  @Test
  void a_repeated_stream_begins_where_the_first_one_did() {
    server.model().thenReplies("Hello.");
    String session = server.session("{\"agent\":\"coder\"}");

    List<List<String>> streams = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (SseReader events =
          server.stream(
              session + "/messages",
              request ->
                  request
                      .header("Content-Type", "application/json")
                      .header("Idempotency-Key", "k1")
                      .POST(HttpRequest.BodyPublishers.ofString("{\"content\":\"hi\"}")))) {
        streams.add(
            events.all().stream()
                .filter(frame -> frame.id().isPresent())
                .map(SseReader.Frame::name)
                .toList());
      }
    }

    assertThat(streams.getFirst()).endsWith("turn.completed");
    assertThat(streams.getLast()).isEqualTo(streams.getFirst());
  }

  @Test
  void requests_at_the_same_time_have_one_effect() {
    List<CompletableFuture<Served.Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> post("/api/v1/sessions", "same", "{}")));
    }
    assertThat(answers.stream().map(CompletableFuture::join).map(Served.Answer::text).distinct())
        .hasSize(1);
    assertThat(sessions()).isEqualTo(1);
  }

  @Test
  void a_change_must_name_what_it_changes() {
    Served.Answer made = server.post("/api/v1/sessions", "{\"title\":\"a\"}");
    String path = made.header("Location").orElseThrow();
    String seen = made.header("ETag").orElseThrow();

    assertThat(patch(path, "").status()).isEqualTo(428);
    Served.Answer changed = patch(path, seen);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().string("title")).contains("b");
    Served.Answer stale = patch(path, seen);
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.json().string("code")).contains("version_conflict");
    assertThat(patch(path, changed.header("ETag").orElseThrow()).status()).isEqualTo(200);
  }

  private Served.Answer patch(String path, String ifMatch) {
    HttpRequest.Builder request = server.request(path).header("Content-Type", "application/json");
    if (!ifMatch.isEmpty()) {
      request.header("If-Match", ifMatch);
    }
    return server.send(
        request.method("PATCH", HttpRequest.BodyPublishers.ofString("{\"title\":\"b\"}")));
  }
}
