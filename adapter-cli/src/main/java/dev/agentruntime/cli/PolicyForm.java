package dev.agentruntime.cli;

import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
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
  private static final List<String> TERMS =
      List.of("approvals_needed", "roles", "timeout", "on_timeout");

  JsonObject json() {
    var json =
        JsonObject.builder()
            .put("scope", policy.version().scope().id())
            .put("version", policy.version().number())
            .put("origin", from());
    policy
        .put()
        .ifPresent(
            put ->
                json.put("author", put.author())
                    .put("reason", put.reason())
                    .put("at", put.at().toString())
                    .put("alone", policy.alone()));
    return json.put("policy", policy.document()).build();
  }

  /** Where it is from. */
  String from() {
    return policy
        .put()
        .map(
            put ->
                name(policy.version())
                    + ", by "
                    + put.author()
                    + " at "
                    + put.at()
                    + (put.reason().isEmpty() ? "" : ": " + put.reason()))
        .orElse(origin);
  }

  /** Whether it is a session's own and holds together with its owner's. */
  boolean isBesideOwners() {
    return policy.version().scope() == PolicyVersion.Scope.SESSION && !policy.alone();
  }

  /** Whose rule decided; a grant is none of the policy's, and answers in its place. */
  static String source(Verdict.Explanation why) {
    return why.rule() + (why.isOfGrant() ? ", over " : " of ") + name(why.policy());
  }

  /** Which one it is. */
  static String name(PolicyVersion version) {
    return switch (version.scope()) {
      case SESSION -> "version " + version.number() + " of the session's policy";
      case OWNER -> "version " + version.number() + " of the owner's policy";
      case DEFAULT -> "the policy that is not stored";
    };
  }

  List<String> lines() {
    var table = new Table("RULE", "DECISION", "TYPE", "SUBJECT", "CONDITIONS", "REASON");
    for (JsonObject rule : rules(policy.document())) {
      table.row(
          text(rule, "id"),
          decision(rule) + terms(rule),
          rule.string("request_type").orElse("*"),
          VisibleText.line(rule.string("subject_pattern").orElse(".*"), MAX_TEXT),
          VisibleText.line(conditions(rule), MAX_TEXT),
          text(rule, "reason"));
    }
    table.row("default", byDefault(), "*", ".*", "", "no rule of the policy covers this");
    return table.lines();
  }

  /** What is said where no rule matches; in the older form by whether it asks. */
  private String byDefault() {
    JsonObject document = policy.document();
    boolean asks = document.bool("default_requires_approval").orElse(true);
    return document.string("default").orElse((asks ? Ruling.ASK : Ruling.ALLOW).id());
  }

  /** The older form says whether it asks. */
  private static String decision(JsonObject rule) {
    return rule.string("decision")
        .or(
            () ->
                rule.bool("requires_approval").map(asks -> (asks ? Ruling.ASK : Ruling.ALLOW).id()))
        .orElse("");
  }

  /** How people decide, where a rule says something of it. */
  private static String terms(JsonObject rule) {
    return TERMS.stream()
        .flatMap(
            name -> rule.get(name).map(value -> ", " + name + " " + value.canonical()).stream())
        .collect(Collectors.joining());
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
