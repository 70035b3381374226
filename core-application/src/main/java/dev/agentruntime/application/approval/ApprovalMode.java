package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

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

  /**
   * Paths whose edits have effects beyond the project's own code, by the id of the rule that asks.
   * They are asked for also where nothing exists yet.
   */
  private static final Map<String, String> PROTECTED =
      new TreeMap<>(
          Map.of(
              "protected-folders",
              "(?i)(.*/)?\\.(git|hg|svn|vscode|idea|zed|devcontainer|github|gitlab|circleci|buildkite"
                  + "|husky|mvn|ssh|aws|gnupg|config|agent-runtime|claude|cursor|cargo|githooks)(/.*)?",
              "protected-builds",
              "(?i)(.*/)?(jenkinsfile.*|\\.(gitlab-ci|travis|drone|pre-commit-config)\\.ya?ml"
                  + "|(azure|bitbucket)-pipelines.*\\.ya?ml|\\.?lefthook\\.ya?ml|\\.woodpecker.*"
                  + "|\\.git(modules|attributes)|\\.npmrc|\\.yarnrc.*)",
              "protected-editors",
              "(?i)(.*/)?(.*\\.code-workspace|\\.n?vimrc|\\.exrc|\\.dir-locals\\.el|\\.devcontainer\\.json"
                  + "|\\.agent-runtime.*|\\.mcp\\.json|\\.gdbinit|\\.pnpmfile\\.c?js)",
              "protected-shells",
              "(?i)(.*/)?\\.(bash.*|profile|zshrc|zshenv|zprofile|zlogin|zlogout|inputrc|envrc)",
              "protected-secrets",
              "(?i)(.*/)?(\\.env.*|.*\\.(pem|key|p12|pfx|jks|keystore)|id_(rsa|dsa|ecdsa|ed25519).*"
                  + "|\\.netrc|\\.pgpass|\\.git-credentials)"));

  private static final List<TextPattern> PROTECTED_PATTERNS =
      PROTECTED.values().stream().map(LinearPatterns::compile).toList();

  /** Whether edits of that path are asked for in every mode. */
  static boolean isProtected(String path) {
    return PROTECTED_PATTERNS.stream().anyMatch(pattern -> pattern.matches(path));
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
    PROTECTED.forEach((id, pattern) -> rules.add(protectedPaths(id, pattern)));
    if (this != NONE) {
      rules.add(rule("reads", READ_TOOLS, "allow", "reading changes nothing"));
    }
    rules.add(rule("edits", EDIT_TOOLS, decision(EDITS, ALL), "it changes files of the workspace"));
    rules.add(rule("commands", "execute_command", decision(ALL), "it runs a command"));
    return JsonObject.builder().put("enabled", true).put("rules", new JsonArray(rules)).build();
  }

  private static JsonObject protectedPaths(String id, String pattern) {
    return JsonObject.builder()
        .put("id", id)
        .put("request_type", "tool")
        .put("subject_pattern", EDIT_TOOLS)
        .put("conditions", JsonObject.builder().put("paths_matches", pattern).build())
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
