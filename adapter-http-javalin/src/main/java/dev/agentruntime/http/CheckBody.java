package dev.agentruntime.http;

import dev.agentruntime.application.approval.CallCheck;
import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.event.ApprovalJson;
import dev.agentruntime.domain.approval.PolicyFindings;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How a verdict comes about, as JSON: every rule that was asked, with what its conditions saw. */
final class CheckBody {

  private CheckBody() {}

  static JsonObject of(CallCheck.Judged judged) {
    Verdict verdict = judged.findings().verdict();
    return verdict(verdict)
        .put("terms", terms(verdict))
        .put("request", ApprovalJson.write(judged.request()))
        .put("policies", policies(judged))
        .put("grants", grants(judged.findings()))
        .build();
  }

  private static JsonObject.Builder verdict(Verdict verdict) {
    Verdict.Explanation why = verdict.explanation();
    return JsonObject.builder()
        .put("verdict", verdict.ruling().id())
        .put("rule", why.rule())
        .put("policy_scope", why.policy().scope().id())
        .put("policy_version", why.policy().number())
        .put("reason", why.reason());
  }

  private static JsonValue terms(Verdict verdict) {
    return verdict instanceof Verdict.ApprovalRequired required
        ? ApprovalJson.write(required.terms())
        : JsonNull.NULL;
  }

  private static JsonArray policies(CallCheck.Judged judged) {
    List<PolicyFindings.OnPolicy> asked = judged.findings().policies();
    return new JsonArray(
        IntStream.range(0, asked.size())
            .<JsonValue>mapToObj(i -> policy(judged.policies().get(i), asked.get(i)))
            .toList());
  }

  private static JsonObject policy(PolicyView policy, PolicyFindings.OnPolicy finding) {
    List<JsonValue> written = policy.document().array("rules");
    return verdict(finding.verdict())
        .put(
            "rules",
            new JsonArray(
                IntStream.range(0, finding.rules().size())
                    .<JsonValue>mapToObj(
                        i -> rule(finding.rules().get(i), conditions(written.get(i))))
                    .toList()))
        .build();
  }

  /** A rule's conditions as they are written, which is the order in which they are read. */
  private static List<Map.Entry<String, JsonValue>> conditions(JsonValue rule) {
    return rule instanceof JsonObject object
        ? object.object("conditions").stream()
            .flatMap(conditions -> conditions.members().entrySet().stream())
            .toList()
        : List.of();
  }

  private static JsonArray grants(PolicyFindings findings) {
    return new JsonArray(
        findings.grants().stream().<JsonValue>map(grant -> rule(grant, List.of())).toList());
  }

  private static JsonObject rule(
      PolicyFindings.OnRule finding, List<Map.Entry<String, JsonValue>> written) {
    List<PolicyFindings.OnCondition> conditions = finding.conditions();
    return JsonObject.builder()
        .put("id", finding.rule().id())
        .put("decision", finding.rule().ruling().id())
        .put("reason", finding.rule().reason())
        .put("concerned", finding.concerned())
        .put("matches", Words.of(finding.truth()))
        .put(
            "conditions",
            new JsonArray(
                IntStream.range(0, conditions.size())
                    .<JsonValue>mapToObj(
                        i -> condition(conditions.get(i), written.stream().skip(i).findFirst()))
                    .toList()))
        .build();
  }

  private static JsonObject condition(
      PolicyFindings.OnCondition finding, Optional<Map.Entry<String, JsonValue>> written) {
    var json = JsonObject.builder().put("detail", finding.condition().detail());
    written.ifPresent(
        condition -> json.put("condition", condition.getKey()).put("wants", condition.getValue()));
    return json.put("saw", finding.seen().orElse(JsonNull.NULL))
        .put("part", finding.part().orElse(null))
        .put("holds", Words.of(finding.truth()))
        .build();
  }
}
