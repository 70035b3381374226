package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.audit.VerifyCopy;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.ShiftableClock;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log as a record of who did what, over HTTP. */
@Timeout(60)
class AuditRoutesTest {

  private static final String AUDIT = "/api/v1/events/audit";
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final ShiftableClock clock = new ShiftableClock();
  private final Served server = Served.over(new InMemoryPersistence(clock, new UuidV7()));

  @AfterEach
  void stop() {
    server.close();
  }

  /** A session in which a command was asked for and refused. */
  private JsonObject refused(String session) {
    JsonObject approval = server.asked(session, "make secrets");
    server.model().thenReplies("As you say.");
    server.decide(Served.ADMIN, approval, "\"decision\":\"reject\",\"reason\":\"not today\"");
    server.runtime().settled(id(session)).join();
    return approval;
  }

  private static SessionId id(String session) {
    return SessionId.parse(session.substring(session.lastIndexOf('/') + 1));
  }

  private String session() {
    return server.session("{\"agent\":\"coder\"}");
  }

  private List<JsonObject> found(String query) {
    return server.get(AUDIT + query).json().array("data").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static List<String> types(List<JsonObject> entries) {
    return entries.stream().map(entry -> entry.string("type").orElseThrow()).toList();
  }

  @Test
  void entries_tell_who_did_what_and_keep_what_was_said_to_themselves() {
    refused(session());

    List<JsonObject> entries = found("?order=oldest_first");
    assertThat(types(entries).getFirst()).isEqualTo("session.created");
    JsonObject rejected =
        entries.stream()
            .filter(entry -> entry.string("type").orElseThrow().equals("approval.rejected"))
            .findFirst()
            .orElseThrow();
    assertThat(rejected.string("decider")).contains("admin");
    assertThat(rejected.string("tool")).contains("execute_command");
    assertThat(rejected.string("agent")).contains("coder");
    assertThat(entries.toString()).doesNotContain("make secrets", "not today", "As you say");
    assertThat(found("?content=full").toString())
        .contains("make secrets", "not today", "As you say");
    assertThat(types(found(""))).isEqualTo(types(entries).reversed());
  }

  @ParameterizedTest
  @CsvSource({
    "?type=approval.*, approval.rejected approval.requested",
    "?type=hitl.decision.made, approval.rejected",
    "?category=approval, approval.rejected approval.requested",
    "?category=approval&type=turn.*, ''",
    "?decider=admin, approval.rejected",
    "?decider=nobody, ''",
    "?tool=execute_command&type=tool.*, tool.call.denied tool.call.proposed",
    "?since=2000-01-01T00:00:00Z&type=turn.started, turn.started",
    "?until=2000-01-01T00:00:00Z, ''",
    "?agent=debug, ''"
  })
  void entries_are_found_by_what_they_are_about(String query, String types) {
    refused(session());

    assertThat(String.join(" ", types(found(query)))).isEqualTo(types);
  }

  /** Two of the same, and one of another agent, an hour apart. */
  private List<JsonObject> several() {
    refused(session());
    clock.pass(Duration.ofHours(1));
    refused(session());
    clock.pass(Duration.ofHours(1));
    server.session("{\"agent\":\"ask\"}");
    return found("?limit=1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"session_id", "approval_id", "call_id"})
  void entries_are_found_by_each_thing_that_they_belong_to(String name) {
    List<JsonObject> all = several();
    String wanted =
        found("?type=approval.requested&order=oldest_first").getFirst().string(name).orElseThrow();

    assertThat(found("?limit=1000&" + name + "=" + wanted))
        .isNotEmpty()
        .hasSizeLessThan(all.size())
        .isEqualTo(
            all.stream().filter(entry -> entry.string(name).equals(Optional.of(wanted))).toList());
  }

  @Test
  void entries_are_found_by_the_agent_that_was_at_work() {
    List<JsonObject> all = several();

    for (String agent : List.of("coder", "ask")) {
      assertThat(found("?limit=1000&agent=" + agent))
          .isNotEmpty()
          .hasSizeLessThan(all.size())
          .isEqualTo(
              all.stream()
                  .filter(entry -> entry.string("agent").equals(Optional.of(agent)))
                  .toList());
    }
  }

  @Test
  void entries_are_found_from_a_moment_on_and_before_one() {
    Instant first = clock.instant();
    List<JsonObject> all = several();
    Instant second = first.plus(Duration.ofHours(1));
    Instant third = first.plus(Duration.ofHours(2));

    assertThat(found("?limit=1000&since=" + second)).isEqualTo(at(all, second, third));
    assertThat(found("?limit=1000&until=" + second)).isEqualTo(at(all, first));
    assertThat(found("?limit=1000&since=" + second + "&until=" + third)).isEqualTo(at(all, second));
    assertThat(found("?since=" + third.plusMillis(1))).isEmpty();
  }

  private static List<JsonObject> at(List<JsonObject> all, Instant... moments) {
    List<JsonObject> found =
        all.stream()
            .filter(
                entry -> List.of(moments).contains(Instant.parse(entry.string("at").orElseThrow())))
            .toList();
    assertThat(found).isNotEmpty();
    return found;
  }

  @Test
  void pages_of_what_fits_bring_each_entry_once() {
    refused(session());
    List<JsonObject> whole = found("?limit=1000");
    JsonObject first = server.get(AUDIT + "?limit=3").json();

    List<JsonObject> rest =
        found("?limit=1000&cursor=" + first.string("next_cursor").orElseThrow());
    assertThat(first.bool("has_more")).contains(true);
    assertThat(rest).isEqualTo(whole.subList(3, whole.size()));
  }

  @ParameterizedTest
  @CsvSource({
    "?since=yesterday, since",
    "?type=aproval.*, type",
    "?category=approvals, category",
    "?session_id=x, session_id",
    "?approval_id=x, approval_id",
    "?order=up, order",
    "?content=all, content",
    "?cursor=x, cursor",
    "?person=x, person"
  })
  void a_filter_that_means_nothing_is_refused(String query, String parameter) {
    Served.Answer answer = server.get(AUDIT + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains(parameter);
  }

  @Test
  void a_copy_is_what_the_log_was_and_can_be_checked_without_its_content() {
    String session = session();
    refused(session);
    Served.Answer redacted = server.get(AUDIT + "/export");
    Served.Answer full = server.get(AUDIT + "/export?content=full");

    assertThat(redacted.header("Content-Type")).contains("application/jsonl;charset=utf-8");
    assertThat(redacted.header("Content-Disposition"))
        .contains("attachment; filename=\"audit.jsonl\"");
    assertThat(redacted.text()).doesNotContain("make secrets");
    assertThat(full.text()).contains("make secrets");
    for (String copy : List.of(redacted.text(), full.text())) {
      var found = server.runtime().verify(new VerifyCopy(copy.lines().iterator()));
      assertThat(found.flaws()).isEmpty();
      assertThat(found.checked().sessions()).isEqualTo(1);
      var changed =
          server
              .runtime()
              .verify(new VerifyCopy(copy.replace("\"admin\"", "\"somebody\"").lines().iterator()));
      assertThat(changed.isSound()).isFalse();
    }
  }

  @Test
  void the_ends_of_the_logs_can_be_kept_and_prove_later_what_was_there() {
    String session = session();
    Served.Answer kept = server.get(AUDIT + "/heads");

    assertThat(kept.header("Content-Type")).contains("application/jsonl;charset=utf-8");
    assertThat(kept.text().lines())
        .singleElement()
        .satisfies(
            line ->
                assertThat(JsonText.readObject(line).string("session_id"))
                    .contains(id(session).toString()));
    refused(session);
    var found = server.runtime().verify(new VerifyCopy(kept.text().lines().iterator()));
    assertThat(found.flaws()).isEmpty();
    assertThat(found.checked().longer()).isEqualTo(1);
    assertThat(server.send(server.as(Served.OTHER, AUDIT + "/heads").GET()).text()).isEmpty();
    assertThat(server.get(AUDIT + "/heads?limit=1").status()).isEqualTo(400);
  }

  @Test
  void a_copy_for_spreadsheets_has_a_line_an_entry_and_no_formulas() {
    String session = session();
    refused(session);
    String csv = server.get(AUDIT + "/export?format=csv&type=approval.*").text();

    assertThat(csv.split("\r\n"))
        .hasSize(3)
        .satisfies(lines -> assertThat(lines[0]).startsWith("at,type,category,session_id,position"))
        .satisfies(lines -> assertThat(lines[2]).contains(",approval.rejected,approval,"));
  }

  @Test
  void an_approval_is_told_from_the_request_to_the_result() {
    JsonObject approval = refused(session());
    String id = approval.string("id").orElseThrow();

    JsonObject record = server.get(AUDIT + "/approvals/" + id).json();
    assertThat(record.string("status")).contains("rejected");
    assertThat(record.object("decision").orElseThrow().string("by")).contains("admin");
    assertThat(record.object("request").orElseThrow().object("policy")).isPresent();
    assertThat(record.object("request").orElseThrow().toString()).contains("make secrets");
    assertThat(record.object("result").orElseThrow().string("outcome")).contains("denied");
    assertThat(record.string("executed_digest")).isEmpty();
    assertThat(types(record.array("entries").stream().map(JsonObject.class::cast).toList()))
        .containsExactly(
            "tool.call.proposed", "approval.requested", "approval.rejected", "tool.call.denied");
    assertThat(server.send(server.as(Served.OTHER, AUDIT + "/approvals/" + id).GET()).status())
        .isEqualTo(404);
  }

  @Test
  void administrators_have_the_chain_checked() {
    String session = session();
    refused(session);
    Served.Answer answer = server.send(server.as(Served.ADMIN, AUDIT + "/verification").GET());

    assertThat(answer.json().bool("sound")).contains(true);
    assertThat(answer.json().integer("sessions")).contains(1L);
    assertThat(server.get(AUDIT + "/verification").status()).isEqualTo(403);
  }

  @Test
  void what_is_asked_for_within_a_trace_is_recorded_with_it() {
    server.send(
        server
            .request("/api/v1/sessions")
            .header("Content-Type", "application/json")
            .header("traceparent", TRACE)
            .POST(HttpRequest.BodyPublishers.ofString("{\"agent\":\"coder\"}")));

    assertThat(found("?type=session.created").getFirst().string("trace")).contains(TRACE);
  }

  @Test
  void meters_are_for_administrators() {
    assertThat(server.get("/metrics").status()).isEqualTo(403);
    Served.Answer meters = server.send(server.as(Served.ADMIN, "/metrics").GET());
    assertThat(meters.text()).isEqualTo("up 1\n");
    assertThat(meters.header("Content-Type")).contains("text/plain;version=0.0.4");
  }

  @Test
  void what_was_counted_is_told_under_both_names_and_a_sessions_model_calls_by_themselves() {
    String session = session();
    refused(session);
    JsonObject metrics =
        server.get("/api/v1/events/metrics").json().object("metrics").orElseThrow();

    assertThat(metrics.object("hitl_decisions").orElseThrow().object("execute_command"))
        .hasValueSatisfying(decisions -> assertThat(decisions.integer("REJECT")).contains(1L));
    assertThat(server.get("/api/v1/metrics").json().object("metrics")).contains(metrics);
    JsonObject calls = server.get("/api/v1/events/metrics/sessions/" + id(session)).json();
    assertThat(calls.integer("total_requests")).contains(2L);
    assertThat(calls.integer("requests_with_tools")).contains(1L);
    assertThat(
            server
                .send(
                    server.as(Served.OTHER, "/api/v1/events/metrics/sessions/" + id(session)).GET())
                .status())
        .isEqualTo(404);
    assertThat(
            server
                .send(server.as(Served.OTHER, "/api/v1/events/metrics").GET())
                .json()
                .object("metrics")
                .orElseThrow()
                .object("hitl_decisions"))
        .contains(JsonObject.empty());
  }
}
