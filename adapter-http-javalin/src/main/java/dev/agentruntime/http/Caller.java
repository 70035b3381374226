package dev.agentruntime.http;

import dev.agentruntime.domain.session.Owner;

/**
 * Who calls.
 *
 * @param key identity of the key; never the key
 * @param name the key's name, for decisions and logs
 * @param owner whose sessions it may see
 */
public record Caller(String key, String name, Owner owner, Role role) {

  /** What a key may do; each role may do what those before may. */
  public enum Role {
    /** Sessions and their approvals. */
    USER,
    /** All approvals. */
    APPROVER,
    /** Policies and the server too. */
    ADMIN;

    /** Whether this role may do what that one may. */
    public boolean includes(Role other) {
      return compareTo(other) >= 0;
    }
  }
}
