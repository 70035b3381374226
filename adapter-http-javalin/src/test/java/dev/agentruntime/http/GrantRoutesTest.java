package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What decisions allow beyond themselves. */
@Timeout(60)
class GrantRoutesTest {

  private static final String GRANTS = "/api/v1/approval-grants";

  private final Served server = Served.unlimited();

  @AfterEach
  void stop() {
    server.close();
  }

  private List<JsonObject> grants(String query) {
    return server.get(GRANTS + query).json().array("data").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private Served.Answer revoke(String key, String id) {
    return server.send(server.as(key, GRANTS + "/" + id).DELETE());
  }

  private static String id(String session) {
    return session.substring(session.lastIndexOf('/') + 1);
  }

  @Test
  void an_approval_offers_the_grant_that_deciding_it_makes() {
    String session = server.session("{\"agent\":\"coder\"}");
    JsonObject asked = server.asked(session, "npm test");
    JsonObject offer =
        server
            .get("/api/v1/approvals/" + asked.string("id").orElseThrow())
            .json()
            .object("grant")
            .orElseThrow();
    assertThat(offer.string("text")).contains("execute_command: npm test, by coder");

    server.decide(
        asked, "\"decision\":\"approve\",\"scope\":\"session\",\"expires_in_seconds\":3600");

    JsonObject kept = grants("").getFirst();
    assertThat(kept.object("rule")).isEqualTo(offer.object("rule"));
    assertThat(kept.string("text")).isEqualTo(offer.string("text"));
    assertThat(kept.string("scope")).contains("session");
    assertThat(kept.string("session_id")).contains(id(session));
    assertThat(kept.string("approval_id")).isEqualTo(asked.string("id"));
    assertThat(kept.string("expires_at")).isPresent();
    assertThat(kept.object("granted").orElseThrow().string("by")).contains("user");
    assertThat(server.get(GRANTS + "/" + kept.string("id").orElseThrow()).json()).isEqualTo(kept);
    assertThat(grants("?session_id=" + id(session))).containsExactly(kept);
    assertThat(grants("?session_id=" + id(server.session("{}")))).isEmpty();
  }

  @Test
  void what_holds_in_all_sessions_is_granted_and_revoked_by_administrators() {
    JsonObject asked = server.asked(server.session("{\"agent\":\"coder\"}"), "npm test");
    String always = "\"decision\":\"approve\",\"scope\":\"always\"";
    for (String key : List.of(Served.KEY, Served.APPROVER)) {
      assertThat(server.decide(key, asked, always).status()).as(key).isEqualTo(403);
    }
    assertThat(grants("")).isEmpty();

    assertThat(server.decide(Served.ADMIN, asked, always).status()).isEqualTo(200);
    String grant = grants("").getFirst().string("id").orElseThrow();
    assertThat(grants("").getFirst().get("session_id")).hasToString("Optional[null]");
    for (String key : List.of(Served.KEY, Served.APPROVER)) {
      assertThat(revoke(key, grant).status()).as(key).isEqualTo(403);
    }
    assertThat(grants("")).hasSize(1);
    assertThat(revoke(Served.ADMIN, grant).status()).isEqualTo(204);
    assertThat(grants("")).isEmpty();
  }

  @Test
  void a_grant_of_a_session_is_revoked_by_whoever_uses_it_and_stays_readable() {
    String grant = server.grant("session");

    assertThat(revoke(Served.OTHER, grant).status()).isEqualTo(404);
    assertThat(revoke(Served.SECOND, grant).status()).isEqualTo(204);
    assertThat(revoke(Served.KEY, grant).status()).isEqualTo(204);

    assertThat(grants("")).isEmpty();
    JsonObject ended = grants("?include_ended=true").getFirst();
    assertThat(ended.object("revoked").orElseThrow().string("by")).contains("second");
  }

  @Test
  void grants_come_in_pages() {
    for (int i = 0; i < 3; i++) {
      server.grant("session");
    }
    JsonObject page = server.get(GRANTS + "?limit=2").json();
    assertThat(page.array("data")).hasSize(2);
    String next = page.string("next_cursor").orElseThrow();
    JsonObject rest = server.get(GRANTS + "?limit=2&cursor=" + next).json();
    assertThat(rest.array("data")).hasSize(1);
    assertThat(rest.bool("has_more")).contains(false);
    assertThat(server.get(GRANTS + "?cursor=nonsense").status()).isEqualTo(400);
  }
}
