package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.approval.Condition.Truth;
import dev.agentruntime.domain.command.CommandLine;
import dev.agentruntime.domain.command.CommandPattern;
import dev.agentruntime.domain.command.SimpleCommand;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a command line. An allowing rule must know all of it and name every part; any
 * other rule holds by one part, wherever it stands, and in doubt a person is asked.
 */
public sealed interface CommandCheck extends Condition.Test {

  /** The detail that is a command line. */
  String DETAIL = "command";

  /** Whether every command of a plain line passes. */
  boolean allows(CommandLine line);

  /** Whether a command of it passes. */
  Truth finds(CommandLine line, String text);

  @Override
  default Truth on(JsonValue value, Ruling ruling, Evidence evidence) {
    if (!(value instanceof JsonString text)) {
      return Truth.UNKNOWN;
    }
    CommandLine line = evidence.commandLine(text.value());
    return ruling == Ruling.ALLOW
        ? Condition.truth(line.isPlain() && allows(line))
        : finds(line, text.value());
  }

  /** The command that is not allowed, or the one that is found. */
  @Override
  default Optional<JsonValue> part(JsonValue value, Ruling ruling, Evidence evidence) {
    if (!(value instanceof JsonString text)) {
      return Optional.empty();
    }
    List<String> parts =
        evidence.commandLine(text.value()).parts().map(SimpleCommand::quoted).toList();
    return parts.size() < 2
        ? Optional.empty()
        : parts.stream().filter(part -> settles(part, ruling)).findFirst().map(JsonString::new);
  }

  private boolean settles(String part, Ruling ruling) {
    CommandLine alone = CommandLine.parse(part);
    return ruling == Ruling.ALLOW ? !allows(alone) : finds(alone, part) == Truth.YES;
  }

  /** Commands by their words. */
  record In(List<CommandPattern> patterns) implements CommandCheck {
    public In {
      patterns = List.copyOf(patterns);
    }

    @Override
    public boolean allows(CommandLine line) {
      return line.isCoveredBy(patterns);
    }

    @Override
    public Truth finds(CommandLine line, String text) {
      return switch (line.look(patterns)) {
        case SEEN -> Truth.YES;
        case POSSIBLE -> Truth.UNKNOWN;
        case NONE -> Truth.NO;
      };
    }
  }

  /**
   * A pattern on each command as a whole; an allowing rule sees words with blanks in quotes, so
   * that one word never passes for two.
   */
  record Matches(TextPattern pattern) implements CommandCheck {
    @Override
    public boolean allows(CommandLine line) {
      return line.parts().map(SimpleCommand::quoted).allMatch(pattern::matches);
    }

    @Override
    public Truth finds(CommandLine line, String text) {
      boolean found =
          pattern.matches(text)
              || line.parts().map(SimpleCommand::quoted).anyMatch(pattern::matches)
              || line.parts().map(SimpleCommand::joined).anyMatch(pattern::matches);
      boolean sure =
          line.doubts().isEmpty()
              && line.parts().allMatch(SimpleCommand::isLiteral)
              && line.parts().noneMatch(part -> part.mayPassOn(pattern::matches));
      return found || sure ? Condition.truth(found) : Truth.UNKNOWN;
    }
  }
}
