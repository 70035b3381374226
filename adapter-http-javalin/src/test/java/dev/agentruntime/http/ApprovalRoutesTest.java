package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.testkit.ShiftableClock;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests to people, in sessions and standing alone. */
@Timeout(60)
class ApprovalRoutesTest {

  private static final String APPROVALS = "/api/v1/approvals";
  private static final String APPROVE = "\"decision\":\"approve\"";
  private static final String REJECT = "\"decision\":\"reject\",\"reason\":\"not today\"";

  private final ShiftableClock clock = new ShiftableClock();
  private final Served server = Served.over(new InMemoryPersistence(clock, new UuidV7()));

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonObject ask(String rest) {
    Served.Answer asked =
        server.post(
            APPROVALS, "{\"request_type\":\"release\",\"subject\":\"Release 1.4\"" + rest + "}");
    assertThat(asked.status()).as(asked.text()).isEqualTo(201);
    return asked.json();
  }

  private static String path(JsonObject approval) {
    return APPROVALS + "/" + approval.string("id").orElseThrow();
  }

  private JsonObject read(JsonObject approval) {
    return server.get(path(approval)).json();
  }

  private void policy(String rules) {
    Served.Answer set =
        server.put(
            Served.ADMIN,
            "/api/v1/approval-policy",
            "{\"policy\":{\"rules\":[" + rules + "]}}",
            "If-Match",
            "\"0\"");
    assertThat(set.status()).as(set.text()).isEqualTo(200);
  }

  private static List<String> history(JsonObject approval) {
    return approval.array("history").stream()
        .map(JsonObject.class::cast)
        .map(
            entry ->
                entry.string("type").orElseThrow() + " by " + entry.string("by").orElse("nobody"))
        .toList();
  }

  @Test
  void a_request_stands_alone_and_names_no_session_anywhere() {
    JsonObject asked = ask(",\"details\":{\"version\":\"1.4\"}");
    server.decide(asked, APPROVE);

    assertThat(asked.get("session_id")).isEmpty();
    assertThat(read(asked).get("session_id")).isEmpty();
    JsonObject page = server.get("/api/v1/events").json();
    assertThat(page.array("data").stream().map(event -> ((JsonObject) event).string("type")))
        .map(type -> type.orElseThrow())
        .containsExactly("approval.requested", "approval.approved");
    assertThat(page.array("data"))
        .allSatisfy(event -> assertThat(((JsonObject) event).get("session_id")).isEmpty());
    assertThat(server.get("/api/v1/sessions").json().array("data")).isEmpty();
    String id = asked.string("id").orElseThrow();
    assertThat(server.get("/api/v1/sessions/" + id).status()).isEqualTo(404);
    assertThat(server.get("/api/v1/sessions/" + id + "/events").status()).isEqualTo(404);
  }

  @Test
  void a_request_that_comes_again_under_its_key_is_made_once() {
    List<String> ids =
        Stream.generate(
                () ->
                    server
                        .send(
                            server
                                .request(APPROVALS)
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "one")
                                .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                        "{\"request_type\":\"release\",\"subject\":\"s\"}")))
                        .json()
                        .string("id")
                        .orElseThrow())
            .limit(2)
            .toList();

    assertThat(ids.getFirst()).isEqualTo(ids.getLast());
    assertThat(server.get(APPROVALS).json().array("data")).hasSize(1);
  }

  @Test
  void the_inbox_tells_of_requests_that_stand_alone() {
    try (SseReader inbox = server.stream("/api/v1/events", request -> request)) {
      inbox.until("stream.live");
      JsonObject asked = ask("");
      server.decide(asked, REJECT);

      SseReader.Frame first = inbox.next().orElseThrow();
      assertThat(first.name()).isEqualTo("approval.requested");
      assertThat(first.json().get("session_id")).isEmpty();
      assertThat(inbox.next().orElseThrow().name()).isEqualTo("approval.rejected");
    }
  }

  @Test
  void what_a_plan_or_a_deployment_lacks_is_pointed_at() {
    Served.Answer plan =
        server.post(
            APPROVALS,
            "{\"request_type\":\"plan\",\"subject\":\"s\",\"details\":{\"plan_id\":\"p\"}}");
    assertThat(plan.status()).isEqualTo(422);
    assertThat(plan.json().array("errors").toString())
        .contains("/details/description", "/details/subtasks")
        .doesNotContain("/details/plan_id");

    Served.Answer deployment =
        server.post(APPROVALS, "{\"request_type\":\"deployment\",\"subject\":\"s\"}");
    assertThat(deployment.status()).isEqualTo(422);
    assertThat(deployment.json().array("errors").toString())
        .contains("/details/target", "/details/version", "/details/environment");
  }

  @Test
  void one_approval_is_read_with_its_terms_and_its_history() {
    policy(
        "{\"id\":\"four-eyes\",\"request_type\":\"release\",\"decision\":\"ask\","
            + "\"approvals_needed\":2,\"timeout\":\"1h\",\"reason\":\"releases take two\"}");
    JsonObject asked = ask("");

    Served.Answer voted = server.decide(Served.SECOND, asked, APPROVE);
    assertThat(voted.status()).isEqualTo(200);
    assertThat(voted.json().string("status")).contains("pending");
    JsonObject pending = read(asked);
    assertThat(pending.object("terms").orElseThrow().integer("approvals_needed")).contains(2L);
    assertThat(pending.object("policy").orElseThrow().string("rule")).contains("four-eyes");
    assertThat(pending.string("reason")).contains("releases take two");
    assertThat(pending.string("requested_by")).contains("user");
    assertThat(pending.string("deadline")).isPresent();
    assertThat(pending.array("votes")).hasSize(1);
    assertThat(pending.object("grant")).as("two are wanted, so nothing can be granted").isEmpty();

    server.decide(Served.APPROVER, asked, APPROVE);
    assertThat(read(asked).string("status")).contains("approved");
    assertThat(history(read(asked)))
        .containsExactly(
            "approval.requested by user",
            "approval.voted by second",
            "approval.approved by approver");
  }

  @Test
  void who_asked_has_no_vote_where_others_are_wanted() {
    policy(
        "{\"id\":\"others\",\"request_type\":\"release\",\"decision\":\"ask\","
            + "\"approvals_needed\":2}");

    Served.Answer own = server.decide(ask(""), APPROVE);

    assertThat(own.status()).isEqualTo(403);
    assertThat(own.json().string("code")).contains("forbidden");
  }

  @Test
  void a_rule_that_names_roles_is_decided_by_nobody_else() {
    policy(
        "{\"id\":\"leads\",\"request_type\":\"release\",\"decision\":\"ask\","
            + "\"roles\":[\"approver\"]}");
    JsonObject asked = ask("");

    Served.Answer refused = server.decide(Served.SECOND, asked, APPROVE);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().string("detail").orElseThrow()).contains("approver");
    assertThat(read(asked).string("status")).contains("pending");
    assertThat(server.decide(Served.APPROVER, asked, APPROVE).status()).isEqualTo(200);
  }

  @Test
  void a_second_and_different_vote_of_the_same_person_is_a_conflict() {
    policy(
        "{\"id\":\"others\",\"request_type\":\"release\",\"decision\":\"ask\","
            + "\"approvals_needed\":2}");
    JsonObject asked = ask("");
    server.decide(Served.SECOND, asked, APPROVE);

    assertThat(server.decide(Served.SECOND, asked, APPROVE).status()).isEqualTo(200);
    Served.Answer other =
        server.decide(
            Served.SECOND, asked, "\"decision\":\"edit\",\"modifications\":{\"version\":\"2\"}");

    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().string("code")).contains("already_voted");
    assertThat(read(asked).array("votes")).hasSize(1);
  }

  @Test
  void of_two_different_decisions_at_once_one_wins_and_the_other_is_told_which() {
    for (int round = 0; round < 10; round++) {
      JsonObject asked = ask("");
      CompletableFuture<Served.Answer> yes =
          CompletableFuture.supplyAsync(() -> server.decide(asked, APPROVE));
      CompletableFuture<Served.Answer> no =
          CompletableFuture.supplyAsync(() -> server.decide(Served.SECOND, asked, REJECT));

      List<Served.Answer> answers = List.of(yes.join(), no.join());

      assertThat(answers.stream().map(Served.Answer::status)).containsExactlyInAnyOrder(200, 409);
      Served.Answer lost =
          answers.stream().filter(answer -> answer.status() == 409).findFirst().orElseThrow();
      assertThat(lost.json().string("code")).contains("already_decided");
      assertThat(lost.json().object("winner").orElseThrow().string("status"))
          .isEqualTo(read(asked).string("status"));
    }
  }

  @Test
  void the_same_decision_again_gets_the_same_answer() {
    JsonObject asked = ask("");

    Served.Answer first = server.decide(asked, APPROVE);
    Served.Answer again = server.decide(Served.SECOND, asked, APPROVE);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(first.json());
  }

  @Test
  void a_decision_behind_the_deadline_comes_too_late() {
    JsonObject asked = ask(",\"timeout_seconds\":60");
    clock.pass(Duration.ofSeconds(60));

    assertThat(server.decide(asked, APPROVE).status()).isEqualTo(410);
    server.runtime().expireDue();
    Served.Answer late = server.decide(asked, APPROVE);
    assertThat(late.status()).isEqualTo(410);
    assertThat(late.json().string("code")).contains("expired");
    assertThat(late.json().object("winner").orElseThrow().string("status")).contains("expired");
    assertThat(history(read(asked)))
        .containsExactly("approval.requested by user", "approval.expired by nobody");
  }

  @Test
  void what_the_policy_allows_or_denies_is_decided_at_once() {
    policy(
        "{\"id\":\"no\",\"request_type\":\"release\",\"subject_pattern\":\"Release 1.*\","
            + "\"decision\":\"deny\",\"reason\":\"1 is frozen\"}");

    JsonObject asked = ask("");

    assertThat(asked.string("status")).contains("rejected");
    assertThat(asked.object("decision").orElseThrow().string("by")).contains("(policy)");
  }

  @Test
  void an_approval_is_explained_by_the_policy_of_today() {
    JsonObject asked = ask("");
    policy("{\"id\":\"go\",\"request_type\":\"release\",\"decision\":\"allow\"}");

    JsonObject why = server.get(path(asked) + "/explanation").json();

    assertThat(why.string("verdict")).contains("allow");
    assertThat(why.string("rule")).contains("go");
    assertThat(why.string("policy_scope")).contains("owner");
    assertThat(read(asked).string("status")).contains("pending");
  }

  @Test
  void pages_of_a_session_have_no_requests_that_stand_alone() {
    ask("");
    String session = server.session("{}");
    String id = session.substring(session.lastIndexOf('/') + 1);
    JsonObject inSession = ask(",\"session_id\":\"" + id + "\"");

    assertThat(server.get(APPROVALS + "?session_id=" + id).json().array("data"))
        .extracting(approval -> ((JsonObject) approval).string("id"))
        .containsExactly(inSession.string("id"));
    assertThat(server.get(APPROVALS + "?request_type=release&status=pending").json().array("data"))
        .hasSize(2);
    JsonObject page = server.get(APPROVALS + "?limit=1").json();
    assertThat(page.bool("has_more")).contains(true);
    String next = page.string("next_cursor").orElseThrow();
    assertThat(server.get(APPROVALS + "?limit=1&cursor=" + next).json().array("data")).hasSize(1);
  }

  @Test
  void the_scope_of_a_decision_goes_with_what_it_means_something_for() {
    JsonObject asked = ask("");
    for (String wrong :
        List.of(
            REJECT + ",\"scope\":\"session\"",
            REJECT + ",\"scope\":\"always\"",
            APPROVE + ",\"expires_in_seconds\":60",
            APPROVE + ",\"scope\":\"once\",\"expires_in_seconds\":60",
            APPROVE + ",\"scope\":\"session\",\"expires_in_seconds\":0",
            APPROVE + ",\"scope\":\"session\",\"expires_in_seconds\":31536001",
            APPROVE + ",\"scope\":\"for_ever\"")) {
      assertThat(server.decide(Served.ADMIN, asked, wrong).status()).as(wrong).isEqualTo(400);
    }
    assertThat(server.decide(Served.ADMIN, asked, APPROVE + ",\"scope\":\"always\"").status())
        .as("no rule fits a request of a client")
        .isEqualTo(422);
    assertThat(read(asked).string("status")).contains("pending");
  }

  @Test
  void a_key_that_is_named_like_the_policy_decides_nothing() {
    JsonObject asked = ask("");

    assertThat(server.decide(Served.NAMED_POLICY, asked, APPROVE).status()).isEqualTo(403);
  }

  @Test
  void a_vote_is_told_as_an_event() {
    policy(
        "{\"id\":\"others\",\"request_type\":\"release\",\"decision\":\"ask\","
            + "\"approvals_needed\":2}");
    JsonObject asked = ask("");
    server.decide(Served.SECOND, asked, APPROVE);

    JsonObject told =
        (JsonObject)
            server.get("/api/v1/events?type=approval.voted").json().array("data").getFirst();

    assertThat(told.object("data").orElseThrow().string("approval_id"))
        .isEqualTo(asked.string("id"));
    assertThat(told.object("data").orElseThrow().object("vote"))
        .contains((JsonObject) read(asked).array("votes").getFirst());
  }
}
