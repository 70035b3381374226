package dev.agentruntime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blanks that push something out of sight, counted instead of shown. */
final class Padding {

  private static final int MOST_LINES = 3;
  private static final Pattern MANY_BLANKS = Pattern.compile("[\\p{Zs}\t]{40,}");

  /** Also the marks that a diff puts before a blank line. */
  private static final Pattern BLANK = Pattern.compile("[-+| \t\\p{Zs}]*");

  private Padding() {}

  /** A line without long runs of blanks. */
  static Styled line(Ink ink, String text) {
    Styled line = Styled.EMPTY;
    Matcher run = MANY_BLANKS.matcher(text);
    int from = 0;
    while (run.find()) {
      line =
          line.plus(ink, text.substring(from, run.start()))
              .plus(Ink.YELLOW, "[" + (run.end() - run.start()) + " blanks]");
      from = run.end();
    }
    return line.plus(ink, text.substring(from));
  }

  /** Lines without long runs of blank ones. */
  static List<Styled> lines(List<Styled> lines) {
    var kept = new ArrayList<Styled>();
    var blank = new ArrayList<Styled>();
    for (Styled line : lines) {
      if (BLANK.matcher(line.plain()).matches()) {
        blank.add(line);
      } else {
        kept.addAll(counted(blank));
        blank.clear();
        kept.add(line);
      }
    }
    kept.addAll(counted(blank));
    return kept;
  }

  private static List<Styled> counted(List<Styled> blank) {
    return blank.size() <= MOST_LINES
        ? List.copyOf(blank)
        : List.of(Styled.of(Ink.YELLOW, "[" + blank.size() + " blank lines]"));
  }
}
