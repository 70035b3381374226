package dev.agentruntime.cli;

import java.util.List;

/** The configuration cannot be used. The message names every problem with its origin. */
public final class InvalidConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean ofCommandLine;

  /**
   * Something that is wrong.
   *
   * @param text what and where, for people
   * @param ofCommandLine whether what is wrong was typed
   */
  public record Problem(String text, boolean ofCommandLine) {}

  public InvalidConfigurationException(List<Problem> problems) {
    super(text(problems.stream().map(Problem::text).toList()), null, false, false);
    this.ofCommandLine = problems.stream().anyMatch(Problem::ofCommandLine);
  }

  private static String text(List<String> problems) {
    return problems.size() == 1
        ? problems.getFirst()
        : "the configuration has "
            + problems.size()
            + " problems:\n  "
            + String.join("\n  ", problems);
  }

  /** Whether one of the problems at least is the command line's. */
  boolean isOfCommandLine() {
    return ofCommandLine;
  }
}
