package dev.agentruntime.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command of a chat, as opposed to a message: a slash with a word behind it.
 *
 * @param rest what stands behind the word
 */
record Slash(String word, String rest) {

  private static final Pattern SHAPE = Pattern.compile("/(\\S*)\\s*(.*)", Pattern.DOTALL);

  /** The commands there are. */
  enum Name {
    HELP("", "these lines"),
    AGENT("NAME", "put another agent to work; without a name: who is at work"),
    STATUS("", "the session, its agent, what it used, what waits"),
    DIFF("", "what this session changed in files"),
    DECIDE("", "be asked what waits: approvals, or a question"),
    NEW("", "begin another session"),
    QUIT("", "leave; so does Ctrl-D");

    private final String argument;
    private final String meaning;

    Name(String argument, String meaning) {
      this.argument = argument;
      this.meaning = meaning;
    }

    /** As it is typed. */
    String typed() {
      return "/" + name().toLowerCase(Locale.ROOT);
    }

    String help() {
      return "  %-12s  %s".formatted((typed() + " " + argument).strip(), meaning);
    }
  }

  /** The command in a line, if it is one; a blank before the slash makes it a message. */
  static Optional<Slash> in(String line) {
    Matcher shape = SHAPE.matcher(line);
    return shape.matches()
        ? Optional.of(new Slash("/" + shape.group(1), shape.group(2).strip()))
        : Optional.empty();
  }

  /** Which command it is, if there is such a one. */
  Optional<Name> name() {
    return Stream.of(Name.values()).filter(name -> name.typed().equals(word)).findFirst();
  }

  /** What to say where there is none. */
  String complaint() {
    return "there is no command "
        + word
        + "; there are "
        + Stream.of(Name.values()).map(Name::typed).collect(Collectors.joining(" "))
        + ". A blank before the slash makes it a message.";
  }
}
