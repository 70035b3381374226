package dev.agentruntime.domain.session;

import java.util.UUID;

/** The identity of a session, made by the runtime and never by a client. */
public record SessionId(UUID value) {

  /** Reads the usual text form of a UUID. */
  public static SessionId parse(String text) {
    return new SessionId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
