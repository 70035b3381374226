package dev.agentruntime.cli;

import dev.agentruntime.application.approval.CallCheck;
import dev.agentruntime.application.event.ApprovalJson;
import dev.agentruntime.domain.approval.Condition;
import dev.agentruntime.domain.approval.PolicyFindings;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a policy came to its verdict, as a result and for people. */
record FindingsForm(CallCheck.Judged judged) {

  private static final int MAX_VALUE = 60;

  ExitCode code() {
    return switch (ruling()) {
      case ALLOW -> ExitCode.DONE;
      case ASK -> ExitCode.UNDECIDED;
      case DENY -> ExitCode.FAILED;
    };
  }

  private Ruling ruling() {
    return judged.findings().verdict().ruling();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  JsonObject json() {
    Verdict.Explanation why = judged.findings().verdict().explanation();
    return JsonObject.builder()
        .put("verdict", word(ruling()))
        .put("rule", why.rule())
        .put("policy_version", why.policyVersion())
        .put("reason", why.reason())
        .put("request", ApprovalJson.write(judged.request()))
        .put("diff", judged.diff())
        .put("rules", PolicyForm.array(rules()))
        .build();
  }

  private List<JsonObject> rules() {
    return judged.findings().rules().stream().map(this::rule).toList();
  }

  private JsonObject rule(PolicyFindings.OnRule finding) {
    List<Seen> seen = conditions(finding);
    return JsonObject.builder()
        .put("id", finding.rule().id())
        .put("decision", word(finding.rule().ruling()))
        .put("concerned", finding.concerned())
        .put("matches", word(finding.truth()))
        .put(
            "conditions",
            PolicyForm.array(
                seen.stream()
                    .map(
                        one ->
                            JsonObject.builder()
                                .put("condition", one.name())
                                .put("wants", one.wants())
                                .put("saw", one.saw())
                                .put("holds", word(one.truth()))
                                .build())
                    .toList()))
        .build();
  }

  /**
   * What a condition wants and saw.
   *
   * @param saw null where the request has no such detail
   */
  private record Seen(String name, JsonValue wants, JsonValue saw, Condition.Truth truth) {}

  /** The policy reads conditions in the order in which its document has them. */
  private List<Seen> conditions(PolicyFindings.OnRule finding) {
    List<Map.Entry<String, JsonValue>> written =
        PolicyForm.rules(judged.policy().document()).stream()
            .filter(rule -> rule.string("id").orElse("").equals(finding.rule().id()))
            .flatMap(rule -> rule.object("conditions").stream())
            .flatMap(conditions -> conditions.members().entrySet().stream())
            .toList();
    var seen = new ArrayList<Seen>();
    for (int i = 0; i < finding.conditions().size(); i++) {
      PolicyFindings.OnCondition on = finding.conditions().get(i);
      seen.add(
          new Seen(
              written.get(i).getKey(),
              written.get(i).getValue(),
              on.seen().orElse(JsonNull.NULL),
              on.truth()));
    }
    return seen;
  }

  /** The verdict, its rule, and every rule that is about such requests with what it saw. */
  List<String> lines() {
    Verdict.Explanation why = judged.findings().verdict().explanation();
    var lines = new ArrayList<String>();
    lines.add(word(ruling()) + ": " + ApprovalForm.summary(judged.request()));
    lines.add("  rule    " + why.rule() + " of policy version " + why.policyVersion());
    lines.add("  reason  " + why.reason());
    lines.add("");
    var table = new Table("RULE", "DECISION", "MATCHES", "CONDITION", "SAW", "HOLDS");
    judged.findings().rules().stream()
        .filter(PolicyFindings.OnRule::concerned)
        .forEach(finding -> rows(table, finding));
    lines.addAll(table.lines());
    return lines;
  }

  private void rows(Table table, PolicyFindings.OnRule finding) {
    List<Seen> seen = conditions(finding);
    String id = finding.rule().id();
    String decision = word(finding.rule().ruling());
    String matches = word(finding.truth());
    if (seen.isEmpty()) {
      table.row(id, decision, matches, "(none)", "", "");
    }
    for (Seen one : seen) {
      table.row(
          id,
          decision,
          matches,
          VisibleText.line(one.name() + " " + one.wants().canonical(), MAX_VALUE),
          one.saw() == JsonNull.NULL
              ? "(nothing)"
              : VisibleText.line(one.saw().canonical(), MAX_VALUE),
          word(one.truth()));
    }
  }
}
