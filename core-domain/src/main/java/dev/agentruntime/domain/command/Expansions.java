package dev.agentruntime.domain.command;

/**
 * What a shell puts in place of {@code $…} and {@code `…`}. The values are never guessed; the
 * commands within are found.
 */
final class Expansions {

  private final Cursor in;
  private final Findings found;

  Expansions(Cursor in, Findings found) {
    this.in = in;
    this.found = found;
  }

  /**
   * Reads on behind a dollar sign.
   *
   * @param quoted whether it stands within double quotes
   * @return whether anything is expanded; else the sign stands for itself
   */
  boolean dollar(boolean quoted) {
    char c = in.peek();
    if ("0123456789@*#?$!-".indexOf(c) >= 0) {
      in.next();
      return true;
    }
    if (isName(c)) {
      name();
      return true;
    }
    return switch (c) {
      case '(' -> substitution();
      case '{' -> braces(quoted);
      case '[' -> onlyBash("$[");
      case '\'' -> !quoted && ansiQuotes();
      case '"' -> !quoted && onlyBash("$\"");
      default -> false;
    };
  }

  private boolean onlyBash(String what) {
    found.doubt("sh and bash read " + what + " differently");
    return true;
  }

  private static boolean isName(char c) {
    return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
  }

  private void name() {
    while (isName(in.peek())) {
      in.next();
    }
  }

  /** Where such a quote ends depends on the shell, too. */
  private boolean ansiQuotes() {
    in.next();
    while (!in.atEnd() && in.peek() != '\'') {
      if (in.next() == '\\') {
        in.nextRaw();
      }
    }
    in.take('\'');
    return onlyBash("$'");
  }

  private boolean substitution() {
    in.next();
    if (in.peek() == '(') {
      found.within(this::arithmetic);
    } else {
      found.within(() -> new LineReader(in, found).readSubstitution());
    }
    return true;
  }

  private void arithmetic() {
    in.next();
    int open = 2;
    while (!in.atEnd() && open > 0) {
      char c = in.next();
      switch (c) {
        case '(' -> open++;
        case ')' -> open--;
        case '\'' -> found.doubt("there is a quote in an arithmetic expression");
        default -> within(c, true);
      }
      if (open == 1 && c == ')' && in.peek() != ')') {
        found.doubt("sh and bash read $(( differently");
      }
    }
    requireClosed(open == 0);
  }

  private boolean braces(boolean quoted) {
    in.next();
    found.within(() -> parameter(quoted));
    return true;
  }

  private void parameter(boolean quoted) {
    while (!in.atEnd() && in.peek() != '}') {
      char c = in.next();
      switch (c) {
        case '@' -> {
          if (Character.isLetter(in.peek())) {
            onlyBash("${…@…}");
          }
        }
        case '\'' -> quotesWithin(quoted);
        default -> within(c, quoted);
      }
    }
    requireClosed(in.take('}'));
  }

  private void quotesWithin(boolean quoted) {
    if (quoted || in.through('\'').isEmpty()) {
      found.doubt("there is a quote in ${…} whose end depends on the shell");
    }
  }

  /** What is the same within braces and arithmetic: escapes, quotes, and more expansions. */
  private void within(char c, boolean quoted) {
    switch (c) {
      case '\\' -> in.nextRaw();
      case '"' -> doubleQuotes();
      case '`' -> backticks(quoted);
      case '$' -> dollar(quoted);
      default -> {}
    }
  }

  private void doubleQuotes() {
    while (!in.atEnd() && in.peek() != '"') {
      char c = in.next();
      within(c, true);
    }
    requireClosed(in.take('"'));
  }

  private void requireClosed(boolean closed) {
    if (!closed) {
      found.doubt("an expansion is not closed");
    }
  }

  /** Reads the commands between two backticks, of which the first has been read. */
  boolean backticks(boolean quoted) {
    var inner = new StringBuilder();
    while (!in.atEnd() && in.peek() != '`') {
      char c = in.next();
      inner.append(c == '\\' ? escaped(quoted) : String.valueOf(c));
    }
    requireClosed(in.take('`'));
    found.within(() -> new LineReader(new Cursor(inner.toString()), found).readAll());
    return true;
  }

  private String escaped(boolean quoted) {
    char c = in.nextRaw();
    if (c == '"' && quoted) {
      found.doubt("there is a quote in `…` whose end depends on the shell");
    }
    return "$`\\".indexOf(c) >= 0 ? String.valueOf(c) : "\\" + c;
  }

  /** Looks for expansions in a text that is expanded as if it stood in double quotes. */
  static void inText(String text, Findings found) {
    var cursor = new Cursor(text);
    var expansions = new Expansions(cursor, found);
    while (!cursor.atEnd()) {
      char c = cursor.next();
      if (c != '"') {
        expansions.within(c, true);
      }
    }
  }
}
