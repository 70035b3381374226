package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy as a versioned resource, and what it would say. */
@Timeout(60)
class PolicyRoutesTest {

  private static final String POLICY = "/api/v1/approval-policy";
  private static final String ASK_RELEASES =
      "{\"rules\":[{\"id\":\"releases\",\"request_type\":\"release\",\"decision\":\"ask\","
          + "\"conditions\":{\"size_gt\":3}}]}";

  private final Served server = Served.unlimited();

  @AfterEach
  void stop() {
    server.close();
  }

  private Served.Answer put(String key, String query, String body, int version) {
    return server.put(key, POLICY + query, body, "If-Match", "\"" + version + "\"");
  }

  private Served.Answer post(String key, String path, String body, String... headers) {
    HttpRequest.Builder request =
        server
            .as(key, POLICY + path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return server.send(headers.length == 0 ? request : request.headers(headers));
  }

  private String sessionQuery() {
    String session = server.session("{\"agent\":\"coder\"}");
    return "?session_id=" + session.substring(session.lastIndexOf('/') + 1);
  }

  @Test
  void a_policy_is_set_on_the_version_that_was_seen() {
    Served.Answer before = server.get(POLICY);
    assertThat(before.header("ETag")).contains("\"0\"");
    assertThat(before.json().string("scope")).contains("default");

    Served.Answer set =
        put(Served.ADMIN, "", "{\"policy\":" + ASK_RELEASES + ",\"reason\":\"agreed\"}", 0);

    assertThat(set.status()).isEqualTo(200);
    assertThat(set.header("ETag")).contains("\"1\"");
    assertThat(server.get(POLICY).json()).isEqualTo(set.json());
    assertThat(set.json().string("scope")).contains("owner");
    assertThat(set.json().string("author")).contains("admin");
    assertThat(set.json().string("reason")).contains("agreed");
    Served.Answer late = put(Served.ADMIN, "", "{\"preset\":\"auto\"}", 0);
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.json().string("code")).contains("version_conflict");
    assertThat(late.json().integer("current_version")).contains(1L);
    assertThat(server.get(POLICY).json()).isEqualTo(set.json());
  }

  @Test
  void a_change_that_names_no_version_is_refused() {
    Served.Answer blind = server.put(Served.ADMIN, POLICY, "{\"preset\":\"auto\"}");
    assertThat(blind.status()).isEqualTo(428);
    assertThat(post(Served.ADMIN, "/rollback", "{\"version\":0}").status()).isEqualTo(428);
    for (String tag : List.of("*", "\"x\"", "0", "\"99999999999\"", "W/\"0\"")) {
      Served.Answer odd =
          server.put(Served.ADMIN, POLICY, "{\"preset\":\"auto\"}", "If-Match", tag);
      assertThat(odd.status()).as(tag).isEqualTo(412);
    }
  }

  @Test
  void of_two_changes_at_once_one_is_made() {
    for (int version = 0; version < 10; version++) {
      int seen = version;
      List<CompletableFuture<Served.Answer>> changes =
          Stream.of("one", "two")
              .map(
                  id ->
                      CompletableFuture.supplyAsync(
                          () ->
                              put(
                                  Served.ADMIN,
                                  "",
                                  "{\"policy\":{\"rules\":[{\"id\":\""
                                      + id
                                      + seen
                                      + "\",\"decision\":\"ask\"}]}}",
                                  seen)))
              .toList();
      assertThat(changes.stream().map(change -> change.join().status()))
          .containsExactlyInAnyOrder(200, 412);
    }
  }

  @Test
  void the_policy_of_an_owner_is_an_administrators_matter() {
    for (String key : List.of(Served.KEY, Served.APPROVER)) {
      assertThat(put(key, "", "{\"preset\":\"auto\"}", 0).status()).as(key).isEqualTo(403);
      assertThat(post(key, "/rollback", "{\"version\":0}", "If-Match", "\"0\"").status())
          .as(key)
          .isEqualTo(403);
    }
    assertThat(server.get(POLICY).header("ETag")).contains("\"0\"");
  }

  @Test
  void the_policy_of_a_session_makes_it_stricter_unless_an_administrator_says_otherwise() {
    String session = sessionQuery();
    put(Served.ADMIN, "", "{\"preset\":\"auto\"}", 0);
    assertThat(server.get(POLICY + session).header("ETag")).contains("\"0\"");
    assertThat(server.get(POLICY + session).json().string("scope")).contains("owner");

    Served.Answer stricter = put(Served.KEY, session, "{\"preset\":\"ask-all\"}", 0);

    assertThat(stricter.status()).as(stricter.text()).isEqualTo(200);
    assertThat(stricter.header("ETag")).contains("\"1\"");
    assertThat(stricter.json().string("scope")).contains("session");
    String alone = "{\"preset\":\"auto\",\"alone\":true}";
    assertThat(put(Served.KEY, session, alone, 1).status()).isEqualTo(403);
    assertThat(put(Served.ADMIN, session, alone, 1).json().bool("alone")).contains(true);
    assertThat(put(Served.ADMIN, "", alone, 1).status()).isEqualTo(400);
    assertThat(server.get(POLICY).header("ETag")).contains("\"1\"");
  }

  @Test
  void versions_are_listed_compared_and_put_in_force_again() {
    put(Served.ADMIN, "", "{\"policy\":" + ASK_RELEASES + "}", 0);
    put(Served.ADMIN, "", "{\"preset\":\"ask-all\"}", 1);
    put(Served.ADMIN, "", "{\"preset\":\"auto\"}", 2);

    JsonObject page = server.get(POLICY + "/versions?limit=2").json();
    assertThat(versions(page)).containsExactly(3L, 2L);
    String next = page.string("next_cursor").orElseThrow();
    assertThat(versions(server.get(POLICY + "/versions?limit=2&cursor=" + next).json()))
        .containsExactly(1L);
    JsonObject whole = server.get(POLICY + "/versions?limit=3").json();
    assertThat(versions(whole)).containsExactly(3L, 2L, 1L);
    assertThat(whole.bool("has_more")).contains(false);
    JsonObject diff = server.get(POLICY + "/diff?from=1&to=2").json();
    assertThat(diff.array("changes").toString()).contains("rules.releases");
    assertThat(server.get(POLICY + "/diff?from=0&to=9").status()).isEqualTo(404);
    assertThat(server.get(POLICY + "/diff?from=0").status()).isEqualTo(400);

    Served.Answer back =
        post(
            Served.ADMIN,
            "/rollback",
            "{\"version\":1,\"reason\":\"too much\"}",
            "If-Match",
            "\"3\"");
    assertThat(back.status()).as(back.text()).isEqualTo(200);
    assertThat(back.header("ETag")).contains("\"4\"");
    assertThat(back.json().object("policy").orElseThrow().canonical()).contains("releases");
    assertThat(back.json().string("reason")).contains("too much");
  }

  private static List<Long> versions(JsonObject page) {
    return page.array("data").stream()
        .map(version -> ((JsonObject) version).integer("version").orElseThrow())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(.*a){12}$",
        "((a{1,1000}){1,1000})",
        "((((a{1,100}){1,100}){1,100}){1,100})",
        "(",
        "(?=a)b"
      })
  void a_pattern_that_would_cost_too_much_is_pointed_at(String pattern) {
    JsonObject rule =
        JsonObject.builder()
            .put("id", "costly")
            .put("request_type", "tool")
            .put("subject_pattern", pattern)
            .put("decision", "allow")
            .put("conditions", JsonObject.builder().put("path_matches", pattern).build())
            .build();
    String body = "{\"policy\":{\"rules\":[" + rule.canonical() + "]}}";
    for (Served.Answer answer :
        List.of(put(Served.ADMIN, "", body, 0), post(Served.KEY, "/dry-run", body))) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(422);
      assertThat(answer.json().array("errors").toString())
          .contains("/policy/rules/0/subject_pattern", "/policy/rules/0/conditions/path_matches");
    }
    assertThat(server.get(POLICY).header("ETag")).contains("\"0\"");
  }

  @Test
  void a_policy_is_given_in_one_way() {
    for (String wrong :
        List.of(
            "{}",
            "{\"preset\":\"auto\",\"policy\":{}}",
            "{\"preset\":\"automatic\"}",
            "{\"policy\":[]}",
            "{\"preset\":\"auto\",\"versoin\":1}")) {
      assertThat(put(Served.ADMIN, "", wrong, 0).status()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void a_check_tells_the_verdict_and_what_every_condition_saw() {
    put(Served.ADMIN, "", "{\"policy\":" + ASK_RELEASES + "}", 0);

    JsonObject check =
        post(
                Served.KEY,
                "/check",
                "{\"request_type\":\"release\",\"subject\":\"s\",\"details\":{\"size\":5}}")
            .json();

    assertThat(check.string("verdict")).contains("ask");
    assertThat(check.string("rule")).contains("releases");
    assertThat(check.integer("policy_version")).contains(1L);
    assertThat(check.string("policy_scope")).contains("owner");
    assertThat(check.object("terms").orElseThrow().integer("approvals_needed")).contains(1L);
    JsonObject policy = (JsonObject) check.array("policies").getFirst();
    JsonObject rule = (JsonObject) policy.array("rules").getFirst();
    assertThat(rule.string("matches")).contains("yes");
    assertThat(rule.array("conditions").getFirst().canonical())
        .isEqualTo(
            "{\"condition\":\"size_gt\",\"detail\":\"size\",\"holds\":\"yes\",\"saw\":5,\"wants\":3}");
    assertThat(server.get("/api/v1/approvals").json().array("data")).isEmpty();
  }

  @Test
  void a_check_in_a_session_asks_its_policy_and_its_grants_too() {
    String grant = server.grant("session");
    String session =
        server.get("/api/v1/approval-grants/" + grant).json().string("session_id").orElseThrow();
    String call =
        "{\"request_type\":\"tool\",\"subject\":\"execute_command\",\"agent\":\"coder\",\"details\":{"
            + "\"arguments\":{\"command\":\"make\"},\"command\":\"make\"},\"session_id\":\"";

    JsonObject granted = post(Served.KEY, "/check", call + session + "\"}").json();
    assertThat(granted.string("verdict")).contains("allow");
    assertThat(granted.string("rule")).contains("grant " + grant);
    assertThat(granted.string("policy_scope"))
        .as("the policy that would have asked")
        .contains("default");
    assertThat(granted.array("grants")).hasSize(1);

    put(Served.KEY, "?session_id=" + session, "{\"preset\":\"read-only\"}", 0);
    JsonObject denied = post(Served.KEY, "/check", call + session + "\"}").json();
    assertThat(denied.string("verdict")).contains("deny");
    assertThat(denied.string("policy_scope")).contains("session");
    assertThat(denied.array("policies")).hasSize(2);
  }

  @Test
  void a_dry_run_counts_what_would_have_been_ruled_otherwise() {
    server.asked(server.session("{\"agent\":\"coder\"}"), "make");
    server.post("/api/v1/approvals", "{\"request_type\":\"release\",\"subject\":\"s\"}");

    JsonObject trial = post(Served.KEY, "/dry-run", "{\"preset\":\"read-only\"}").json();

    assertThat(trial.integer("count")).contains(2L);
    assertThat(trial.array("totals").getFirst().canonical())
        .isEqualTo("{\"after\":\"deny\",\"before\":\"ask\",\"count\":2}");
    List<JsonObject> requests =
        trial.array("requests").stream().map(JsonObject.class::cast).toList();
    assertThat(requests).extracting(request -> request.get("call_id").isPresent()).contains(true);
    assertThat(requests)
        .filteredOn(request -> request.string("request_type").orElseThrow().equals("release"))
        .singleElement()
        .satisfies(alone -> assertThat(alone.get("session_id")).isEmpty())
        .satisfies(alone -> assertThat(alone.get("approval_id")).isPresent());
    assertThat(server.get(POLICY).header("ETag")).contains("\"0\"");
    for (String wrong : List.of("\"days\":0", "\"days\":366", "\"limit\":0", "\"limit\":1001")) {
      assertThat(post(Served.KEY, "/dry-run", "{\"preset\":\"auto\"," + wrong + "}").status())
          .as(wrong)
          .isEqualTo(400);
    }
  }

  @Test
  void presets_are_policies_that_can_be_set() {
    List<JsonObject> presets =
        server.get(POLICY + "/presets").json().array("data").stream()
            .map(JsonObject.class::cast)
            .toList();

    assertThat(presets).hasSize(5);
    int version = 0;
    for (JsonObject preset : presets) {
      String name = preset.string("name").orElseThrow();
      JsonObject set = put(Served.ADMIN, "", "{\"preset\":\"" + name + "\"}", version++).json();
      assertThat(set.object("policy")).isEqualTo(preset.object("policy"));
    }
  }

  @Test
  void the_policy_of_another_owners_session_is_told_like_that_of_none() {
    String mine = sessionQuery().replace("?session_id=", "");
    String none = UUID.randomUUID().toString();
    for (String path : List.of("", "/versions", "/diff?from=0&to=0")) {
      assertThat(told(Served.OTHER, path, mine)).isEqualTo(told(Served.OTHER, path, none));
    }
    assertThat(changed(mine)).isEqualTo(changed(none)).startsWith("404");
  }

  private String told(String key, String path, String session) {
    String query = (path.contains("?") ? "&" : "?") + "session_id=" + session;
    Served.Answer answer = server.send(server.as(key, POLICY + path + query));
    assertThat(answer.status()).isEqualTo(404);
    return answer.text().replaceAll("\"trace_id\":\"[0-9a-f]{32}\"", "");
  }

  private String changed(String session) {
    String query = "?session_id=" + session;
    Served.Answer set = put(Served.OTHER, query, "{\"preset\":\"ask-all\"}", 0);
    Served.Answer back =
        post(Served.OTHER, "/rollback" + query, "{\"version\":1}", "If-Match", "\"0\"");
    assertThat(back.status()).isEqualTo(404);
    return set.status()
        + (set.text() + back.text()).replaceAll("\"trace_id\":\"[0-9a-f]{32}\"", "");
  }
}
