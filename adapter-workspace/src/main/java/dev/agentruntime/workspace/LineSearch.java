package dev.agentruntime.workspace;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds a text or an expression in lines, in time linear in what is searched. Safe for many
 * threads.
 *
 * @param needles of which one is in every line that is found; none if nothing is known to be
 */
record LineSearch(Predicate<String> found, List<Needle> needles) {

  static final int MAX_LENGTH = 1000;

  /** Whether this line has it. */
  boolean isIn(String line) {
    return found.test(line);
  }

  /** False only if these bytes of a file have no line with it. */
  boolean mayBeIn(byte[] bytes, int length) {
    return needles.isEmpty()
        || TextFile.isUtf16(bytes, length)
        || needles.stream().anyMatch(needle -> needle.isIn(bytes, length));
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
    return regex
        ? expression(query, !caseSensitive)
        : new LineSearch(
            new Literal(query, !caseSensitive)::isIn, Needle.ofText(query, !caseSensitive));
  }

  private static LineSearch expression(String query, boolean anyCase) throws ToolFailedException {
    RegexSize.requireModest(query);
    try {
      Pattern pattern = Pattern.compile(query, anyCase ? Pattern.CASE_INSENSITIVE : 0);
      return new LineSearch(
          line -> pattern.matcher(line).find(), Needle.ofExpression(query, anyCase));
    } catch (PatternSyntaxException e) {
      throw new ToolFailedException(
          "the regular expression is not valid: %s (RE2 syntax: no look-around, no back-references)"
              .formatted(e.getMessage()));
    }
  }
}
