package dev.agentruntime.cli;

import dev.agentruntime.application.approval.PolicyTrial;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What another policy would have said, as a result and for people. */
record TrialForm(PolicyTrial trial) {

  private static final int MAX_SUBJECT = 60;

  JsonObject json() {
    return JsonObject.builder()
        .put("count", trial.count())
        .put("complete", trial.complete())
        .put("changed", changed())
        .put("totals", PolicyForm.array(totals().stream().map(TrialForm::json).toList()))
        .put("requests", PolicyForm.array(trial.requests().stream().map(TrialForm::json).toList()))
        .build();
  }

  private int changed() {
    return trial.totals().entrySet().stream()
        .filter(total -> total.getKey().isChange())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** In the order of the rulings. */
  private List<Map.Entry<PolicyTrial.Shift, Integer>> totals() {
    return trial.totals().entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<PolicyTrial.Shift, Integer> total) -> total.getKey().before())
                .thenComparing(total -> total.getKey().after()))
        .toList();
  }

  private static JsonObject json(Map.Entry<PolicyTrial.Shift, Integer> total) {
    return JsonObject.builder()
        .put("before", total.getKey().before().id())
        .put("after", total.getKey().after().id())
        .put("count", total.getValue())
        .build();
  }

  private static JsonObject json(PolicyTrial.Tried tried) {
    PolicyTrial.Origin origin = tried.origin();
    return JsonObject.builder()
        .put("id", origin.id().toString())
        .put("session_id", origin.session().map(SessionId::toString))
        .put("request_type", origin.type().value())
        .put("subject", origin.subject())
        .put("at", origin.at().toString())
        .put("before", tried.shift().before().id())
        .put("rule_before", tried.before())
        .put("after", tried.shift().after().id())
        .put("rule_after", tried.after())
        .build();
  }

  /** How many went from what to what, and those that would be ruled otherwise. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        changed() + " of " + Count.of(trial.count(), "request") + " would be ruled otherwise");
    if (!trial.complete()) {
      lines.add("there were more; only the newest were looked at");
    }
    lines.add("");
    var table = new Table("BEFORE", "AFTER", "REQUESTS");
    totals()
        .forEach(
            total ->
                table.row(
                    total.getKey().before().id(),
                    total.getKey().after().id(),
                    Integer.toString(total.getValue())));
    lines.addAll(table.lines());
    if (changed() > 0) {
      lines.add("");
      lines.addAll(requests().lines());
    }
    return lines;
  }

  private Table requests() {
    var table = new Table("ID", "AT", "TYPE", "SUBJECT", "BEFORE", "AFTER");
    trial.requests().stream()
        .filter(tried -> tried.shift().isChange())
        .forEach(
            tried ->
                table.row(
                    tried.origin().id().toString(),
                    tried.origin().at().toString(),
                    tried.origin().type().value(),
                    VisibleText.line(tried.origin().subject(), MAX_SUBJECT),
                    tried.shift().before().id() + by(tried.before()),
                    tried.shift().after().id() + by(tried.after())));
    return table;
  }

  private static String by(String rule) {
    return rule.isEmpty() ? "" : " (" + rule + ")";
  }
}
