package dev.agentruntime.domain.message;

import java.util.UUID;

/** The identity of one message. */
public record MessageId(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
