package dev.agentruntime.domain.session;

import java.util.UUID;

/** The identity of a turn; also the correlation id of everything that happens in it. */
public record TurnId(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
