package dev.agentruntime.domain.approval;

import java.util.UUID;

/** The identity of one approval: its own, not that of the call it may be about. */
public record ApprovalId(UUID value) {

  /** Reads the usual text form of a UUID. */
  public static ApprovalId parse(String text) {
    return new ApprovalId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
