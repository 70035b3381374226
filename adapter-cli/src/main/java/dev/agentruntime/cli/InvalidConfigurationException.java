package dev.agentruntime.cli;

import java.util.List;

/** The configuration cannot be used. The message names every problem with its origin. */
public final class InvalidConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidConfigurationException(List<String> problems) {
    super(
        problems.size() == 1
            ? problems.getFirst()
            : "the configuration has "
                + problems.size()
                + " problems:\n  "
                + String.join("\n  ", problems),
        null,
        false,
        false);
  }
}
