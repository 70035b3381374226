package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DiffPolicies;
import dev.agentruntime.application.approval.GetPolicy;
import dev.agentruntime.application.approval.ListPolicyVersions;
import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.approval.RollBackPolicy;
import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.application.approval.Signature;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The approval policy as a versioned resource: the owner's, or with {@code session_id} that of a
 * session.
 */
final class PolicyRoutes {

  private static final int PAGE = 20;
  private static final String SESSION = "session_id";

  private final AgentRuntime runtime;

  PolicyRoutes(AgentRuntime runtime) {
    this.runtime = runtime;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/approval-policy", this::show),
        Route.put("/approval-policy", this::set),
        Route.get("/approval-policy/versions", this::versions),
        Route.get("/approval-policy/diff", this::diff),
        Route.post("/approval-policy/rollback", this::rollBack),
        Route.get("/approval-policy/presets", PolicyRoutes::presets));
  }

  private static Optional<SessionId> session(Exchange.Query query) {
    return query.parsed(SESSION, SessionId::parse);
  }

  private Reply show(Exchange exchange) {
    Optional<SessionId> session = session(exchange.query().only(SESSION));
    return answer(runtime.get(new GetPolicy(exchange.owner(), session)), session);
  }

  /** A session that has no policy of its own shows its owner's; what it replaces is version 0. */
  private static Reply answer(PolicyView policy, Optional<SessionId> session) {
    boolean own = session.isEmpty() || policy.version().scope() == PolicyVersion.Scope.SESSION;
    return new Reply.Json(
        200,
        PolicyBody.of(policy),
        Map.of("ETag", "\"" + (own ? policy.version().number() : 0) + "\""));
  }

  private Reply set(Exchange exchange) {
    Optional<SessionId> session = session(exchange.query().only(SESSION));
    OptionalInt seen = seen(exchange);
    Members members = exchange.members();
    Optional<JsonObject> document = PolicyInput.document(members);
    boolean alone = members.truth("alone").orElse(false);
    if (alone && session.isEmpty()) {
      members.fault("alone", "goes with session_id only");
    }
    Signature signature = signature(exchange, members);
    SetPolicy command =
        members.finish(
            () ->
                new SetPolicy(
                    exchange.owner(),
                    session,
                    new SetPolicy.Content(document.orElseThrow(), alone),
                    seen,
                    signature));
    return answer(PolicyInput.placed(() -> runtime.set(command)), session);
  }

  private static Signature signature(Exchange exchange, Members members) {
    return new Signature(exchange.reviewer(), members.text("reason").orElse(""));
  }

  /** A number beyond those of versions is one of none. */
  private static OptionalInt seen(Exchange exchange) {
    return OptionalInt.of(Math.clamp(exchange.ifMatch(), 0, Integer.MAX_VALUE));
  }

  private Reply rollBack(Exchange exchange) {
    Optional<SessionId> session = session(exchange.query().only(SESSION));
    OptionalInt seen = seen(exchange);
    Members members = exchange.members();
    Optional<Integer> to = members.required("version", version(members));
    Signature signature = signature(exchange, members);
    RollBackPolicy command =
        members.finish(
            () -> new RollBackPolicy(exchange.owner(), session, to.orElseThrow(), seen, signature));
    return answer(runtime.rollBack(command), session);
  }

  private static Optional<Integer> version(Members members) {
    return members
        .whole("version")
        .flatMap(number -> members.attempt("version", () -> PolicyRoutes.version(number)));
  }

  private static int version(long number) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("must be the number of a version, or 0");
    }
    return Math.toIntExact(number);
  }

  private Reply versions(Exchange exchange) {
    Exchange.Query query = exchange.query().only(SESSION, "limit", "cursor");
    int limit = query.count("limit", SessionFilter.MAX, PAGE);
    int before = query.count("cursor", Integer.MAX_VALUE, Integer.MAX_VALUE);
    List<PolicyView> found =
        runtime.list(new ListPolicyVersions(exchange.owner(), session(query), before, limit));
    return Reply.ok(Pages.json(new Page<>(found, behind(found)), PolicyBody::of));
  }

  /** Where the next page begins: versions have no gaps, and the first one is number 1. */
  private static Optional<String> behind(List<PolicyView> found) {
    return found.stream()
        .skip(Math.max(0, found.size() - 1))
        .map(view -> view.version().number())
        .filter(version -> version > 1)
        .map(String::valueOf)
        .findFirst();
  }

  private Reply diff(Exchange exchange) {
    Exchange.Query query = exchange.query().only(SESSION, "from", "to");
    return Reply.ok(
        PolicyBody.of(
            runtime.diff(
                new DiffPolicies(
                    exchange.owner(), session(query), end(query, "from"), end(query, "to")))));
  }

  private static int end(Exchange.Query query, String name) {
    return query
        .whole(name, 0, Integer.MAX_VALUE)
        .map(Math::toIntExact)
        .orElseThrow(() -> Exchange.Query.invalid(name, "is missing"));
  }

  private static Reply presets(Exchange exchange) {
    exchange.query().only();
    return Reply.ok(
        JsonObject.builder()
            .put(
                "data",
                new JsonArray(
                    Arrays.stream(PolicyPreset.values()).<JsonValue>map(PolicyBody::of).toList()))
            .build());
  }
}
