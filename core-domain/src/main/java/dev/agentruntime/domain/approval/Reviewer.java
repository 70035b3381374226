package dev.agentruntime.domain.approval;

/**
 * Who decides. Two are the same person if their names are equal.
 *
 * @param name as it is recorded and shown
 * @param role what they may decide
 */
public record Reviewer(String name, Role role) {

  public Reviewer {
    if (name.equals(PendingApprovalState.POLICY)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" stands for rules that decide and can be no person's name");
    }
  }
}
