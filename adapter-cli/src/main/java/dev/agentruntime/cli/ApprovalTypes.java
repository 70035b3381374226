package dev.agentruntime.cli;

import dev.agentruntime.domain.approval.ApprovalType;

/** Types of requests as people write them. */
final class ApprovalTypes {

  private ApprovalTypes() {}

  /**
   * The type of that name.
   *
   * @param where what it is the value of
   */
  static ApprovalType named(String where, String name) {
    try {
      return new ApprovalType(name);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(where + ": \"" + name + "\": " + e.getMessage());
    }
  }

  /** A type that others than the runtime may ask for. */
  static ApprovalType own(String where, String name) {
    ApprovalType type = named(where, name);
    if (type.isReserved()) {
      throw CommandFailure.usage(
          where
              + ": requests of type "
              + name
              + " are the runtime's own; name another type, such as deployment");
    }
    return type;
  }
}
