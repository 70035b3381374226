package dev.agentruntime.workspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of ASCII that is in every line that a search finds. Where its bytes are missing, a file
 * has nothing, in any encoding but UTF-16, and need not be decoded. Safe for many threads.
 */
final class Needle {

  /** Bounds the work for each byte; the rest of a longer piece is not looked at. */
  private static final int MAX_LENGTH = 32;

  /** Letters that in Unicode are another case of ones beyond ASCII: dotless i, Kelvin, long s. */
  private static final String FOLDED_BEYOND_ASCII = "iIkKsS";

  /** What an expression is made of, as far as it is plain; anything else ends the reading. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<text>[^\\\\\\[\\](){}|*+?.^$]|\\\\[^a-zA-Z0-9])"
              + "|(?<repeat>\\{\\d{1,4}(?:,\\d{0,4})?\\}|[*?])"
              + "|(?<open>\\((?:\\?:)?(?!\\?))|(?<close>\\))|(?<or>\\|)"
              + "|\\\\[bBdDsSwWAz]|\\[\\^?(?:\\\\.|[^\\[\\]\\\\^])+\\]|[+.^$]",
          Pattern.DOTALL);

  private final String text;
  private final boolean anyCase;
  private final byte[] bytes;
  private final byte[] fold = new byte[256];
  private final int[] skip = new int[256];

  private Needle(String text, boolean anyCase) {
    this.text = text;
    this.anyCase = anyCase;
    for (int i = 0; i < fold.length; i++) {
      fold[i] = (byte) (anyCase ? Literal.lower((char) i) : i);
    }
    this.bytes = new byte[text.length()];
    Arrays.fill(skip, bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = fold[text.charAt(i)];
    }
    for (int i = 0; i < skip.length; i++) {
      for (int k = 0; k < bytes.length - 1; k++) {
        skip[i] = bytes[k] == fold[i] ? bytes.length - 1 - k : skip[i];
      }
    }
  }

  /** The longest piece of a text that is searched for as it is; nothing if it has no ASCII. */
  static List<Needle> ofText(String query, boolean anyCase) {
    var runs = new Runs(anyCase && !Literal.isAscii(query));
    query.chars().forEach(c -> runs.add((char) c));
    return needles(List.of(runs.longest()), anyCase);
  }

  /**
   * Pieces of which an expression cannot do without one; nothing where that is not plain to see.
   */
  static List<Needle> ofExpression(String regex, boolean anyCase) {
    var choices = new ArrayList<String>();
    var runs = new Runs(anyCase);
    Matcher token = TOKEN.matcher(regex);
    int depth = 0;
    int at = 0;
    while (token.find() && token.start() == at) {
      at = token.end();
      depth += token.group("open") != null ? 1 : token.group("close") != null ? -1 : 0;
      if (depth == 0 && token.group("or") != null) {
        choices.add(runs.longest());
        runs = new Runs(anyCase);
      } else {
        runs.take(token, depth);
      }
    }
    choices.add(runs.longest());
    return at == regex.length() ? needles(choices, anyCase) : List.of();
  }

  private static List<Needle> needles(List<String> choices, boolean anyCase) {
    return choices.contains("")
        ? List.of()
        : choices.stream().map(text -> new Needle(text, anyCase)).toList();
  }

  String text() {
    return text;
  }

  boolean anyCase() {
    return anyCase;
  }

  /** Whether it is long enough that most files are without it. */
  boolean isTelling() {
    return bytes.length >= 3;
  }

  /** Whether these bytes have it: Horspool's search, so that most of them are not looked at. */
  boolean isIn(byte[] haystack, int length) {
    int last = bytes.length - 1;
    for (int end = last; end < length; end += skip[haystack[end] & 0xFF]) {
      int back = 0;
      while (fold[haystack[end - back] & 0xFF] == bytes[last - back]) {
        if (back == last) {
          return true;
        }
        back++;
      }
    }
    return false;
  }

  /** Collects runs of characters that stand side by side in whatever is found. */
  private static final class Runs {
    private final boolean foldsBeyondAscii;
    private final StringBuilder run = new StringBuilder();
    private String longest = "";

    Runs(boolean foldsBeyondAscii) {
      this.foldsBeyondAscii = foldsBeyondAscii;
    }

    void take(Matcher token, int depth) {
      if (token.group("repeat") != null && !run.isEmpty()) {
        // What is repeated may be missing.
        run.setLength(run.length() - 1);
      }
      if (token.group("text") != null && depth == 0) {
        add(token.group().charAt(token.group().length() - 1));
      } else {
        end();
      }
    }

    void add(char c) {
      if (c >= 0x80 || (foldsBeyondAscii && FOLDED_BEYOND_ASCII.indexOf(c) >= 0)) {
        end();
      } else {
        run.append(c);
      }
    }

    private void end() {
      if (run.length() > longest.length()) {
        longest = run.toString();
      }
      run.setLength(0);
    }

    String longest() {
      end();
      return longest.substring(0, Math.min(MAX_LENGTH, longest.length()));
    }
  }
}
