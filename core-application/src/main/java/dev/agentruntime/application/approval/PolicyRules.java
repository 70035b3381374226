package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ProtectedPaths;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;

/** The rules that policies to start from are made of, in their JSON form. */
final class PolicyRules {

  static final String READ_TOOLS = "read_file|list_files|search_in_code";
  static final String EDIT_TOOLS = "write_file|apply_diff";

  /** Calls that steer the session run unasked. */
  static final List<JsonValue> CONTROL =
      List.of(
          tools(
              "control",
              "ask_followup_question|attempt_completion|switch_mode",
              Ruling.ALLOW,
              "steers the session and touches nothing outside"));

  /** Edits of what can run by itself or hold secrets are asked for. */
  static final List<JsonValue> PROTECTIONS =
      ProtectedPaths.all().stream().<JsonValue>map(PolicyRules::protection).toList();

  /** Reading runs unasked. */
  static final JsonObject READS =
      tools("reads", READ_TOOLS, Ruling.ALLOW, "reading changes nothing");

  private PolicyRules() {}

  private static JsonObject protection(ProtectedPaths paths) {
    return JsonObject.builder()
        .put("id", paths.rule())
        .put("request_type", "tool")
        .put("subject_pattern", EDIT_TOOLS)
        .put("conditions", JsonObject.builder().put("paths_matches", paths.pattern()).build())
        .put("decision", "ask")
        .put("reason", "the path is protected: what is there can run by itself or hold secrets")
        .build();
  }

  static JsonObject tools(String id, String subjects, Ruling ruling, String reason) {
    return rule("tool", id, subjects, ruling, reason);
  }

  static JsonObject rule(String type, String id, String subjects, Ruling ruling, String reason) {
    return JsonObject.builder()
        .put("id", id)
        .put("request_type", type)
        .put("subject_pattern", subjects)
        .put("decision", ruling.id())
        .put("reason", reason)
        .build();
  }
}
