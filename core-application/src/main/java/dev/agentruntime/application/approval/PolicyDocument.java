package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.CommandCheck;
import dev.agentruntime.domain.approval.Condition;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.command.CommandPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a policy from its JSON form. Everything that is wrong is reported at once, each with its
 * place; nothing unknown is ignored, because an ignored condition would widen what may run.
 */
public final class PolicyDocument {

  private static final Set<String> POLICY_MEMBERS = Set.of("enabled", "rules");
  private static final Set<String> RULE_MEMBERS =
      Set.of("id", "request_type", "subject_pattern", "conditions", "decision", "reason");

  private final List<String> problems = new ArrayList<>();

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
    if (!reader.problems.isEmpty()) {
      throw new RefusedException(new Refusal.Invalid(reader.problems));
    }
    return policy;
  }

  private ApprovalPolicy policy(JsonObject document, int version) {
    unknownMembers(document, POLICY_MEMBERS, "");
    typed(document, "enabled", JsonBoolean.class, "true or false", "");
    typed(document, "rules", JsonArray.class, "an array", "");
    var rules = new ArrayList<PolicyRule>();
    var ids = new HashSet<String>();
    List<JsonValue> items = document.array("rules");
    for (int i = 0; i < items.size(); i++) {
      String place = "rules[" + i + "]";
      if (!(items.get(i) instanceof JsonObject item)) {
        problems.add(place + " is no object");
        continue;
      }
      PolicyRule rule = rule(item, place);
      rules.add(rule);
      if (!rule.id().isBlank() && !ids.add(rule.id())) {
        problems.add(place + ".id: " + rule.id() + " is taken by an earlier rule");
      }
    }
    return new ApprovalPolicy(version, document.bool("enabled").orElse(true), rules);
  }

  private PolicyRule rule(JsonObject rule, String place) {
    unknownMembers(rule, RULE_MEMBERS, place + ".");
    for (String name : List.of("id", "request_type", "subject_pattern", "decision", "reason")) {
      typed(rule, name, JsonString.class, "a text", place + ".");
    }
    typed(rule, "conditions", JsonObject.class, "an object", place + ".");
    String id = rule.string("id").orElse("");
    if (id.isBlank()) {
      problems.add(place + ".id is missing");
    }
    return new PolicyRule(
        id,
        type(rule, place),
        pattern(rule.string("subject_pattern").orElse(".*"), place + ".subject_pattern"),
        conditions(rule, place),
        ruling(rule, place),
        rule.string("reason").orElse("rule " + id));
  }

  private Optional<ApprovalType> type(JsonObject rule, String place) {
    String type = rule.string("request_type").orElse("*");
    try {
      return type.equals("*") ? Optional.empty() : Optional.of(new ApprovalType(type));
    } catch (IllegalArgumentException e) {
      problems.add(place + ".request_type: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Ruling ruling(JsonObject rule, String place) {
    String decision = rule.string("decision").orElse("");
    return switch (decision) {
      case "allow" -> Ruling.ALLOW;
      case "ask" -> Ruling.ASK;
      case "deny" -> Ruling.DENY;
      default -> {
        problems.add(place + ".decision is allow, ask or deny, not \"" + decision + "\"");
        yield Ruling.DENY;
      }
    };
  }

  private TextPattern pattern(String source, String place) {
    try {
      return LinearPatterns.compile(source);
    } catch (IllegalArgumentException e) {
      problems.add(place + ": " + e.getMessage());
      return new TextPattern(source, text -> false);
    }
  }

  private List<Condition> conditions(JsonObject rule, String place) {
    var conditions = new ArrayList<Condition>();
    for (Map.Entry<String, JsonValue> entry :
        rule.object("conditions").orElse(JsonObject.empty()).members().entrySet()) {
      String where = place + ".conditions." + entry.getKey();
      int underscore = entry.getKey().lastIndexOf('_');
      String detail = underscore < 0 ? "" : entry.getKey().substring(0, underscore);
      String operator = entry.getKey().substring(underscore + 1).toLowerCase(Locale.ROOT);
      if (detail.isEmpty()) {
        problems.add(where + " has no operator; write for example size_gt");
        continue;
      }
      test(detail, operator, entry.getValue(), where)
          .ifPresent(test -> conditions.add(new Condition(detail, test)));
    }
    return conditions;
  }

  private Optional<Condition.Test> test(
      String detail, String operator, JsonValue operand, String place) {
    if (detail.equals(CommandCheck.DETAIL) && operator.equals("in")) {
      return commands(operand, place);
    }
    if (detail.equals(CommandCheck.DETAIL) && operator.equals("matches")) {
      return textPattern(operand, place).map(CommandCheck.Matches::new);
    }
    return switch (operator) {
      case "gt" -> number(operand, Condition.Comparison.GT, place);
      case "gte" -> number(operand, Condition.Comparison.GTE, place);
      case "lt" -> number(operand, Condition.Comparison.LT, place);
      case "lte" -> number(operand, Condition.Comparison.LTE, place);
      case "eq" -> Optional.of(new Condition.Test.Equals(operand, true));
      case "ne" -> Optional.of(new Condition.Test.Equals(operand, false));
      case "in" ->
          operand instanceof JsonArray list
              ? Optional.of(new Condition.Test.In(list.items()))
              : problem(place + " takes an array");
      case "contains" -> Optional.of(new Condition.Test.Contains(operand));
      case "matches" -> textPattern(operand, place).map(Condition.Test.Matches::new);
      case "exists" ->
          operand instanceof JsonBoolean expected
              ? Optional.of(new Condition.Test.Exists(expected.value()))
              : problem(place + " takes true or false");
      default ->
          problem(
              place
                  + ": unknown operator _"
                  + operator
                  + "; there are _gt _gte _lt _lte _eq _ne _in _contains _matches _exists");
    };
  }

  /** The commands that {@code command_in} names; every bad one is told. */
  private Optional<Condition.Test> commands(JsonValue operand, String place) {
    if (!(operand instanceof JsonArray list)) {
      return problem(place + " takes an array of commands such as \"npm test *\"");
    }
    var patterns = new ArrayList<CommandPattern>();
    for (int i = 0; i < list.items().size(); i++) {
      command(list.items().get(i), place + "[" + i + "]").ifPresent(patterns::add);
    }
    return Optional.of(new CommandCheck.In(patterns));
  }

  private Optional<CommandPattern> command(JsonValue item, String place) {
    if (!(item instanceof JsonString text)) {
      return problem(place + " is no text");
    }
    try {
      return Optional.of(CommandPattern.parse(text.value()));
    } catch (IllegalArgumentException e) {
      return problem(place + ": " + e.getMessage());
    }
  }

  private Optional<TextPattern> textPattern(JsonValue operand, String place) {
    return operand instanceof JsonString text
        ? Optional.of(pattern(text.value(), place))
        : problem(place + " takes a pattern");
  }

  private Optional<Condition.Test> number(
      JsonValue operand, Condition.Comparison comparison, String place) {
    return operand instanceof JsonNumber number
        ? Optional.of(new Condition.Test.Compares(comparison, number.value()))
        : problem(place + " takes a number");
  }

  private <T> Optional<T> problem(String text) {
    problems.add(text);
    return Optional.empty();
  }

  /** A member of another type would count as absent, and an absent condition holds for all. */
  private void typed(
      JsonObject object, String name, Class<? extends JsonValue> type, String what, String place) {
    object
        .get(name)
        .filter(value -> !type.isInstance(value))
        .ifPresent(value -> problems.add(place + name + " is not " + what));
  }

  private void unknownMembers(JsonObject object, Set<String> known, String place) {
    object.members().keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> problems.add(place + name + " is unknown"));
  }
}
