package dev.agentruntime.domain.session;

import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a session is set to.
 *
 * @param title at most {@value #MAX_TITLE} characters; empty until the first message gives one
 * @param labels for the owner's own use
 */
public record SessionSettings(
    String title,
    Map<String, String> labels,
    TurnLimits limits,
    Runner runner,
    RoutingMode routing,
    Tools tools) {

  /** Longest title in characters. */
  public static final int MAX_TITLE = 500;

  public SessionSettings {
    title = cut(title);
    labels = Map.copyOf(labels);
  }

  /** The same with another title. */
  public SessionSettings withTitle(String other) {
    return new SessionSettings(other, labels, limits, runner, routing, tools);
  }

  private static String cut(String title) {
    String line = RecordableText.of(title).strip();
    if (line.length() <= MAX_TITLE) {
      return line;
    }
    // Never between the halves of a surrogate pair.
    int end = Character.isHighSurrogate(line.charAt(MAX_TITLE - 1)) ? MAX_TITLE - 1 : MAX_TITLE;
    return line.substring(0, end).stripTrailing();
  }

  /**
   * The tools of a session.
   *
   * @param execution who executes the tools on files and commands
   * @param declared further tools of the client, always executed by it
   * @param clientTimeout how long a call that the client was asked to execute waits for its result,
   *     in whole seconds
   */
  public record Tools(ToolExecution execution, List<ToolSpec> declared, Duration clientTimeout) {

    /** How long the client has where nothing else is set. */
    public static final Duration CLIENT_TIMEOUT = Duration.ofHours(24);

    public Tools {
      declared = List.copyOf(declared);
      if (!clientTimeout.isPositive() || clientTimeout.toNanosPart() != 0) {
        throw new IllegalArgumentException(
            "a client has a whole number of seconds for a call, at least 1");
      }
    }

    /** Tools of a client that has the usual time. */
    public Tools(ToolExecution execution, List<ToolSpec> declared) {
      this(execution, declared, CLIENT_TIMEOUT);
    }
  }
}
