package dev.agentruntime.domain.command;

import java.util.regex.Pattern;

/**
 * One word of a command.
 *
 * @param text for a literal the argument as the program gets it, else as it is written
 */
public record Word(String text, Kind kind) {

  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*");

  /** How much is known about a word. */
  public enum Kind {
    /** Exactly this one argument. */
    LITERAL,
    /** File names that fit a pattern; the text itself where none does. */
    GLOB,
    /** Any number of arguments that only running can tell. */
    DYNAMIC
  }

  static Word literal(String text) {
    return new Word(text, Kind.LITERAL);
  }

  static Word dynamic(String source) {
    return new Word(source, Kind.DYNAMIC);
  }

  /** Whether it is exactly one argument that is known. */
  public boolean isLiteral() {
    return kind == Kind.LITERAL;
  }

  boolean is(String value) {
    return isLiteral() && text.equals(value);
  }

  /** The way to write it so that a shell makes exactly this word of it. */
  String quoted() {
    return !isLiteral() || SAFE.matcher(text).matches()
        ? text
        : "'" + text.replace("'", "'\\''") + "'";
  }
}
