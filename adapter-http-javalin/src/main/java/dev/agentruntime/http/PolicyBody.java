package dev.agentruntime.http;

import dev.agentruntime.application.approval.PolicyDiff;
import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.approval.PolicyTrial;
import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies, what changed between two, and what one would have said, as JSON. */
final class PolicyBody {

  private PolicyBody() {}

  static JsonObject of(PolicyView policy) {
    Optional<PolicyRepository.Put> put = policy.put();
    return JsonObject.builder()
        .put("scope", policy.version().scope().id())
        .put("version", policy.version().number())
        .put("alone", policy.alone())
        .put("author", SessionBody.text(put.map(PolicyRepository.Put::author)))
        .put("reason", SessionBody.text(put.map(PolicyRepository.Put::reason)))
        .put("at", SessionBody.text(put.map(by -> by.at().toString())))
        .put("policy", policy.document())
        .build();
  }

  static JsonObject of(PolicyPreset preset) {
    return JsonObject.builder()
        .put("name", preset.id())
        .put("summary", preset.summary())
        .put("policy", preset.document())
        .build();
  }

  static JsonObject of(PolicyDiff diff) {
    return JsonObject.builder()
        .put("from", of(diff.from()))
        .put("to", of(diff.to()))
        .put(
            "changes",
            new JsonArray(diff.changes().stream().<JsonValue>map(PolicyBody::change).toList()))
        .put("reordered", diff.reordered())
        .build();
  }

  private static JsonObject change(PolicyDiff.Change change) {
    return JsonObject.builder()
        .put("part", change.part())
        .put("before", change.before().orElse(JsonNull.NULL))
        .put("after", change.after().orElse(JsonNull.NULL))
        .build();
  }

  static JsonObject of(PolicyTrial trial) {
    return JsonObject.builder()
        .put("count", trial.count())
        .put("complete", trial.complete())
        .put("totals", totals(trial.totals()))
        .put(
            "requests",
            new JsonArray(trial.requests().stream().<JsonValue>map(PolicyBody::tried).toList()))
        .build();
  }

  private static JsonArray totals(Map<PolicyTrial.Shift, Integer> totals) {
    List<JsonValue> sorted =
        totals.entrySet().stream()
            .sorted(
                Map.Entry.comparingByKey(
                    Comparator.comparing(PolicyTrial.Shift::before)
                        .thenComparing(PolicyTrial.Shift::after)))
            .<JsonValue>map(total -> shift(total.getKey()).put("count", total.getValue()).build())
            .toList();
    return new JsonArray(sorted);
  }

  private static JsonObject.Builder shift(PolicyTrial.Shift shift) {
    return JsonObject.builder().put("before", shift.before().id()).put("after", shift.after().id());
  }

  private static JsonObject tried(PolicyTrial.Tried tried) {
    PolicyTrial.Origin origin = tried.origin();
    boolean call = origin.type().equals(ApprovalType.TOOL);
    return shift(tried.shift())
        .put("rule_before", tried.before())
        .put("rule_after", tried.after())
        .put(call ? "call_id" : "approval_id", origin.id().toString())
        .put("session_id", origin.session().map(SessionId::toString))
        .put("request_type", origin.type().value())
        .put("subject", origin.subject())
        .put("at", origin.at().toString())
        .build();
  }
}
