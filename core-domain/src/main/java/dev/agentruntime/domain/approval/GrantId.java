package dev.agentruntime.domain.approval;

import java.util.UUID;

/** The identity of one grant: its own, not that of the call it may be about. */
public record GrantId(UUID value) {

  /** Reads the usual text form of a UUID. */
  public static GrantId parse(String text) {
    return new GrantId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
