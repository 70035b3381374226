package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.json.RecordableText;

/**
 * Who decides. Two are the same person if their names are equal.
 *
 * @param name as it is recorded and shown
 * @param role what they may decide
 */
public record Reviewer(String name, Role role) {

  public Reviewer {
    // As requesters are recorded, so that the same name is the same person.
    name = RecordableText.of(name).strip();
    if (name.equals(PendingApprovalState.POLICY)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" stands for rules that decide and can be no person's name");
    }
  }
}
