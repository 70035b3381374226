package dev.agentruntime.simulation;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The policies there can be, with what each lets run unasked: known without asking the policy. */
final class Policies {

  private static final Set<String> CONTROL =
      Set.of("ask_followup_question", "attempt_completion", "switch_mode");
  private static final Set<String> READS = Set.of("read_file", "list_files", "search_in_code");

  private static final JsonObject NO_COMMANDS =
      JsonText.readObject(
          """
          {"enabled": true, "rules": [
            {"id": "none", "request_type": "tool", "subject_pattern": "execute_command",
             "decision": "deny", "reason": "no commands today"},
            {"id": "edits", "request_type": "tool", "subject_pattern": "write_file",
             "decision": "ask", "timeout": 20, "reason": "soon"},
            {"id": "rest", "request_type": "tool", "subject_pattern": ".*", "decision": "allow",
             "reason": "all else"}]}
          """);

  private static final JsonObject HURRY =
      JsonText.readObject(
          """
          {"enabled": true, "rules": [
            {"id": "changes", "request_type": "tool",
             "subject_pattern": "write_file|execute_command", "decision": "ask", "timeout": 10,
             "reason": "soon"},
            {"id": "rest", "request_type": "tool", "subject_pattern": ".*", "decision": "allow",
             "reason": "all else"}]}
          """);

  private static final Map<JsonObject, Set<String>> ALLOWED =
      Map.of(
          ApprovalMode.NONE.document(),
          Set.of(),
          ApprovalMode.READS.document(),
          READS,
          ApprovalMode.EDITS.document(),
          Set.of("read_file", "list_files", "search_in_code", "write_file", "apply_diff"),
          ApprovalMode.ALL.document(),
          Set.of(
              "read_file",
              "list_files",
              "search_in_code",
              "write_file",
              "apply_diff",
              "execute_command"),
          NO_COMMANDS,
          READS,
          HURRY,
          READS);

  /** In an order that is the same everywhere. */
  private static final List<JsonObject> ALL =
      List.of(
          ApprovalMode.NONE.document(),
          ApprovalMode.READS.document(),
          ApprovalMode.EDITS.document(),
          ApprovalMode.ALL.document(),
          NO_COMMANDS,
          HURRY);

  private final World world;

  Policies(World world) {
    this.world = world;
  }

  /** One of them. */
  JsonObject any() {
    return world.dice().pick(ALL);
  }

  /** What was just recorded as allowed must be, by the policy that is in force right now. */
  void requireAllowed(String tool) {
    JsonObject inForce =
        world
            .store()
            .inTransaction(work -> work.policies().current(Owner.LOCAL, Optional.empty()))
            .map(PolicyRepository.Version::document)
            .orElseGet(ApprovalMode.READS::document);
    Set<String> allowed = ALLOWED.get(inForce);
    if (allowed == null || !(allowed.contains(tool) || CONTROL.contains(tool))) {
      throw new Violation("the policy does not let " + tool + " run unasked, and it does");
    }
  }
}
