package dev.agentruntime.cli;

import java.util.List;

/**
 * Text of models, files and commands inside a Markdown document. It cannot end the block it stands
 * in, load a picture, or become markup of the page.
 */
final class Markdown {

  private static final int MIN_FENCE = 3;

  private Markdown() {}

  /** The text as it is, in a fence that is longer than any in it. */
  static String fenced(String text, String language) {
    String shown = VisibleText.of(text);
    String fence = "`".repeat(Math.max(MIN_FENCE, longestRun(shown) + 1));
    return fence + language + "\n" + shown + (shown.endsWith("\n") ? "" : "\n") + fence + "\n";
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  /** Text on one line, without any markup. */
  static String inline(String text) {
    return VisibleText.of(text)
        .replaceAll("\\s+", " ")
        .strip()
        .replaceAll("([\\\\`*_\\[\\]<>#|!~&])", "\\\\$1");
  }

  /**
   * Text that is Markdown itself, as a quotation: whatever it opens ends with the quotation. Links
   * and lists stay, pictures and HTML are shown as text, except in code.
   */
  static String quoted(String text) {
    List<String> lines = VisibleText.of(text).strip().lines().toList();
    boolean plain = hasPlainCode(lines);
    var quoted = new StringBuilder();
    boolean fenced = false;
    for (String line : lines) {
      boolean border = plain && isBorder(line, fenced);
      String shown = border || fenced ? line : harmless(line, plain);
      quoted.append(("> " + shown).stripTrailing()).append('\n');
      fenced ^= border;
    }
    return quoted.toString();
  }

  private static boolean isBorder(String line, boolean fenced) {
    return fenced ? line.equals("```") : line.matches("```[A-Za-z0-9+#.-]*");
  }

  /**
   * Whether it can be told for certain what is code: plain fences, and spans that begin and end on
   * their line. Where it cannot, nothing counts as code.
   */
  private static boolean hasPlainCode(List<String> lines) {
    boolean fenced = false;
    for (String line : lines) {
      if (line.contains("````") || line.contains("~~~")) {
        return false;
      }
      if (isBorder(line, fenced)) {
        fenced = !fenced;
      } else if (!fenced && (line.contains("``") || line.contains("\\") || ticks(line) % 2 != 0)) {
        return false;
      }
    }
    return true;
  }

  private static long ticks(String line) {
    return line.chars().filter(c -> c == '`').count();
  }

  private static String harmless(String line, boolean plain) {
    if (!plain) {
      return escaped(line);
    }
    String[] parts = line.split("`", -1);
    for (int i = 0; i < parts.length; i += 2) {
      parts[i] = escaped(parts[i]);
    }
    return String.join("`", parts);
  }

  private static String escaped(String text) {
    return text.replace("<", "&lt;").replace("![", "!&#91;");
  }
}
