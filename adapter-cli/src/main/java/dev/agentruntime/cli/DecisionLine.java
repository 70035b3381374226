package dev.agentruntime.cli;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import java.util.Set;

/**
 * A decision as a program sends it: {@code {"approval_id":…, "digest":…, "decision":"approve"}},
 * {@code "edit"} with {@code "modifications"}, or {@code "reject"} with {@code "reason"}.
 */
record DecisionLine(ApprovalId approval, Digest digest, ApprovalDecision decision) {

  private static final Set<String> MEMBERS =
      Set.of("approval_id", "digest", "decision", "modifications", "reason");

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static DecisionLine parse(String line) {
    JsonObject json =
        switch (JsonText.read(line)) {
          case JsonText.Valid(JsonObject object) -> object;
          case JsonText.Valid other -> throw new IllegalArgumentException("it is no JSON object");
          case JsonText.Invalid invalid ->
              throw new IllegalArgumentException("it is no JSON: " + invalid.problem());
        };
    json.members().keySet().stream()
        .filter(name -> !MEMBERS.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "\""
                      + name
                      + "\" is unknown; a decision has "
                      + MEMBERS.stream().sorted().toList());
            });
    return new DecisionLine(
        id(text(json, "approval_id")), new Digest(text(json, "digest")), decision(json));
  }

  private static ApprovalId id(String text) {
    try {
      return ApprovalId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"approval_id\" is the whole id of an approval, not \"" + text + "\"", e);
    }
  }

  private static ApprovalDecision decision(JsonObject json) {
    return switch (text(json, "decision")) {
      case "approve" -> new ApprovalDecision.Approve();
      case "reject" -> new ApprovalDecision.Reject(json.string("reason").orElse(""));
      case "edit" ->
          new ApprovalDecision.ApproveWithEdits(
              json.object("modifications")
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "an edit has \"modifications\", an object")));
      case String other ->
          throw new IllegalArgumentException(
              "\"decision\" is approve, edit or reject, not \"" + other + "\"");
    };
  }

  private static String text(JsonObject json, String name) {
    return json.string(name)
        .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is missing or no text"));
  }
}
