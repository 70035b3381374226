package dev.agentruntime.domain.tool;

import java.util.UUID;

/**
 * The identity of one tool call: ours and unique. The provider's own id is kept beside it for the
 * wire.
 */
public record ToolCallId(UUID value) {

  /** Reads the usual text form of a UUID. */
  public static ToolCallId parse(String text) {
    return new ToolCallId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
