package dev.agentruntime.domain.approval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key allows; each role includes those before. */
public enum Role {
  /** The sessions of the owner, and the approvals in them. */
  USER,
  /** All approvals of the owner. */
  APPROVER,
  /** Policies, keys and lasting grants too. */
  ADMIN;

  /** Whether whoever has this role may do what the other one may. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** The one of that name. */
  public static Optional<Role> named(String id) {
    return Arrays.stream(values()).filter(one -> one.id().equals(id)).findFirst();
  }

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
