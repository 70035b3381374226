package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ProtectedPaths;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is approved by itself: the policies to start from. None of them approves an edit of a
 * protected path or the reading of secrets, and interrupted calls and limits are never a policy's
 * matter.
 */
public enum ApprovalMode {
  /** Nothing on files and commands. */
  NONE,
  /** Reading; the default. */
  READS,
  /** Reading and editing. */
  EDITS,
  /** Commands too. */
  ALL;

  private static final String READ_TOOLS = "read_file|list_files|search_in_code";
  private static final String EDIT_TOOLS = "write_file|apply_diff";

  private static final List<TextPattern> PROTECTED =
      ProtectedPaths.all().stream().map(paths -> LinearPatterns.compile(paths.pattern())).toList();

  /** Whether edits of that path are asked for in every mode. */
  static boolean isProtected(String path) {
    return PROTECTED.stream().anyMatch(pattern -> pattern.matches(path));
  }

  /** The policy's JSON form. */
  public JsonObject document() {
    var rules = new ArrayList<JsonValue>();
    rules.add(
        rule(
            "control",
            "ask_followup_question|attempt_completion|switch_mode",
            "allow",
            "steers the session and touches nothing outside"));
    ProtectedPaths.all().forEach(paths -> rules.add(protection(paths)));
    if (this != NONE) {
      rules.add(rule("reads", READ_TOOLS, "allow", "reading changes nothing"));
    }
    rules.add(rule("edits", EDIT_TOOLS, decision(EDITS, ALL), "it changes files of the workspace"));
    rules.add(rule("commands", "execute_command", decision(ALL), "it runs a command"));
    return JsonObject.builder().put("enabled", true).put("rules", new JsonArray(rules)).build();
  }

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

  private String decision(ApprovalMode... allowing) {
    return List.of(allowing).contains(this) ? "allow" : "ask";
  }

  private static JsonObject rule(String id, String subjects, String decision, String reason) {
    return JsonObject.builder()
        .put("id", id)
        .put("request_type", "tool")
        .put("subject_pattern", subjects)
        .put("decision", decision)
        .put("reason", reason)
        .build();
  }

  /** The name on the command line and in settings. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
