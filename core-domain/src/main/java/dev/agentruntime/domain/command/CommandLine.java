package dev.agentruntime.domain.command;

import java.util.List;
import java.util.stream.Stream;

/**
 * A text that is to be given to {@code sh -c}, as far as it can be understood without running it.
 * Reading never fails: what is not understood is a doubt. It takes time linear in the text.
 *
 * @param commands every simple command a shell would see in it, wherever it stands
 * @param doubts why there may be more to it than these commands; empty if there is not
 * @param simple whether nothing but literal simple commands stands in it, joined by {@code && || ;
 *     |} or new lines, with no redirection but to and from nowhere
 */
public record CommandLine(List<SimpleCommand> commands, List<String> doubts, boolean simple) {

  /** Longest text in characters that is read. */
  public static final int MAX_LENGTH = 16_384;

  /** Letters and marks without a shape. */
  private static final String INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe0f\uffa0";

  public CommandLine {
    commands = List.copyOf(commands);
    doubts = List.copyOf(doubts);
  }

  /** Reads a text. */
  public static CommandLine parse(String text) {
    var found = new Findings();
    if (text.length() > MAX_LENGTH) {
      found.doubt("it has more than " + MAX_LENGTH + " characters");
      return found.result();
    }
    if (hidesSomething(text)) {
      found.doubt("it has characters that cannot be seen");
    }
    new LineReader(new Cursor(text), found).readAll();
    return found.result();
  }

  static boolean hidesSomething(String text) {
    return text.codePoints().anyMatch(CommandLine::isStrange);
  }

  /** Characters that hide, or that one shell takes for a blank and another one does not. */
  private static boolean isStrange(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c != '\n' && c != '\t';
      case Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.SPACE_SEPARATOR -> c != ' ';
      default -> INVISIBLE.indexOf(c) >= 0;
    };
  }

  /** Whether it runs these commands as they stand and nothing else. */
  public boolean isPlain() {
    return simple && doubts.isEmpty() && !commands.isEmpty();
  }

  /** Every command that is seen anywhere, those that others would run included. */
  public Stream<SimpleCommand> parts() {
    return commands.stream().flatMap(SimpleCommand::parts);
  }

  /**
   * Whether it is plain and these patterns name every command of it in full. A command that runs
   * others is only named by a pattern without {@code *}, and the others must be named too, except
   * the script of a shell, which has no name but the shell's argument.
   */
  public boolean isCoveredBy(List<CommandPattern> patterns) {
    return isPlain() && commands.stream().allMatch(command -> covered(command, patterns));
  }

  private static boolean covered(SimpleCommand command, List<CommandPattern> patterns) {
    return patterns.stream().anyMatch(pattern -> pattern.covers(command))
        && command.payload().stream()
            .filter(SimpleCommand::isNamed)
            .allMatch(part -> covered(part, patterns));
  }

  /** Whether one of these patterns names a command that is seen anywhere in it. */
  public Sighting look(List<CommandPattern> patterns) {
    Sighting found = look(commands, patterns);
    return found == Sighting.NONE && !doubts.isEmpty() ? Sighting.POSSIBLE : found;
  }

  /** Every rule of a policy comes here, so nothing is made that would have to be thrown away. */
  private static Sighting look(List<SimpleCommand> commands, List<CommandPattern> patterns) {
    Sighting best = Sighting.NONE;
    for (SimpleCommand command : commands) {
      for (CommandPattern pattern : patterns) {
        best = best.or(pattern.find(command));
      }
      best = best.or(look(command.payload(), patterns));
    }
    return best;
  }

  /** Whether a command is there. */
  public enum Sighting {
    /** It is. */
    SEEN,
    /** It may be. */
    POSSIBLE,
    /** It is not. */
    NONE;

    private Sighting or(Sighting other) {
      return compareTo(other) < 0 ? this : other;
    }
  }
}
