package dev.agentruntime.application.port;

import java.time.Instant;
import java.util.UUID;

/**
 * A process that runs sessions. Process id and start time together tell whether it still lives,
 * also after the id was given to another process.
 *
 * @param instance tells several runtimes in one process apart
 */
public record LeaseOwner(String host, long pid, Instant processStart, UUID instance) {

  private static final String SEPARATOR = "|";

  /** The form in the store. */
  public String asText() {
    return String.join(
        SEPARATOR,
        host,
        Long.toString(pid),
        Long.toString(processStart.toEpochMilli()),
        instance.toString());
  }

  /** Reads {@link #asText()}. */
  public static LeaseOwner parse(String text) {
    String[] parts = text.split("\\" + SEPARATOR, -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("not a lease owner: " + text);
    }
    return new LeaseOwner(
        parts[0],
        Long.parseLong(parts[1]),
        Instant.ofEpochMilli(Long.parseLong(parts[2])),
        UUID.fromString(parts[3]));
  }
}
