package dev.agentruntime.application.approval;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.document.DocumentPath;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads a policy from its JSON form. Everything that is wrong is reported at once, each with its
 * place; nothing unknown is ignored, because an ignored condition would widen what may run.
 */
public final class PolicyDocument {

  private static final List<String> POLICY_MEMBERS = List.of("enabled", "rules");
  private static final List<String> RULE_MEMBERS =
      List.of("id", "request_type", "subject_pattern", "conditions", "decision", "reason");
  private static final String EVERY_TYPE = "*";
  private static final List<String> RUNTIME_TYPES =
      List.of(ApprovalType.TOOL.value(), ApprovalType.RECOVERY.value(), ApprovalType.LIMIT.value());

  private final PolicyFlaws flaws = new PolicyFlaws();
  private final ConditionReader conditions = new ConditionReader(flaws);

  private PolicyDocument() {}

  /**
   * The policy of a document.
   *
   * @param version to give it
   * @throws RefusedException with every problem
   */
  public static ApprovalPolicy read(JsonObject document, int version) {
    var reader = new PolicyDocument();
    ApprovalPolicy policy = reader.policy(document, version);
    List<String> problems = reader.flaws.found().stream().map(PolicyFlaws.Flaw::text).toList();
    if (!problems.isEmpty()) {
      throw new RefusedException(Refusal.Invalid.of(problems));
    }
    return policy;
  }

  /** Everything that is wrong with a document. */
  static List<PolicyFlaws.Flaw> flaws(JsonObject document) {
    var reader = new PolicyDocument();
    reader.policy(document, 0);
    return reader.flaws.found();
  }

  private ApprovalPolicy policy(JsonObject document, int version) {
    DocumentPath root = DocumentPath.ROOT;
    requireKnown(document, POLICY_MEMBERS, root);
    requireType(document, "enabled", JsonBoolean.class, "true or false", root);
    requireType(document, "rules", JsonArray.class, "an array", root);
    var rules = new ArrayList<PolicyRule>();
    var ids = new HashSet<String>();
    List<JsonValue> items = document.array("rules");
    for (int i = 0; i < items.size(); i++) {
      DocumentPath path = root.member("rules").item(i);
      if (!(items.get(i) instanceof JsonObject item)) {
        flaws.add(path, " is no object");
        continue;
      }
      PolicyRule rule = rule(item, path);
      rules.add(rule);
      if (!rule.id().isBlank() && !ids.add(rule.id())) {
        flaws.add(path.member("id"), ": " + rule.id() + " is taken by an earlier rule");
      }
    }
    return new ApprovalPolicy(version, document.bool("enabled").orElse(true), rules);
  }

  private PolicyRule rule(JsonObject rule, DocumentPath path) {
    requireKnown(rule, RULE_MEMBERS, path);
    for (String name : List.of("id", "request_type", "subject_pattern", "decision", "reason")) {
      requireType(rule, name, JsonString.class, "a text", path);
    }
    requireType(rule, "conditions", JsonObject.class, "an object", path);
    String id = rule.string("id").orElse("");
    if (id.isBlank()) {
      flaws.add(path.member("id"), " is missing");
    }
    Optional<ApprovalType> type = type(rule, path.member("request_type"));
    return new PolicyRule(
        id,
        type,
        subject(rule, path.member("subject_pattern")),
        conditions.read(
            rule.object("conditions").orElse(JsonObject.empty()), type, path.member("conditions")),
        ruling(rule, path.member("decision")),
        rule.string("reason").orElse("rule " + id));
  }

  private Optional<ApprovalType> type(JsonObject rule, DocumentPath path) {
    String written = rule.string("request_type").orElse(EVERY_TYPE);
    if (written.equals(EVERY_TYPE)) {
      return Optional.empty();
    }
    requireFarFromRuntimes(written, path);
    try {
      return Optional.of(new ApprovalType(written));
    } catch (IllegalArgumentException e) {
      return flaws.none(path, ": " + e.getMessage());
    }
  }

  /** Any name is a type; one that looks like the runtime's own was meant to be that. */
  private void requireFarFromRuntimes(String written, DocumentPath path) {
    NearestName.to(written, RUNTIME_TYPES)
        .filter(near -> !near.equals(written))
        .ifPresent(
            near ->
                flaws.add(
                    path,
                    ": did you mean \""
                        + near
                        + "\"? A type of your own needs a name that is less like it than \""
                        + written
                        + "\""));
  }

  private TextPattern subject(JsonObject rule, DocumentPath path) {
    String source = rule.string("subject_pattern").orElse(".*");
    try {
      return LinearPatterns.compile(source);
    } catch (IllegalArgumentException e) {
      flaws.add(path, ": " + e.getMessage());
      return new TextPattern(source, text -> false);
    }
  }

  private Ruling ruling(JsonObject rule, DocumentPath path) {
    String decision = rule.string("decision").orElse("");
    return switch (decision) {
      case "allow" -> Ruling.ALLOW;
      case "ask" -> Ruling.ASK;
      case "deny" -> Ruling.DENY;
      default -> {
        flaws.add(path, " is allow, ask or deny, not \"" + decision + "\"");
        yield Ruling.DENY;
      }
    };
  }

  /** A member of another type would count as absent, and an absent condition holds for all. */
  private void requireType(
      JsonObject object,
      String name,
      Class<? extends JsonValue> type,
      String what,
      DocumentPath path) {
    object
        .get(name)
        .filter(value -> !type.isInstance(value))
        .ifPresent(value -> flaws.add(path.member(name), " is not " + what));
  }

  private void requireKnown(JsonObject object, List<String> known, DocumentPath path) {
    object.members().keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name -> flaws.add(path.member(name), " is unknown" + NearestName.instead(name, known)));
  }
}
