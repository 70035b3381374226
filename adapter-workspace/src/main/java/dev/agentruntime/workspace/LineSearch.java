package dev.agentruntime.workspace;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Locale;

/**
 * Finds a text or an expression in lines, in time linear in what is searched. Safe for many
 * threads.
 */
interface LineSearch {

  int MAX_LENGTH = 1000;

  /** Whether this line has it. */
  boolean isIn(String line);

  /** False only if no line of this text can have it. */
  default boolean mayBeIn(String text) {
    return true;
  }

  static LineSearch of(String query, boolean regex, boolean caseSensitive)
      throws ToolFailedException {
    if (query.isEmpty() || query.length() > MAX_LENGTH) {
      throw new ToolFailedException("a query has 1 to " + MAX_LENGTH + " characters");
    }
    if (query.contains("\n")) {
      throw new ToolFailedException(
          "the query has a line break, but lines are searched one by one; search for one of the"
              + " lines");
    }
    if (regex) {
      return expression(query, caseSensitive);
    }
    return caseSensitive ? literal(query) : anyCase(query.toLowerCase(Locale.ROOT));
  }

  private static LineSearch literal(String query) {
    return new LineSearch() {
      @Override
      public boolean isIn(String line) {
        return line.contains(query);
      }

      @Override
      public boolean mayBeIn(String text) {
        return text.contains(query);
      }
    };
  }

  private static LineSearch anyCase(String query) {
    return new LineSearch() {
      @Override
      public boolean isIn(String line) {
        return line.toLowerCase(Locale.ROOT).contains(query);
      }

      @Override
      public boolean mayBeIn(String text) {
        return text.toLowerCase(Locale.ROOT).contains(query);
      }
    };
  }

  private static LineSearch expression(String query, boolean caseSensitive)
      throws ToolFailedException {
    RegexSize.requireModest(query);
    try {
      Pattern pattern = Pattern.compile(query, caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
      return line -> pattern.matcher(line).find();
    } catch (PatternSyntaxException e) {
      throw new ToolFailedException(
          "the regular expression is not valid: %s (RE2 syntax: no look-around, no back-references)"
              .formatted(e.getMessage()));
    }
  }
}
