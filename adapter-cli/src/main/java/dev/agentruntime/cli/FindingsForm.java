package dev.agentruntime.cli;

import dev.agentruntime.application.approval.CallCheck;
import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.event.ApprovalJson;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.domain.approval.PolicyFindings;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How a verdict came about, as a result and for people. */
record FindingsForm(CallCheck.Judged judged) {

  private static final int MAX_VALUE = 60;

  ExitCode code() {
    return switch (verdict().ruling()) {
      case ALLOW -> ExitCode.DONE;
      case ASK -> ExitCode.UNDECIDED;
      case DENY -> ExitCode.FAILED;
    };
  }

  private Verdict verdict() {
    return judged.findings().verdict();
  }

  /**
   * A policy with what it says.
   *
   * @param decisive whether it has the say: it is the strictest, and the first of several
   */
  private record Asked(PolicyView view, PolicyFindings.OnPolicy found, boolean decisive) {

    List<RuleFinding> rules() {
      return found.rules().stream()
          .map(finding -> RuleFinding.of(finding, PolicyForm.rules(view.document())))
          .toList();
    }

    String words() {
      return PolicyForm.name(view.version())
          + " says "
          + found.verdict().ruling().id()
          + ", by rule "
          + found.verdict().explanation().rule()
          + (decisive ? " (it has the say)" : "");
    }
  }

  private List<Asked> asked() {
    List<PolicyFindings.OnPolicy> found = judged.findings().policies();
    int decisive = decisive(found);
    return IntStream.range(0, found.size())
        .mapToObj(i -> new Asked(judged.policies().get(i), found.get(i), i == decisive))
        .toList();
  }

  /** None, where a grant answers. */
  private int decisive(List<PolicyFindings.OnPolicy> found) {
    return IntStream.range(0, found.size())
        .filter(i -> found.get(i).verdict().ruling() == verdict().ruling())
        .filter(i -> found.get(i).verdict().explanation().equals(verdict().explanation()))
        .findFirst()
        .orElse(-1);
  }

  private List<RuleFinding> grants() {
    return judged.findings().grants().stream()
        .map(finding -> RuleFinding.of(finding, List.of()))
        .toList();
  }

  JsonObject json() {
    Verdict.Explanation why = verdict().explanation();
    return JsonObject.builder()
        .put("verdict", verdict().ruling().id())
        .put("rule", why.rule())
        .put("policy_scope", why.policy().scope().id())
        .put("policy_version", why.policy().number())
        .put("reason", why.reason())
        .put("terms", terms())
        .put("request", ApprovalJson.write(judged.request()))
        .put("diff", judged.diff())
        .put("policies", PolicyForm.array(asked().stream().map(FindingsForm::json).toList()))
        .put("grants", PolicyForm.array(grants().stream().map(RuleFinding::json).toList()))
        .build();
  }

  private JsonObject terms() {
    return verdict() instanceof Verdict.ApprovalRequired required
        ? ApprovalJson.write(required.terms())
        : JsonObject.empty();
  }

  private static JsonObject json(Asked asked) {
    Verdict verdict = asked.found().verdict();
    return JsonObject.builder()
        .put("policy_scope", asked.view().version().scope().id())
        .put("policy_version", asked.view().version().number())
        .put("verdict", verdict.ruling().id())
        .put("rule", verdict.explanation().rule())
        .put("decisive", asked.decisive())
        .put("rules", PolicyForm.array(asked.rules().stream().map(RuleFinding::json).toList()))
        .build();
  }

  /** The verdict, its rule, and every rule that is about such requests with what it saw. */
  List<String> lines() {
    Verdict.Explanation why = verdict().explanation();
    var lines = new ArrayList<String>();
    lines.add(verdict().ruling().id() + ": " + ApprovalForm.summary(judged.request()));
    lines.add("  rule    " + PolicyForm.source(why));
    lines.add("  reason  " + why.reason());
    if (verdict() instanceof Verdict.ApprovalRequired required && required.terms().wantsOthers()) {
      lines.add("  decided by " + TermsForm.deciders(required.terms()));
    }
    asked().forEach(one -> section(lines, one.words(), one.rules()));
    List<RuleFinding> granted = grants();
    if (!granted.isEmpty()) {
      section(lines, grantWords(), granted);
    }
    return lines;
  }

  private String grantWords() {
    boolean answers =
        verdict().ruling() == Ruling.ALLOW && asked().stream().noneMatch(Asked::decisive);
    return "what people granted" + (answers ? " (it has the say)" : "");
  }

  private static void section(List<String> lines, String head, List<RuleFinding> rules) {
    lines.add("");
    lines.add(head);
    List<RuleFinding> concerned = rules.stream().filter(RuleFinding::concerned).toList();
    if (concerned.isEmpty()) {
      lines.add("  no rule is about such requests");
      return;
    }
    var table = new Table("RULE", "DECISION", "MATCHES", "CONDITION", "SAW", "HOLDS");
    concerned.forEach(rule -> rows(table, rule));
    lines.addAll(table.lines());
  }

  /** The part that settles it says more than all of it. */
  private static String saw(RuleFinding.Seen one) {
    if (one.saw() == JsonNull.NULL) {
      return "(nothing)";
    }
    return VisibleText.line(
        one.part().map(part -> part.canonical() + " of ").orElse("") + one.saw().canonical(),
        MAX_VALUE);
  }

  private static void rows(Table table, RuleFinding rule) {
    if (rule.seen().isEmpty()) {
      table.row(rule.id(), rule.decision(), rule.matches(), "(none)", "", "");
    }
    for (RuleFinding.Seen one : rule.seen()) {
      table.row(
          rule.id(),
          rule.decision(),
          rule.matches(),
          VisibleText.line(one.name() + " " + one.wants().canonical(), MAX_VALUE),
          saw(one),
          one.holds());
    }
  }
}
