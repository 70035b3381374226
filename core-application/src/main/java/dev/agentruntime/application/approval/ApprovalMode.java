package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ProtectedPaths;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

  private static final List<TextPattern> PROTECTED =
      ProtectedPaths.all().stream().map(paths -> LinearPatterns.compile(paths.pattern())).toList();

  /** Whether edits of that path are asked for in every mode. */
  static boolean isProtected(String path) {
    return PROTECTED.stream().anyMatch(pattern -> pattern.matches(path));
  }

  /** The policy's JSON form. */
  public JsonObject document() {
    var rules = new ArrayList<JsonValue>(PolicyRules.CONTROL);
    rules.addAll(PolicyRules.PROTECTIONS);
    if (this != NONE) {
      rules.add(PolicyRules.READS);
    }
    rules.add(
        PolicyRules.tools(
            "edits",
            PolicyRules.EDIT_TOOLS,
            decision(EDITS, ALL),
            "it changes files of the workspace"));
    rules.add(PolicyRules.tools("commands", "execute_command", decision(ALL), "it runs a command"));
    return JsonObject.builder().put("enabled", true).put("rules", new JsonArray(rules)).build();
  }

  private Ruling decision(ApprovalMode... allowing) {
    return List.of(allowing).contains(this) ? Ruling.ALLOW : Ruling.ASK;
  }

  /** The mode of that name. */
  public static Optional<ApprovalMode> named(String id) {
    return Arrays.stream(values()).filter(mode -> mode.id().equals(id)).findFirst();
  }

  /** The name on the command line and in settings. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
