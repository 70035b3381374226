package dev.agentruntime.workspace;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A pattern for paths: {@code *} any characters within a name, {@code **} any number of folders,
 * {@code ?} one character, <code>{a,b}</code> one of these, {@code [a-z]} and {@code [!a-z]} one of
 * or none of these. Without {@code /} it is about the name in any folder. Matching takes time
 * linear in the path.
 */
final class Glob {

  private static final int MAX_LENGTH = 500;
  private static final String SPECIAL = "\\.^$|()+{}[]*?";

  private final Pattern pattern;
  private final boolean aboutNames;

  private Glob(Pattern pattern, boolean aboutNames) {
    this.pattern = pattern;
    this.aboutNames = aboutNames;
  }

  static Glob of(String glob) throws ToolFailedException {
    if (glob.length() > MAX_LENGTH) {
      throw new ToolFailedException("a glob has at most " + MAX_LENGTH + " characters");
    }
    String plain = glob.startsWith("./") ? glob.substring(2) : glob;
    try {
      return new Glob(
          Pattern.compile(new Translation(plain).regex(), Pattern.DOTALL), !plain.contains("/"));
    } catch (PatternSyntaxException e) {
      throw new ToolFailedException(
          "the glob "
              + glob
              + " is not valid: "
              + e.getDescription()
              + "; write it like **/*.java");
    }
  }

  boolean matches(String path) {
    return pattern.matches(aboutNames ? path.substring(path.lastIndexOf('/') + 1) : path);
  }

  /** Goes through a glob once and writes it as a regular expression. */
  private static final class Translation {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private int braces;

    Translation(String glob) {
      this.glob = glob;
    }

    String regex() {
      while (at < glob.length()) {
        step();
      }
      // An open brace makes the expression invalid, which is then reported.
      return regex.toString();
    }

    private void step() {
      if (take("**/")) {
        regex.append("(?:.*/)?");
      } else if (take("**")) {
        regex.append(".*");
      } else if (take("*")) {
        regex.append("[^/]*");
      } else if (take("?")) {
        regex.append("[^/]");
      } else if (take("{")) {
        braces++;
        regex.append("(?:");
      } else if (braces > 0 && take("}")) {
        braces--;
        regex.append(')');
      } else if (braces > 0 && take(",")) {
        regex.append('|');
      } else if (glob.charAt(at) == '[' && glob.indexOf(']', at + 2) > 0) {
        set(glob.indexOf(']', at + 2));
      } else {
        literal(glob.charAt(at++));
      }
    }

    private boolean take(String token) {
      boolean found = glob.startsWith(token, at);
      at += found ? token.length() : 0;
      return found;
    }

    private void set(int end) {
      String inside = glob.substring(at + 1, end);
      boolean negated = inside.startsWith("!") || inside.startsWith("^");
      regex.append(negated ? "[^/" : "[");
      String members = negated ? inside.substring(1) : inside;
      regex.append(members.replace("\\", "\\\\").replace("[", "\\[").replace("^", "\\^"));
      regex.append(']');
      at = end + 1;
    }

    private void literal(char c) {
      if (SPECIAL.indexOf(c) >= 0) {
        regex.append('\\');
      }
      regex.append(c);
    }
  }
}
