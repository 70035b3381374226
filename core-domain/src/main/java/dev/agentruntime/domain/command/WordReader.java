package dev.agentruntime.domain.command;

import java.util.Set;

/** Reads one word: quotes, escapes and everything that is expanded in it. */
final class WordReader {

  static final String BREAKS = " \t\n;&|<>()";

  /** Words that name a command, not files. */
  private static final Set<String> BRACKETS = Set.of("[", "[[");

  private final Cursor in;
  private final Findings found;
  private final Expansions expansions;
  private final StringBuilder text = new StringBuilder();
  private boolean quoted;
  private boolean dynamic;
  private boolean glob;
  private boolean brace;

  /** The character before, if it is not quoted. */
  private char before;

  /**
   * A word with what is only visible in how it is written.
   *
   * @param quoted whether a part of it is quoted, so that it is no word of the shell's own
   */
  record Token(Word word, String source, boolean quoted) {

    boolean isReserved(String name) {
      return !quoted && word.is(name);
    }
  }

  WordReader(Cursor in, Findings found) {
    this.in = in;
    this.found = found;
    this.expansions = new Expansions(in, found);
  }

  /** Reads on to where the word ends, which may be at once. */
  Token read() {
    int start = in.position();
    while (!in.atEnd() && BREAKS.indexOf(in.peek()) < 0) {
      char c = in.next();
      boolean plain = unquoted(c);
      before = plain ? c : Cursor.END;
    }
    String source = in.since(start);
    return new Token(word(source), source, quoted);
  }

  private Word word(String source) {
    if (dynamic) {
      return Word.dynamic(source);
    }
    boolean pattern = glob && !BRACKETS.contains(text.toString());
    return new Word(text.toString(), pattern ? Word.Kind.GLOB : Word.Kind.LITERAL);
  }

  /** Whether the character stands for itself without quotes. */
  private boolean unquoted(char c) {
    switch (c) {
      case '\\' -> escape();
      case '\'' -> single();
      case '"' -> doubled();
      case '`' -> expand(expansions.backticks(false));
      case '$' -> expand(expansions.dollar(false));
      default -> {
        mark(c);
        text.append(c);
        return true;
      }
    }
    return false;
  }

  /** Notes what an unquoted character does to the word. */
  private void mark(char c) {
    switch (c) {
      case '*', '?', '[' -> glob = true;
      case '{' -> brace = true;
      case ',' -> dynamic |= brace;
      case '.' -> dynamic |= brace && before == '.';
      case '~' -> dynamic |= startsName();
      default -> {}
    }
  }

  private boolean startsName() {
    return (text.isEmpty() && !quoted) || before == '=' || before == ':';
  }

  private void escape() {
    quoted = true;
    char c = in.nextRaw();
    if (c == Cursor.END) {
      found.doubt("it ends within an escape");
    } else {
      text.append(c);
    }
  }

  private void single() {
    quoted = true;
    in.through('\'').ifPresentOrElse(text::append, () -> found.doubt("a quote is not closed"));
  }

  private void doubled() {
    quoted = true;
    while (!in.atEnd() && in.peek() != '"') {
      char c = in.next();
      switch (c) {
        case '\\' -> escapeWithinQuotes();
        case '`' -> expand(expansions.backticks(true));
        case '$' -> expand(expansions.dollar(true));
        default -> text.append(c);
      }
    }
    if (!in.take('"')) {
      found.doubt("a quote is not closed");
    }
  }

  private void escapeWithinQuotes() {
    char c = in.nextRaw();
    if ("$`\"\\".indexOf(c) < 0) {
      text.append('\\');
    }
    text.append(c);
  }

  private void expand(boolean expanded) {
    dynamic |= expanded;
    if (!expanded) {
      text.append('$');
    }
  }
}
