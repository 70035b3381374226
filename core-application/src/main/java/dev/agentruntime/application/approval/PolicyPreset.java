package dev.agentruntime.application.approval;

import static dev.agentruntime.domain.approval.Ruling.ALLOW;
import static dev.agentruntime.domain.approval.Ruling.ASK;
import static dev.agentruntime.domain.approval.Ruling.DENY;

import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Policies to start from, by name. In none of them protected paths are edited unasked. */
public enum PolicyPreset {
  /** Reading is allowed, everything else is asked for. */
  DEFAULT("reading is allowed, everything else is asked for"),
  /**
   * The table of the service that this one takes after: writing, commands, moving and deleting are
   * asked for, as plans are; all else runs unasked, tools that nobody knows included.
   */
  DOCUMENTS("writing, commands and plans are asked for, all else is allowed"),
  /** Reading is allowed, everything else is denied. */
  READ_ONLY("reading is allowed, everything else is denied"),
  /** Everything is asked for but what steers the session. */
  ASK_ALL("everything is asked for"),
  /** Everything that tools do is allowed. */
  AUTO("everything that tools do is allowed");

  private final String summary;

  PolicyPreset(String summary) {
    this.summary = summary;
  }

  /** The preset of that name. */
  public static Optional<PolicyPreset> named(String id) {
    return Arrays.stream(values()).filter(preset -> preset.id().equals(id)).findFirst();
  }

  /** The names of all. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(PolicyPreset::id).toList();
  }

  /** The name on the command line and in requests. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it says, in a line for people. */
  public String summary() {
    return summary;
  }

  /** The policy's JSON form. */
  public JsonObject document() {
    return switch (this) {
      case DEFAULT -> ApprovalMode.READS.document();
      case ASK_ALL -> ApprovalMode.NONE.document();
      case AUTO -> ApprovalMode.ALL.document();
      case READ_ONLY -> document(DENY, List.of(PolicyRules.READS));
      case DOCUMENTS -> document(ALLOW, protectedToo(asInTheDocuments()));
    };
  }

  private static List<JsonObject> asInTheDocuments() {
    return List.of(
        PolicyRules.tools("write", "write_file", ASK, "file modification requires approval"),
        PolicyRules.tools("command", "execute_command", ASK, "command execution requires approval"),
        PolicyRules.tools(
            "files",
            "delete_file|move_file|create_directory",
            ASK,
            "file system operation requires approval"),
        PolicyRules.tools(
            "read", PolicyRules.READ_TOOLS + "|search_files", ALLOW, "reading changes nothing"),
        PolicyRules.rule("plan", "plans", ".*", ASK, "all complex plans require approval"));
  }

  private static List<JsonValue> protectedToo(List<JsonObject> own) {
    var rules = new ArrayList<JsonValue>(PolicyRules.PROTECTIONS);
    rules.addAll(own);
    return rules;
  }

  private static JsonObject document(Ruling byDefault, List<? extends JsonValue> own) {
    var rules = new ArrayList<JsonValue>(PolicyRules.CONTROL);
    rules.addAll(own);
    return JsonObject.builder()
        .put("enabled", true)
        .put("default", byDefault.id())
        .put("rules", new JsonArray(rules))
        .build();
  }
}
