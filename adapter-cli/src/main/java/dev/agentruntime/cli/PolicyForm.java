package dev.agentruntime.cli;

import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Policies as results and for people.
 *
 * @param origin where one is from that is not stored
 */
record PolicyForm(PolicyView policy, String origin) {

  private static final int MAX_TEXT = 60;

  JsonObject json() {
    var json =
        JsonObject.builder()
            .put("scope", policy.scope().id())
            .put("version", policy.version())
            .put("origin", from());
    policy.put().ifPresent(put -> json.put("author", put.author()).put("at", put.at().toString()));
    return json.put("policy", policy.document()).build();
  }

  /** Where it is from. */
  String from() {
    return policy
        .put()
        .map(
            put ->
                "version "
                    + policy.version()
                    + " of this "
                    + policy.scope().id()
                    + ", by "
                    + put.author()
                    + " at "
                    + put.at())
        .orElse(origin);
  }

  List<String> lines() {
    var table = new Table("RULE", "DECISION", "TYPE", "SUBJECT", "CONDITIONS", "REASON");
    for (JsonObject rule : rules(policy.document())) {
      table.row(
          text(rule, "id"),
          text(rule, "decision"),
          rule.string("request_type").orElse("*"),
          VisibleText.line(rule.string("subject_pattern").orElse(".*"), MAX_TEXT),
          VisibleText.line(conditions(rule), MAX_TEXT),
          text(rule, "reason"));
    }
    table.row("default", "ask", "*", ".*", "", "no rule of the policy covers this");
    return table.lines();
  }

  static List<JsonObject> rules(JsonObject document) {
    return document.array("rules").stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  private static String text(JsonObject rule, String name) {
    return rule.string(name).orElse("");
  }

  private static String conditions(JsonObject rule) {
    return rule.object("conditions").orElse(JsonObject.empty()).members().entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue().canonical())
        .collect(Collectors.joining(", "));
  }

  static JsonArray array(List<? extends JsonValue> items) {
    return new JsonArray(List.copyOf(items));
  }
}
