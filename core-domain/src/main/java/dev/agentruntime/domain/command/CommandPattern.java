package dev.agentruntime.domain.command;

import dev.agentruntime.domain.command.CommandLine.Sighting;
import dev.agentruntime.domain.command.WordReader.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * A command as a rule names it: its words, written as for a shell, and as last word an unquoted
 * {@code *} for any further arguments. Anywhere else a star stands for itself.
 *
 * @param source as written
 * @param program the name of its program, by which it is found
 * @param words without that star
 * @param open whether further arguments may follow
 */
public record CommandPattern(String source, String program, List<String> words, boolean open) {

  /** Longest pattern in characters. */
  public static final int MAX_LENGTH = 1000;

  private static final Word STAR = new Word("*", Word.Kind.GLOB);

  public CommandPattern {
    words = List.copyOf(words);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is not one command in literal words; says why
   */
  public static CommandPattern parse(String source) {
    if (source.length() > MAX_LENGTH || CommandLine.hidesSomething(source)) {
      throw refused(source, "it is too long, or has characters that cannot be seen");
    }
    List<Word> words = words(source);
    boolean open = words.size() > 1 && words.getLast().equals(STAR);
    List<Word> literal = open ? words.subList(0, words.size() - 1) : words;
    if (literal.isEmpty() || literal.getFirst().equals(STAR)) {
      throw refused(source, "it names no program");
    }
    return new CommandPattern(
        source, Programs.name(literal.getFirst()), literal.stream().map(Word::text).toList(), open);
  }

  private static List<Word> words(String source) {
    var found = new Findings();
    var in = new Cursor(source);
    var words = new ArrayList<Word>();
    while (in.skipBlanks()) {
      Token token = new WordReader(in, found).read();
      boolean assigns = words.isEmpty() && Assignments.isOne(token.source());
      if (assigns || token.word().kind() == Word.Kind.DYNAMIC || token.source().startsWith("#")) {
        throw refused(
            source, "\"" + token.source() + "\" is not literal; quote it if it is meant so");
      }
      if (token.source().isEmpty()) {
        throw refused(
            source, "\"" + in.peek() + "\" joins or redirects commands; name one command");
      }
      words.add(token.word());
    }
    if (!found.result().doubts().isEmpty()) {
      throw refused(source, String.join("; ", found.result().doubts()));
    }
    return words;
  }

  private static IllegalArgumentException refused(String source, String why) {
    return new IllegalArgumentException(
        "\"" + source + "\" is not a command such as \"npm test *\": " + why);
  }

  /** Whether it names this command in full; one that runs others only without a star. */
  boolean covers(SimpleCommand command) {
    List<String> given = command.words().stream().map(Word::text).toList();
    if (!open) {
      return given.equals(words);
    }
    return command.payload().isEmpty()
        && given.size() >= words.size()
        && given.subList(0, words.size()).equals(words);
  }

  /**
   * Whether this command is what it names, wherever the program lies. Where a word is not known, it
   * may be, and so it may where the program is not known and has among its arguments what is named.
   */
  Sighting find(SimpleCommand command) {
    Sighting itself = findItself(command);
    boolean passedOn =
        itself == Sighting.NONE
            && !Arguments.areKeptBy(command.program())
            && Arguments.mention(command.arguments(), this);
    return passedOn ? Sighting.POSSIBLE : itself;
  }

  private Sighting findItself(SimpleCommand command) {
    List<Word> given = command.words();
    for (int i = 0; i < words.size(); i++) {
      if (i == given.size()) {
        return Sighting.NONE;
      }
      if (!given.get(i).isLiteral()) {
        return Sighting.POSSIBLE;
      }
      if (!(i == 0 ? command.program().equals(program) : given.get(i).is(words.get(i)))) {
        return Sighting.NONE;
      }
    }
    List<Word> rest = given.subList(words.size(), given.size());
    if (open || rest.isEmpty()) {
      return Sighting.SEEN;
    }
    return rest.stream().anyMatch(Word::isLiteral) ? Sighting.NONE : Sighting.POSSIBLE;
  }

  @Override
  public String toString() {
    return source;
  }
}
