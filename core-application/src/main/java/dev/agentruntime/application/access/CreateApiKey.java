package dev.agentruntime.application.access;

import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.session.Owner;

/**
 * Makes a key.
 *
 * @param name what it is for, for people; 1 to {@value #MAX_NAME} characters
 */
public record CreateApiKey(Owner owner, String name, Role role) {

  /** Longest name. */
  public static final int MAX_NAME = 100;

  public CreateApiKey {
    // Whoever has it decides under this name.
    name = new Reviewer(name, role).name();
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException("the name of a key has 1 to " + MAX_NAME + " characters");
    }
  }
}
