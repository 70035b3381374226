package dev.agentruntime.testkit.gen;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Policies in their JSON form and requests from one seed, of so few words that rules often meet the
 * requests.
 */
public record PolicyGen(Gen gen) {

  private static final List<String> TOOLS =
      List.of("write_file", "apply_diff", "read_file", "list_files", "execute_command");
  private static final List<String> PATHS = List.of("a", "b/c", "src/x.java", ".env", "a/../b");
  private static final List<String> COMMANDS =
      List.of("ls", "ls -a", "npm test", "npm  'test'", "rm -rf x", "ls && rm x", "ls $HOME", "");
  private static final List<String> SUBJECTS =
      List.of(".*", "write_file", "write_file|apply_diff", "read.*", "execute_command", "prod");
  private static final List<String> AGENTS = List.of("coder", "ask");
  private static final List<List<String>> ROLES =
      List.of(List.of("user"), List.of("approver"), List.of("admin"), List.of("user", "admin"));
  private static final List<String> RULINGS = List.of("allow", "ask", "deny");

  /** A policy that can be read. */
  public JsonObject document() {
    var rules = new ArrayList<JsonValue>();
    for (int i = gen.below(6); i > 0; i--) {
      rules.add(rule("r" + i, gen.pick(RULINGS)));
    }
    var document = JsonObject.builder().put("rules", new JsonArray(rules));
    gen.maybe(() -> gen.pick(RULINGS)).ifPresent(ruling -> document.put("default", ruling));
    gen.maybe(() -> gen.below(4) > 0).ifPresent(enabled -> document.put("enabled", enabled));
    return document.build();
  }

  /** A rule that can be read. */
  public JsonObject rule(String id, String ruling) {
    var rule = JsonObject.builder().put("id", id).put("decision", ruling);
    rule.put("subject_pattern", gen.maybe(() -> gen.pick(SUBJECTS)));
    rule.put("request_type", gen.maybe(() -> gen.bool() ? "tool" : "trip"));
    rule.put("agent", gen.maybe(() -> gen.pick(AGENTS)));
    rule.put("reason", gen.maybe(gen::text));
    rule.put("conditions", gen.maybe(this::conditions).orElse(null));
    if (ruling.equals("ask")) {
      asked(rule);
    }
    return rule.build();
  }

  /** How people decide; that silence approves can be said of named types and anybody alone. */
  private void asked(JsonObject.Builder rule) {
    if (gen.below(4) == 0) {
      rule.put("request_type", gen.bool() ? "tool" : "trip");
      rule.put("timeout", "1h").put("on_timeout", "approve");
    } else {
      rule.put("approvals_needed", 1 + gen.below(3));
      rule.put("timeout", gen.maybe(() -> gen.pick(List.of("90s", "1h", "P1D"))));
      rule.put("roles", gen.maybe(() -> gen.pick(ROLES)).map(JsonArray::ofStrings).orElse(null));
    }
  }

  private JsonObject conditions() {
    var conditions = JsonObject.builder();
    if (gen.bool()) {
      conditions.put(gen.pick(List.of("size_gt", "size_lte")), gen.below(10));
    }
    if (gen.bool()) {
      conditions.put("paths_in", JsonArray.ofStrings(List.of(gen.pick(PATHS), gen.pick(PATHS))));
    }
    if (gen.bool()) {
      conditions.put("path_matches", gen.pick(List.of("a", ".*\\.java", "[ab].*")));
    }
    if (gen.below(3) == 0) {
      conditions.put("command_in", List.of(gen.pick(List.of("ls *", "npm test", "rm *"))));
    }
    if (gen.below(4) == 0) {
      conditions.put("secret_eq", gen.bool());
    }
    return conditions.build();
  }

  /** A request of a tool, or of a type of somebody's own. */
  public ApprovalRequest request() {
    return gen.below(4) == 0 ? trip() : toolRequest();
  }

  private ApprovalRequest trip() {
    return new ApprovalRequest(
        new ApprovalType("trip"),
        gen.pick(List.of("prod", "sea")),
        JsonObject.builder().put("size", gen.below(10)).build(),
        Optional.empty(),
        List.of());
  }

  /** A request of a tool. */
  public ApprovalRequest toolRequest() {
    String tool = gen.pick(TOOLS);
    var agent = new AgentName(gen.pick(AGENTS));
    var details = JsonObject.builder().put("agent", agent.value()).put("secret", gen.below(5) == 0);
    var arguments = JsonObject.builder();
    if (tool.equals("execute_command")) {
      String command = gen.pick(COMMANDS);
      arguments.put("command", command);
      gen.maybe(() -> gen.pick(PATHS)).ifPresent(folder -> arguments.put("cwd", folder));
      details.put("command", command);
    } else {
      List<String> paths = gen.list(() -> gen.pick(PATHS));
      arguments.put("content", gen.text());
      details.put("paths", JsonArray.ofStrings(paths)).put("size", gen.below(10));
      paths.stream().findFirst().ifPresent(path -> details.put("path", path));
    }
    return new ApprovalRequest(
        ApprovalType.TOOL,
        tool,
        details.put("arguments", arguments.build()).build(),
        Optional.of(agent),
        List.of());
  }
}
