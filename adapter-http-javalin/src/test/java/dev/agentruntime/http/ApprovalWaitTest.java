package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers who wait for a decision; the server's patience with silence is far shorter. */
@Timeout(60)
class ApprovalWaitTest {

  private final Served server =
      Served.inMemory(
          new HttpSettings(
              "127.0.0.1",
              0,
              false,
              HttpSettings.Guards.NONE,
              new HttpSettings.Bounds(
                  10_000,
                  4096,
                  100,
                  2,
                  1000,
                  1000,
                  Duration.ofMillis(200),
                  Duration.ofMillis(100))));

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonObject ask() {
    return server
        .post("/api/v1/approvals", "{\"request_type\":\"release\",\"subject\":\"Release 1.4\"}")
        .json();
  }

  private CompletableFuture<Served.Answer> waiting(JsonObject approval, int seconds) {
    String path = "/api/v1/approvals/" + approval.string("id").orElseThrow() + "?wait=" + seconds;
    return CompletableFuture.supplyAsync(() -> server.get(path));
  }

  private void untilHeld(int count) {
    while (server.api().held() != count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void who_waits_is_answered_as_soon_as_it_is_decided() {
    JsonObject asked = ask();
    CompletableFuture<Served.Answer> answer = waiting(asked, 60);
    untilHeld(1);

    server.decide(asked, "\"decision\":\"approve\"");

    assertThat(answer.join().json().string("status")).contains("approved");
    untilHeld(0);
  }

  @Test
  void who_waited_in_vain_is_told_how_it_stands() {
    Served.Answer answer = waiting(ask(), 1).join();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().string("status")).contains("pending");
    assertThat(server.api().held()).isZero();
  }

  @Test
  void what_is_decided_already_is_answered_at_once() {
    JsonObject asked = ask();
    server.decide(asked, "\"decision\":\"approve\"");

    assertThat(waiting(asked, 60).join().json().string("status")).contains("approved");
  }

  @Test
  void who_waits_is_told_how_it_stands_when_the_server_stops() {
    CompletableFuture<Served.Answer> answer = waiting(ask(), 60);
    untilHeld(1);

    server.api().close();

    assertThat(answer.join().json().string("status")).contains("pending");
  }

  @Test
  void a_key_waits_in_as_many_places_as_it_has_streams() {
    JsonObject asked = ask();
    CompletableFuture<Served.Answer> one = waiting(asked, 60);
    CompletableFuture<Served.Answer> two = waiting(asked, 60);
    untilHeld(2);

    Served.Answer refused = waiting(asked, 60).join();

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json().string("code")).contains("too_many_streams");
    server.decide(asked, "\"decision\":\"approve\"");
    assertThat(List.of(one.join().status(), two.join().status())).containsOnly(200);
  }

  @Test
  void nobody_waits_for_what_is_not_theirs_or_for_too_long() {
    JsonObject asked = ask();
    String path = "/api/v1/approvals/" + asked.string("id").orElseThrow() + "?wait=";
    for (String wrong : List.of("0", "61", "-1", "1.5", "x", "")) {
      assertThat(server.get(path + wrong).status()).as(wrong).isEqualTo(400);
    }
    HttpRequest.Builder foreign = server.as(Served.OTHER, path + "60");
    assertThat(server.send(foreign).status()).isEqualTo(404);
  }
}
