package dev.agentruntime.application.approval;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.document.DocumentPath;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.CommandCheck;
import dev.agentruntime.domain.approval.Condition;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.command.CommandPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.text.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the conditions of a policy's rules: {@code size_gt}, {@code arguments.cwd_eq}. */
record ConditionReader(PolicyFlaws flaws) {

  private static final String EXISTS = "exists";
  private static final int MAX_CONDITIONS = 20;

  /** The conditions that can be read; for the others a flaw is noted. */
  List<Condition> read(JsonObject written, Optional<ApprovalType> type, DocumentPath path) {
    var conditions = new ArrayList<Condition>();
    if (written.members().size() > MAX_CONDITIONS) {
      flaws.add(path, " are more than " + MAX_CONDITIONS + "; write several rules");
      return conditions;
    }
    written
        .members()
        .forEach(
            (name, operand) -> {
              DocumentPath part = path.member(name);
              int underscore = name.lastIndexOf('_');
              if (underscore < 1) {
                flaws.add(part, " has no operator; write for example size_gt");
                return;
              }
              String detail = name.substring(0, underscore);
              String operator = name.substring(underscore + 1).toLowerCase(Locale.ROOT);
              requireKnown(detail, operator, type, part);
              test(detail, operator, operand, part)
                  .ifPresent(test -> conditions.add(new Condition(detail, test)));
            });
    return conditions;
  }

  /**
   * A rule on a detail that no request has would ask for everything, or allow nothing. What tool
   * calls have is known; what other requests have is their clients' matter.
   */
  private void requireKnown(
      String detail, String operator, Optional<ApprovalType> type, DocumentPath part) {
    if (type.filter(t -> !t.equals(ApprovalType.TOOL)).isPresent()) {
      return;
    }
    String top = detail.split("\\.", 2)[0];
    if (!ApprovalRequest.TOOL_DETAILS.contains(top)) {
      refuseUnknown(top, type.isPresent(), part);
    } else if (type.isPresent()
        && operator.equals(EXISTS)
        && ApprovalRequest.CERTAIN_DETAILS.contains(detail)) {
      flaws.add(
          part, " says nothing, since every tool call has \"" + detail + "\"; compare its value");
    }
  }

  private void refuseUnknown(String detail, boolean onlyTools, DocumentPath part) {
    if (onlyTools) {
      flaws.add(
          part,
          ": no tool call has a \""
              + detail
              + "\""
              + NearestName.instead(detail, ApprovalRequest.TOOL_DETAILS));
      return;
    }
    NearestName.to(detail, ApprovalRequest.TOOL_DETAILS)
        .ifPresent(
            near ->
                flaws.add(
                    part,
                    ": did you mean \""
                        + near
                        + "\"? If requests of your own have a \""
                        + detail
                        + "\", name their request_type"));
  }

  private Optional<Condition.Test> test(
      String detail, String operator, JsonValue operand, DocumentPath part) {
    if (detail.equals(CommandCheck.DETAIL) && operator.equals("in")) {
      return commands(operand, part);
    }
    if (detail.equals(CommandCheck.DETAIL) && operator.equals("matches")) {
      return textPattern(operand, part).map(CommandCheck.Matches::new);
    }
    return switch (operator) {
      case "gt" -> amount(operand, Condition.Comparison.GT, part);
      case "gte" -> amount(operand, Condition.Comparison.GTE, part);
      case "lt" -> amount(operand, Condition.Comparison.LT, part);
      case "lte" -> amount(operand, Condition.Comparison.LTE, part);
      case "eq" -> Optional.of(new Condition.Test.Equals(operand, true));
      case "ne" -> Optional.of(new Condition.Test.Equals(operand, false));
      case "in" ->
          operand instanceof JsonArray list
              ? Optional.of(new Condition.Test.In(list.items()))
              : flaws.none(part, " takes an array");
      case "contains" -> Optional.of(new Condition.Test.Contains(operand));
      case "matches" -> textPattern(operand, part).map(Condition.Test.Matches::new);
      case EXISTS ->
          operand instanceof JsonBoolean expected
              ? Optional.of(new Condition.Test.Exists(expected.value()))
              : flaws.none(part, " takes true or false");
      default ->
          flaws.none(
              part,
              ": unknown operator _"
                  + operator
                  + "; there are _gt _gte _lt _lte _eq _ne _in _contains _matches _exists");
    };
  }

  /** The commands that {@code command_in} names; every bad one is told. */
  private Optional<Condition.Test> commands(JsonValue operand, DocumentPath part) {
    if (!(operand instanceof JsonArray list)) {
      return flaws.none(part, " takes an array of commands such as \"npm test *\"");
    }
    var patterns = new ArrayList<CommandPattern>();
    for (int i = 0; i < list.items().size(); i++) {
      command(list.items().get(i), part.item(i)).ifPresent(patterns::add);
    }
    return Optional.of(new CommandCheck.In(patterns));
  }

  private Optional<CommandPattern> command(JsonValue item, DocumentPath part) {
    return item instanceof JsonString text
        ? flaws.read(CommandPattern::parse, text.value(), part)
        : flaws.none(part, " is no text");
  }

  private Optional<TextPattern> textPattern(JsonValue operand, DocumentPath part) {
    return operand instanceof JsonString text
        ? flaws.pattern(text.value(), part)
        : flaws.none(part, " takes a pattern");
  }

  private Optional<Condition.Test> amount(
      JsonValue operand, Condition.Comparison comparison, DocumentPath part) {
    return switch (operand) {
      case JsonNumber number ->
          Optional.of(new Condition.Test.Compares(comparison, number.value()));
      case JsonString text when DurationText.parse(text.value()).isPresent() ->
          DurationText.parse(text.value())
              .map(duration -> new Condition.Test.Lasts(comparison, duration));
      default -> flaws.none(part, " takes a number, or " + DurationText.FORMS);
    };
  }
}
