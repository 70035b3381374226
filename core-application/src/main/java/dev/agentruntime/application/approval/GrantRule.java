package dev.agentruntime.application.approval;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.CommandCheck;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.command.CommandLine;
import dev.agentruntime.domain.command.CommandPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The rule that would allow what was asked for, and nothing beside it, to the agent that asked.
 * There is one only where such a rule can be written: for the built-in file tools on exactly the
 * same paths, and for command lines that say what they run. There is none for protected paths, for
 * tools of clients (nothing says which of their arguments matter), for interrupted calls, limits
 * and custom requests.
 *
 * @param rule in the form of a {@link PolicyDocument}'s rules; always the same for the same
 *     approval
 * @param text what it allows, in one line for people
 */
public record GrantRule(JsonObject rule, String text) {

  /** The rule that fits a request, if there is one. */
  public static Optional<GrantRule> of(Approval approval) {
    ApprovalRequest request = approval.request();
    if (!request.type().equals(ApprovalType.TOOL)) {
      return Optional.empty();
    }
    return switch (request.subject()) {
      case "write_file", "apply_diff" ->
          paths(request).stream().anyMatch(ApprovalMode::isProtected)
              ? Optional.empty()
              : onPaths(approval);
      case "read_file", "list_files", "search_in_code" -> onPaths(approval);
      case "execute_command" -> onCommand(approval);
      default -> Optional.empty();
    };
  }

  /** The rule as policies have them. */
  PolicyRule compiled() {
    return PolicyDocument.rule(rule);
  }

  private static List<String> paths(ApprovalRequest request) {
    return request.details().strings("paths");
  }

  private static Optional<GrantRule> onPaths(Approval approval) {
    List<String> paths = paths(approval.request());
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    var conditions = JsonObject.builder().put("paths_in", JsonArray.ofStrings(paths));
    return Optional.of(grant(approval, conditions, String.join(", ", paths)));
  }

  /** Only for lines that say what they run; a line of several commands is allowed as it stands. */
  private static Optional<GrantRule> onCommand(Approval approval) {
    String text = approval.request().details().string(CommandCheck.DETAIL).orElse("");
    CommandLine line = CommandLine.parse(text);
    if (!line.isPlain()) {
      return Optional.empty();
    }
    JsonObject.Builder conditions = inFolder(approval.request());
    String command = line.commands().getFirst().quoted();
    if (line.parts().count() == 1 && command.length() <= CommandPattern.MAX_LENGTH) {
      conditions.put(CommandCheck.DETAIL + "_in", List.of(command));
      return Optional.of(grant(approval, conditions, command));
    }
    conditions.put(CommandCheck.DETAIL + "_eq", text);
    return Optional.of(grant(approval, conditions, text.replace('\n', ' ')));
  }

  /** The same command in another folder is another one. */
  private static JsonObject.Builder inFolder(ApprovalRequest request) {
    return folder(request)
        .map(cwd -> JsonObject.builder().put("arguments.cwd_eq", cwd))
        .orElseGet(() -> JsonObject.builder().put("arguments.cwd_exists", false));
  }

  private static GrantRule grant(Approval approval, JsonObject.Builder conditions, String what) {
    if (approval.request().details().bool(ApprovalRequest.SECRET).orElse(false)) {
      conditions.put(ApprovalRequest.SECRET + "_eq", true);
    }
    return new GrantRule(
        rule(approval, conditions.build()),
        approval.request().subject() + ": " + what + where(approval.request()));
  }

  private static String where(ApprovalRequest request) {
    return folder(request).map(cwd -> ", in " + cwd).orElse("")
        + request.agent().map(agent -> ", by " + agent.value()).orElse("");
  }

  private static Optional<String> folder(ApprovalRequest request) {
    return request.details().object("arguments").flatMap(arguments -> arguments.string("cwd"));
  }

  private static JsonObject rule(Approval approval, JsonObject conditions) {
    return JsonObject.builder()
        .put("id", "grant-" + approval.id())
        .put("request_type", ApprovalType.TOOL.value())
        .put("subject_pattern", approval.request().subject())
        .put("agent", approval.request().agent().map(AgentName::value))
        .put("conditions", conditions)
        .put("decision", "allow")
        .put("reason", "a person granted it")
        .build();
  }
}
