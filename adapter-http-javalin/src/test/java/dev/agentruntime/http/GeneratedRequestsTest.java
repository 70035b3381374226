package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.approval.ListPolicyVersions;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Requests made from the document, thousands in an ordinary run and a hundred thousand in about ten
 * minutes of {@code -Dfuzz.minutes=10}: no answer is a fault of the server or is undocumented, and
 * a refused request leaves nothing behind. Nobody runs the turns, so nothing else changes either.
 */
class GeneratedRequestsTest {

  private static final int ROUNDS = 10;
  private static final int REQUESTS = 500;

  /** Commands whose members depend on each other in ways that a schema does not tell. */
  private static final Set<String> RULES_BETWEEN_MEMBERS =
      Set.of("createSession", "submitToolResult", "decideApproval", "setPolicy", "dryRunPolicy");

  private final Set<String> succeeded = new TreeSet<>();

  @Test
  void whatever_is_sent_is_answered_as_documented_and_refused_without_a_trace() {
    Fuzz.run(ROUNDS, this::round);

    assertThat(succeeded)
        .contains(
            "createSession",
            "updateSession",
            "sendMessage",
            "requestApproval",
            "listSessions",
            "addWebhook",
            "changeWebhook",
            "removeWebhook",
            "rotateWebhookSecret",
            "listWebhookDeliveries",
            "setPolicy",
            "checkPolicy",
            "dryRunPolicy");
  }

  private void round(long seed) {
    try (Served server = Served.withoutRunner();
        var http = new RawHttp(server.uri("/"))) {
      var requests = new RequestGen(new Gen(seed));
      Samples there = fixture(server);
      List<Object> state = state(server);
      for (int i = 1; i <= REQUESTS; i++) {
        Samples now = there;
        state =
            tried(
                server, http, requests.make(now, operation -> eTag(server, now, operation)), state);
        if (i % 50 == 0) {
          there = fixture(server);
          state = state(server);
        }
      }
    }
  }

  private static Samples fixture(Served server) {
    String session = server.session("{\"agent\":\"coder\"}");
    String id = session.substring(session.lastIndexOf('/') + 1);
    JsonObject approval =
        server
            .post(
                "/api/v1/approvals",
                JsonObject.builder()
                    .put("session_id", id)
                    .put("request_type", "review")
                    .put("subject", "the plan")
                    .build()
                    .canonical())
            .json();
    List<Webhook> webhooks = server.runtime().webhooks().list(new Owner("us"));
    return new Samples(
        id,
        approval.string("id").orElseThrow(),
        UUID.randomUUID().toString(),
        webhooks.isEmpty()
            ? server.webhook("[\"session.*\"]")
            : webhooks.getLast().id().toString());
  }

  private static String eTag(Served server, Samples there, ApiDocument.Operation operation) {
    String path =
        operation.path().contains("/approval-policy")
            ? "/api/v1/approval-policy"
            : "/api/v1/sessions/" + there.session();
    return server.get(path).header("ETag").orElse("\"1\"");
  }

  /** Sends it; what there is then. */
  private List<Object> tried(
      Served server, RawHttp http, RequestGen.Made made, List<Object> before) {
    RawHttp.Answer answer = http.send(made.request());
    String what = made.request() + "\n→ " + answer.status() + " " + answer.text();

    List<Object> after = state(server);
    assertThat(answer.status()).as(what).isLessThan(500);
    if (answer.status() >= 400) {
      assertThat(after).as(what).isEqualTo(before);
    } else {
      succeeded.add(made.operation().id());
      requireDocumented(made, what);
    }
    if (made.kind() == RequestGen.Kind.RIGHT
        && !RULES_BETWEEN_MEMBERS.contains(made.operation().id())) {
      assertThat(answer.status()).as("documented, but refused: %s", what).isNotEqualTo(400);
    }
    return after;
  }

  /** What is taken must be what the document offers. */
  private static void requireDocumented(RequestGen.Made made, String what) {
    String body = new String(made.request().body(), StandardCharsets.UTF_8);
    ApiDocument.shipped()
        .bodySchema(made.operation())
        .filter(schema -> !body.isEmpty())
        .ifPresent(
            schema ->
                assertThat(ResponseContract.shipped().isValid(schema, body))
                    .as("taken, but not documented: %s", what)
                    .isTrue());
  }

  private static List<Object> state(Served server) {
    var state = new ArrayList<Object>();
    for (Owner owner : List.of(new Owner("us"), new Owner("them"))) {
      state.addAll(
          server.runtime().list(new ListSessions(owner, SessionFilter.newest(1000))).items());
      state.addAll(
          server
              .runtime()
              .list(
                  new ListApprovals(
                      owner,
                      new ApprovalFilter(
                          Optional.empty(),
                          Optional.empty(),
                          Optional.empty(),
                          1000,
                          Optional.empty())))
              .items());
      state.addAll(
          server
              .runtime()
              .list(new ListPolicyVersions(owner, Optional.empty(), Integer.MAX_VALUE, 1000)));
      state.addAll(server.runtime().webhooks().list(owner));
    }
    return state;
  }
}
