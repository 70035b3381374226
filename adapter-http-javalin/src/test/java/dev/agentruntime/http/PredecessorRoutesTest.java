package dev.agentruntime.http;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentruntime.application.bus.EventSelector;
import dev.agentruntime.application.bus.EventSubscriber;
import dev.agentruntime.application.bus.EventSubscriber.Delivery;
import dev.agentruntime.application.bus.Notice;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.ShiftableClock;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of the predecessor read, in the shapes that they know. */
@Timeout(60)
class PredecessorRoutesTest {

  private static final String LOG = "/api/v1/events/audit-log";
  private static final String STATS = "/api/v1/events/stats";
  private static final String METERED = "/api/v1/events/metrics/sessions";

  private final ShiftableClock clock = new ShiftableClock();
  private final Served server = Served.over(new InMemoryPersistence(clock, new UuidV7()));

  @AfterEach
  void stop() {
    server.close();
  }

  private String session() {
    return server.session("{\"agent\":\"coder\"}");
  }

  private static String id(String session) {
    return session.substring(session.lastIndexOf('/') + 1);
  }

  private void settle(String session) {
    server.runtime().settled(SessionId.parse(id(session))).join();
  }

  private void say(String session, String text) {
    server.post(
        session + "/messages", JsonObject.builder().put("content", text).build().canonical());
    settle(session);
  }

  /** Somebody puts the arguments right, and what came of it is not waited for. */
  private void edited(String session) {
    JsonObject approval = server.asked(session, "make secrets");
    server.decide(
        Served.ADMIN,
        approval,
        "\"decision\":\"edit\",\"modifications\":{\"command\":\"make nothing\"}");
    server.post(session + "/cancel", "{}");
    settle(session);
  }

  private void rejected(String session) {
    JsonObject approval = server.asked(session, "make secrets");
    server.model().thenReplies("As you say.");
    server.decide(Served.ADMIN, approval, "\"decision\":\"reject\",\"reason\":\"not today\"");
    settle(session);
  }

  private JsonObject log(String query) {
    return server.get(LOG + query).json();
  }

  private List<JsonObject> entries(String query) {
    return log(query).array("audit_log").stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject only(List<JsonObject> entries, String type) {
    return entries.stream()
        .filter(entry -> entry.string("event_type").orElseThrow().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject command(String line) {
    return JsonObject.builder().put("command", line).build();
  }

  // The audit log.

  @Test
  void each_entry_has_the_members_that_the_predecessor_gave_it() {
    String session = session();
    edited(session);
    server.post(session + "/agent", "{\"agent\":\"ask\",\"reason\":\"only questions\"}");
    server.model().thenFails(FailureKind.TIMEOUT, "no answer from a host");
    say(session, "why?");
    List<JsonObject> told = entries("?content=full");

    assertThat(told.stream().map(entry -> entry.string("event_type").orElseThrow()))
        .containsExactly(
            "tool_approval_required", "hitl_decision_made", "agent_switched", "agent_error");
    JsonObject asked = only(told, "tool_approval_required");
    assertThat(asked.string("tool_name")).contains("execute_command");
    assertThat(asked.object("arguments")).contains(command("make secrets"));
    assertThat(asked.string("reason")).isPresent();
    JsonObject decided = only(told, "hitl_decision_made");
    assertThat(decided.string("decision")).contains("edit");
    assertThat(decided.string("call_id")).isPresent().isEqualTo(asked.string("call_id"));
    assertThat(decided.object("original_args")).contains(command("make secrets"));
    assertThat(decided.object("modified_args")).contains(command("make nothing"));
    JsonObject switched = only(told, "agent_switched");
    assertThat(switched.string("from_agent")).contains("coder");
    assertThat(switched.string("to_agent")).contains("ask");
    assertThat(switched.string("reason")).contains("only questions");
    assertThat(switched.get("confidence")).contains(JsonNull.NULL);
    JsonObject failed = only(told, "agent_error");
    assertThat(failed.string("agent")).contains("ask");
    assertThat(failed.string("error_type")).contains("timeout");
    assertThat(failed.string("error_message")).contains("no answer from a host");
    assertThat(told)
        .allSatisfy(entry -> assertThat(entry.string("session_id")).contains(id(session)))
        .allSatisfy(entry -> assertThat(entry.string("correlation_id")).isPresent());
  }

  @Test
  void what_was_approved_and_what_was_refused_have_no_other_arguments() {
    rejected(session());
    JsonObject approval = server.asked(session(), "make");
    server.decide(Served.ADMIN, approval, "\"decision\":\"approve\"");

    assertThat(entries("?content=full&event_type=hitl_decision_made"))
        .extracting(
            entry -> entry.string("decision").orElseThrow(),
            entry -> entry.object("original_args").orElseThrow(),
            entry -> entry.get("modified_args").orElseThrow())
        .containsExactly(
            tuple("reject", command("make secrets"), JsonNull.NULL),
            tuple("approve", command("make"), JsonNull.NULL));
  }

  @Test
  void a_call_that_failed_is_told_with_what_went_wrong() {
    server.model().thenReplies("", call("read_file", "{\"path\":\"a.txt\"}"));
    String session = session();
    say(session, "read it");
    JsonObject open = (JsonObject) server.get(session).json().array("open_calls").getFirst();
    server.model().thenReplies("A pity.");
    server.post(
        session + "/tool-results",
        JsonObject.builder()
            .put("call_id", open.string("call_id"))
            .put("digest", open.string("digest"))
            .put("error", "no such file")
            .build()
            .canonical());
    settle(session);

    JsonObject failed = only(entries("?content=full"), "tool_execution_failed");
    assertThat(failed.string("tool_name")).contains("read_file");
    assertThat(failed.string("call_id")).isEqualTo(open.string("call_id"));
    assertThat(failed.string("error_message").orElseThrow()).contains("no such file");
    assertThat(failed.string("error_type")).contains("failed");
    assertThat(entries("").toString()).doesNotContain("no such file");
  }

  @Test
  void what_was_written_is_told_to_who_asks_for_it_alone() {
    String session = session();
    edited(session);
    rejected(session);
    server.post(session + "/agent", "{\"agent\":\"ask\",\"reason\":\"only questions\"}");

    assertThat(log("").toString())
        .doesNotContain("make secrets", "make nothing", "not today", "only questions");
    assertThat(log("?content=redacted").toString()).isEqualTo(log("").toString());
    assertThat(entries(""))
        .hasSize(5)
        .allSatisfy(
            entry ->
                assertThat(
                        List.of(
                            entry.get("reason").orElse(JsonNull.NULL),
                            entry.get("arguments").orElse(JsonNull.NULL),
                            entry.get("original_args").orElse(JsonNull.NULL)))
                    .containsOnly(JsonNull.NULL));
  }

  @Test
  void requests_that_are_no_tool_calls_and_what_the_policy_decides_had_no_entry() {
    server.post(
        "/api/v1/approvals",
        "{\"request_type\":\"review\",\"subject\":\"the plan\",\"session_id\":\""
            + id(session())
            + "\"}");
    JsonObject asked =
        (JsonObject) server.get("/api/v1/approvals?status=pending").json().array("data").getFirst();
    server.decide(asked, "\"decision\":\"approve\"");

    assertThat(server.get("/api/v1/events/audit?type=approval.*").json().array("data")).hasSize(2);
    assertThat(entries("")).isEmpty();
  }

  @Test
  void what_had_no_entry_hides_nothing_that_had_one() {
    server.asked(session(), "make");
    String review =
        "{\"request_type\":\"review\",\"subject\":\"it\",\"session_id\":\"" + id(session()) + "\"}";
    for (int i = 0; i < 101; i++) {
      server.post("/api/v1/approvals", review);
    }

    assertThat(entries("?limit=1"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.string("tool_name")).contains("execute_command"));
  }

  @Test
  void the_newest_are_told_in_their_order_with_what_was_asked_for() {
    String first = session();
    rejected(first);
    clock.pass(Duration.ofMinutes(1));
    String second = session();
    rejected(second);
    List<JsonObject> all = entries("");

    assertThat(all.stream().map(entry -> Instant.parse(entry.string("timestamp").orElseThrow())))
        .hasSize(4)
        .isSorted();
    assertThat(entries("?limit=3")).isEqualTo(all.subList(1, 4));
    assertThat(entries("?limit=1&event_type=tool_approval_required")).isEqualTo(all.subList(2, 3));
    assertThat(entries("?session_id=" + id(first))).isEqualTo(all.subList(0, 2));
    JsonObject asked = log("?limit=1&event_type=hitl_decision_made&session_id=" + id(first));
    assertThat(asked.integer("count")).contains(1L);
    assertThat(asked.object("filters").orElseThrow().canonical())
        .isEqualTo(
            "{\"event_type\":\"hitl_decision_made\",\"limit\":1,\"session_id\":\""
                + id(first)
                + "\"}");
    assertThat(log("").object("filters").orElseThrow().canonical())
        .isEqualTo("{\"event_type\":null,\"limit\":100,\"session_id\":null}");
  }

  @Test
  void each_entry_is_an_entry_of_the_whole_record() {
    rejected(session());

    List<Optional<String>> whole =
        server.get("/api/v1/events/audit").json().array("data").stream()
            .map(entry -> ((JsonObject) entry).string("event_id"))
            .toList();
    assertThat(whole).containsAll(entries("").stream().map(e -> e.string("event_id")).toList());
  }

  @Test
  void another_owner_is_told_nothing_of_it() {
    String session = session();
    rejected(session);

    for (String query : List.of("", "?session_id=" + id(session), "?content=full")) {
      Served.Answer theirs = server.send(server.as(Served.OTHER, LOG + query).GET());
      assertThat(theirs.json().array("audit_log")).isEmpty();
      assertThat(theirs.json().integer("count")).contains(0L);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "audit-log?session_id=x, session_id",
    "audit-log?limit=0, limit",
    "audit-log?limit=1001, limit",
    "audit-log?content=all, content",
    "audit-log?type=agent.switched, type",
    "audit-log?cursor=x, cursor",
    "metrics/sessions?limit=0, limit",
    "metrics/sessions?cursor=x, cursor",
    "metrics/sessions?status=idle, status",
    "stats?limit=1, limit"
  })
  void what_means_nothing_is_refused(String path, String parameter) {
    Served.Answer answer = server.send(server.as(Served.ADMIN, "/api/v1/events/" + path).GET());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("the parameter " + parameter + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent.switched", "hitl_decision", "AGENT_ERROR", ""})
  void a_type_that_the_audit_log_has_not_is_refused_with_those_that_it_has(String type) {
    Served.Answer answer = server.get(LOG + "?event_type=" + type);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .contains(
            "agent_switched, hitl_decision_made, agent_error, tool_execution_failed,"
                + " tool_approval_required");
  }

  // What the bus did.

  private static Notice notice() {
    return Notice.of(new UUID(0, 1), "app.told", "a test", Instant.EPOCH, JsonObject.empty());
  }

  @Test
  void administrators_are_told_what_the_bus_of_this_server_did() {
    JsonObject before = server.send(server.as(Served.ADMIN, STATS).GET()).json();
    var awaited = new Delivery.Awaited();
    server
        .runtime()
        .bus()
        .subscribe(
            EventSubscriber.of("broken", EventSelector.matching("app.*")).delivered(awaited),
            event -> {
              throw new IllegalStateException("broken");
            });
    for (String name : List.of("one", "two")) {
      server
          .runtime()
          .bus()
          .subscribe(
              EventSubscriber.of(name, EventSelector.matching("app.*")).delivered(awaited),
              event -> {});
    }
    server.runtime().bus().publish(notice()).orTimeout(30, TimeUnit.SECONDS).join();
    JsonObject after = server.send(server.as(Served.ADMIN, STATS).GET()).json();

    assertThat(before.canonical())
        .isEqualTo(
            "{\"failed_handlers\":0,\"last_event_time\":null,\"success_rate\":0,"
                + "\"successful_handlers\":0,\"total_published\":0}");
    assertThat(after.integer("total_published").orElseThrow()).isPositive();
    assertThat(after.integer("successful_handlers")).contains(2L);
    assertThat(after.integer("failed_handlers")).contains(1L);
    assertThat(after.number("success_rate")).contains(0.667);
    assertThat(after.string("last_event_time")).isPresent();
    assertThat(server.get(STATS).status()).isEqualTo(403);
  }

  // The sessions that there are figures of.

  @Test
  void a_sessions_figures_have_both_names() {
    String session = session();
    rejected(session);

    assertThat(server.get("/api/v1/events/metrics/session/" + id(session)).json())
        .isEqualTo(server.get(METERED + "/" + id(session)).json());
    assertThat(
            server
                .send(
                    server.as(Served.OTHER, "/api/v1/events/metrics/session/" + id(session)).GET())
                .status())
        .isEqualTo(404);
  }

  private static JsonArray ids(String... sessions) {
    return new JsonArray(
        List.of(sessions).stream().<JsonValue>map(one -> new JsonString(id(one))).toList());
  }

  @Test
  void the_owners_sessions_are_listed_by_their_ids_with_the_newest_activity_first() {
    String first = session();
    clock.pass(Duration.ofSeconds(1));
    String second = session();
    clock.pass(Duration.ofSeconds(1));
    String third = session();
    JsonObject page = server.get(METERED + "?limit=2").json();
    JsonObject rest =
        server.get(METERED + "?cursor=" + page.string("next_cursor").orElseThrow()).json();

    assertThat(page.get("sessions")).contains(ids(third, second));
    assertThat(page.integer("count")).contains(2L);
    assertThat(page.bool("has_more")).contains(true);
    assertThat(rest.get("sessions")).contains(ids(first));
    assertThat(rest.bool("has_more")).contains(false);
    assertThat(rest.get("next_cursor")).contains(JsonNull.NULL);
    assertThat(server.send(server.as(Served.OTHER, METERED).GET()).json().canonical())
        .isEqualTo("{\"count\":0,\"has_more\":false,\"next_cursor\":null,\"sessions\":[]}");
  }

  // Who is at work.

  /** A session that the user gave to another agent, and back. */
  private String handedOver() {
    String session = session();
    clock.pass(Duration.ofMinutes(1));
    server.post(session + "/agent", "{\"agent\":\"ask\",\"reason\":\"only questions\"}");
    clock.pass(Duration.ofMinutes(1));
    server.post(session + "/agent", "{\"agent\":\"coder\",\"reason\":\"mend it\"}");
    return session;
  }

  private List<JsonObject> contexts(String session, String history) {
    return List.of(
        server.get(session + "/agent-context?include_history=" + history).json(),
        server
            .get("/api/v1/agents/current?include_history=" + history + "&session_id=" + id(session))
            .json(),
        server
            .post(
                "/api/v1/agents/current",
                "{\"session_id\":\"" + id(session) + "\",\"include_history\":" + history + "}")
            .json());
  }

  @Test
  void who_is_at_work_is_told_in_both_words_and_with_each_switch_if_it_is_wanted() {
    String session = handedOver();
    JsonObject plain = server.get(session + "/agent-context").json();

    assertThat(plain.string("agent")).contains("coder").isEqualTo(plain.string("current_agent"));
    assertThat(plain.integer("switches")).contains(2L).isEqualTo(plain.integer("switch_count"));
    assertThat(plain.string("session_id")).contains(id(session));
    assertThat(plain.get("switch_history")).contains(JsonNull.NULL);
    assertThat(plain.string("created_at"))
        .isEqualTo(server.get(session).json().string("created_at"));
    assertThat(contexts(session, "false")).containsOnly(plain);
    JsonObject whole = contexts(session, "true").getFirst();
    assertThat(contexts(session, "true")).containsOnly(whole);
    assertThat(whole.array("switch_history").stream().map(one -> without(one).canonical()))
        .containsExactly(
            "{\"confidence\":null,\"from_agent\":\"coder\","
                + "\"reason\":\"only questions\",\"to_agent\":\"ask\"}",
            "{\"confidence\":null,\"from_agent\":\"ask\","
                + "\"reason\":\"mend it\",\"to_agent\":\"coder\"}");
    JsonObject last = (JsonObject) whole.array("switch_history").getLast();
    assertThat(whole.string("last_switch_at"))
        .isPresent()
        .isEqualTo(last.string("switched_at"))
        .isEqualTo(plain.string("last_switch_at"));
  }

  private static JsonObject without(JsonValue change) {
    var members = new TreeMap<>(((JsonObject) change).members());
    assertThat(members.remove("switched_at")).isNotNull();
    return new JsonObject(members);
  }

  @Test
  void how_sure_the_router_was_is_told_with_its_switch() {
    var store = new InMemoryPersistence();
    Story story =
        Stories.all()
            .get("a question is routed and answered")
            .apply(Story.begin(store, new CountingIds(), new Owner("us"), Workshop.settings()))
            .outside((session, moment) -> session.cancelTurn("enough", moment));

    try (Served routed = Served.over(store)) {
      JsonObject context =
          routed
              .get("/api/v1/sessions/" + story.id() + "/agent-context?include_history=true")
              .json();
      assertThat(without(context.array("switch_history").getFirst()).canonical())
          .isEqualTo(
              "{\"confidence\":\"high\",\"from_agent\":\"orchestrator\","
                  + "\"reason\":\"it is code\",\"to_agent\":\"coder\"}");
      JsonObject entry =
          (JsonObject)
              routed.get(LOG + "?event_type=agent_switched").json().array("audit_log").getFirst();
      assertThat(entry.string("confidence")).contains("high");
    }
  }

  @Test
  void where_nothing_was_switched_there_is_an_empty_history_and_no_time() {
    JsonObject context = contexts(session(), "true").getFirst();

    assertThat(context.get("switch_history")).contains(new JsonArray(List.of()));
    assertThat(context.get("last_switch_at")).contains(JsonNull.NULL);
  }

  @Test
  void a_switch_that_comes_again_is_answered_the_same_though_more_was_switched_since() {
    String session = handedOver();
    String switching = "{\"agent\":\"ask\"}";
    Served.Answer first = switched(session, switching);
    server.post(session + "/agent", "{\"agent\":\"coder\"}");

    assertThat(switched(session, switching).text()).isEqualTo(first.text());
    assertThat(first.json().canonical())
        .isEqualTo(
            "{\"agent\":\"ask\",\"current_agent\":\"ask\",\"max_switches\":50,"
                + "\"session_id\":\""
                + id(session)
                + "\",\"switch_count\":3,\"switches\":3}");
  }

  private Served.Answer switched(String session, String json) {
    return server.send(
        server
            .request(session + "/agent")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "one-switch")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  @Test
  void a_wish_for_the_history_that_is_none_is_refused() {
    String session = session();

    assertThat(server.get(session + "/agent-context?include_history=yes").status()).isEqualTo(400);
    assertThat(server.get(session + "/agent-context?history=true").status()).isEqualTo(400);
    assertThat(
            server
                .get("/api/v1/agents/current?include_history=1&session_id=" + id(session))
                .status())
        .isEqualTo(400);
    assertThat(
            server
                .post(
                    "/api/v1/agents/current",
                    "{\"session_id\":\"" + id(session) + "\",\"include_history\":\"yes\"}")
                .text())
        .contains("/include_history");
  }

  @Test
  void who_is_at_work_in_another_owners_session_is_told_to_nobody() {
    String session = session();

    assertThat(
            server
                .send(
                    server.as(Served.OTHER, session + "/agent-context?include_history=true").GET())
                .status())
        .isEqualTo(404);
  }
}
