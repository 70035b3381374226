package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.testkit.FakeChatModel;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BrowserSessionTest {

  private static final String ORIGIN = "https://ide.example";

  private final Served server =
      Served.inMemory(
          new HttpSettings(
              "127.0.0.1",
              0,
              true,
              new HttpSettings.Guards(Set.of(), Set.of(ORIGIN)),
              new HttpSettings.Bounds(
                  10_000,
                  8192,
                  100,
                  10,
                  1000,
                  1000,
                  Duration.ofSeconds(30),
                  Duration.ofMillis(100))));

  @AfterEach
  void stop() {
    server.close();
  }

  private Served.Answer begin() {
    return server.send(
        server
            .request("/api/v1/browser-session")
            .header("Origin", ORIGIN)
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  private HttpRequest.Builder byCookie(String path) {
    String cookie = begin().header("Set-Cookie").orElseThrow().split(";", 2)[0];
    return HttpRequest.newBuilder(server.uri(path))
        .header("Cookie", cookie)
        .header("Origin", ORIGIN);
  }

  @Test
  void a_page_gets_a_cookie_that_scripts_and_other_sites_cannot_use() {
    Served.Answer begun = begin();

    assertThat(begun.status()).isEqualTo(204);
    assertThat(begun.header("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "Secure", "SameSite=Strict", "Path=/api/v1")
        .doesNotContain(Served.KEY);
    assertThat(begun.header("Access-Control-Allow-Origin")).contains(ORIGIN);
  }

  @Test
  void the_cookie_reads_and_changes_nothing() {
    String session = server.session("{}");

    assertThat(server.send(byCookie(session).GET()).status()).isEqualTo(200);
    for (HttpRequest.Builder change :
        List.of(
            byCookie(session + "/close").POST(HttpRequest.BodyPublishers.noBody()),
            byCookie(session).DELETE(),
            byCookie("/api/v1/browser-session").POST(HttpRequest.BodyPublishers.noBody()))) {
      assertThat(server.send(change).status()).isEqualTo(401);
    }
    assertThat(server.get(session).json().string("status")).contains("idle");
  }

  @Test
  void a_cookie_of_nobody_or_of_a_revoked_key_reads_nothing() {
    String session = server.session("{}");
    HttpRequest.Builder revoked = byCookie(session);
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(server.uri(session))
                        .header("Cookie", "agent_runtime=1-1"))
                .status())
        .isEqualTo(401);
    server.revokeTheUsersKey();
    assertThat(server.send(server.request(session)).status()).isEqualTo(401);
    assertThat(server.send(revoked).status()).isEqualTo(401);
  }

  @Test
  void a_caller_that_is_no_page_gets_none() {
    Served.Answer refused =
        server.send(
            server.request("/api/v1/browser-session").POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("Set-Cookie")).isEmpty();
  }

  @Test
  void a_stream_ends_when_its_key_is_revoked() {
    String session = server.session("{}");
    try (SseReader events = server.stream(session + "/events", request -> request)) {
      events.until("stream.live");
      server.revokeTheUsersKey();
      List<SseReader.Frame> rest = events.all();
      assertThat(rest.getLast().name()).isEqualTo("problem");
      assertThat(rest.getLast().json().string("code")).contains("unauthorized");
    }
  }

  @Test
  void a_stream_of_a_page_ends_with_its_cookie() {
    String session = server.session("{}");
    String cookie = begin().header("Set-Cookie").orElseThrow().split(";", 2)[0];
    try (SseReader events =
        server.stream(
            session + "/events",
            request ->
                request
                    .setHeader("Authorization", "none")
                    .header("Cookie", cookie)
                    .header("Origin", ORIGIN))) {
      events.until("stream.live");
      server.endTheTickets();
      List<SseReader.Frame> rest = events.all();
      assertThat(rest.getLast().name()).isEqualTo("problem");
      assertThat(rest.getLast().json().string("code")).contains("unauthorized");
    }
  }

  @Test
  void an_approval_is_withdrawn_once_and_then_decided_no_more() {
    server.model().thenReplies("", FakeChatModel.call("execute_command", "{\"command\":\"rm x\"}"));
    String session = server.session("{\"agent\":\"coder\"}");
    try (SseReader turn =
        server.stream(
            session + "/messages",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"content\":\"go\"}")))) {
      turn.all();
    }
    String approval =
        "/api/v1/approvals/"
            + ((JsonObject) server.get("/api/v1/approvals").json().array("data").getFirst())
                .string("id")
                .orElseThrow();

    assertThat(server.send(server.request(approval).DELETE()).status()).isEqualTo(204);
    assertThat(server.send(server.request(approval).DELETE()).status()).isEqualTo(204);
    assertThat(server.get(approval).json().string("status")).contains("cancelled");
  }
}
