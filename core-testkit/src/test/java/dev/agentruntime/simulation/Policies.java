package dev.agentruntime.simulation;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The policies there can be, with what each lets run unasked: known without asking the policy. */
final class Policies {

  private static final Set<String> CONTROL =
      Set.of("ask_followup_question", "attempt_completion", "switch_mode");
  private static final Set<String> READS = Set.of("read_file", "list_files", "search_in_code");

  private static final Set<String> EDITS = with(READS, "write_file");
  private static final Set<String> EVERYTHING = with(EDITS, "execute_command");

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

  private static final JsonObject TWO_PEOPLE =
      JsonText.readObject(
          """
          {"enabled": true, "rules": [
            {"id": "commands", "request_type": "tool", "subject_pattern": "execute_command",
             "decision": "ask", "approvals_needed": 2, "reason": "two have to agree"},
            {"id": "edits", "request_type": "tool", "subject_pattern": "write_file",
             "decision": "ask", "timeout": 5, "on_timeout": "approve", "reason": "who is silent agrees"},
            {"id": "rest", "request_type": "tool", "subject_pattern": ".*", "decision": "allow",
             "reason": "all else"}]}
          """);

  /** All of them, in an order that is the same everywhere. */
  private static final List<Known> ALL =
      List.of(
          new Known(ApprovalMode.NONE.document(), Set.of()),
          new Known(ApprovalMode.READS.document(), READS),
          new Known(ApprovalMode.EDITS.document(), EDITS),
          new Known(ApprovalMode.ALL.document(), EVERYTHING),
          new Known(NO_COMMANDS, READS),
          new Known(HURRY, READS),
          new Known(TWO_PEOPLE, READS));

  /** A policy, and what it lets run unasked. */
  private record Known(JsonObject document, Set<String> allowed) {}

  private final World world;

  Policies(World world) {
    this.world = world;
  }

  /** One of them. */
  JsonObject any() {
    return world.dice().pick(ALL).document();
  }

  /** What was just recorded as allowed must be, by the policy that is in force right now. */
  void requireAllowed(String tool) {
    JsonObject inForce =
        world
            .store()
            .inTransaction(work -> work.policies().current(Owner.LOCAL, Optional.empty()))
            .map(PolicyRepository.Version::document)
            .orElseGet(ApprovalMode.READS::document);
    if (!CONTROL.contains(tool) && !allowedBy(inForce).contains(tool)) {
      throw new Violation("the policy does not let " + tool + " run unasked, and it does");
    }
  }

  private static Set<String> allowedBy(JsonObject inForce) {
    return ALL.stream()
        .filter(known -> known.document().equals(inForce))
        .findFirst()
        .map(Known::allowed)
        .orElseThrow();
  }

  private static Set<String> with(Set<String> tools, String another) {
    var more = new HashSet<>(tools);
    more.add(another);
    return more;
  }
}
