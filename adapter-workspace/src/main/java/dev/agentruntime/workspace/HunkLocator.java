package dev.agentruntime.workspace;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the place of a hunk in a file: where it says it is, else anywhere, and only if that fails
 * with other white space. A place that is not the stated one must be the only one. For one file.
 */
final class HunkLocator {

  private static final int MAX_NAMED = 5;
  private static final long MAX_WORK = 5_000_000;
  private static final int MAX_LINE = 200;

  private final String file;
  private final PatchableText text;
  private final Map<Tolerance, List<String>> keys = new EnumMap<>(Tolerance.class);

  HunkLocator(String file, PatchableText text) {
    this.file = file;
    this.text = text;
  }

  /** How alike lines must be. */
  enum Tolerance {
    EXACT,
    /** White space at the end of lines does not matter. */
    LINE_END,
    /** Neither do indentation and the width of white space. */
    WHITE_SPACE;

    private static final Pattern AT_END = Pattern.compile("[ \t\r\f]++$");
    private static final Pattern RUN = Pattern.compile("[ \t\r\f]++");

    String key(String line) {
      return switch (this) {
        case EXACT -> line;
        case LINE_END -> AT_END.matcher(line).replaceFirst("");
        case WHITE_SPACE -> RUN.matcher(line).replaceAll(" ").strip();
      };
    }
  }

  /** Where a hunk belongs: the index of its first line. */
  record Place(int start, int length, Tolerance tolerance) {

    int end() {
      return start + length;
    }
  }

  Place locate(Hunk hunk) throws ToolFailedException {
    List<String> old = hunk.old().stream().map(text::carried).toList();
    if (old.isEmpty()) {
      return new Place(insertion(hunk), 0, Tolerance.EXACT);
    }
    for (Tolerance tolerance : Tolerance.values()) {
      List<Integer> starts = matches(hunk, old, tolerance);
      if (starts.size() > 1) {
        throw ambiguous(hunk, starts);
      }
      if (starts.size() == 1) {
        return new Place(starts.getFirst(), old.size(), tolerance);
      }
    }
    throw missing(hunk, old);
  }

  /** Without a line to hold on to, the stated number is all there is. */
  private int insertion(Hunk hunk) throws ToolFailedException {
    if (text.lines().isEmpty()) {
      return 0;
    }
    if (hunk.start().isEmpty() || hunk.start().getAsInt() > text.lines().size()) {
      throw new ToolFailedException(
          "%s, %s adds lines but has none around them that are in the file; add some context lines"
              .formatted(file, hunk));
    }
    return hunk.start().getAsInt();
  }

  /** The stated place if it fits, else all that do, as far as they are worth naming. */
  private List<Integer> matches(Hunk hunk, List<String> old, Tolerance tolerance) {
    List<String> there = keys(tolerance);
    List<String> wanted = old.stream().map(tolerance::key).toList();
    int stated = hunk.start().orElse(0) - 1;
    if (fits(there, wanted, stated)) {
      return List.of(stated);
    }
    var starts = new ArrayList<Integer>();
    for (int i = 0; i + wanted.size() <= there.size() && starts.size() <= MAX_NAMED; i++) {
      if (fits(there, wanted, i)) {
        starts.add(i);
      }
    }
    return starts;
  }

  private List<String> keys(Tolerance tolerance) {
    return keys.computeIfAbsent(tolerance, t -> text.texts().stream().map(t::key).toList());
  }

  private static boolean fits(List<String> there, List<String> wanted, int start) {
    return start >= 0
        && start + wanted.size() <= there.size()
        && there.subList(start, start + wanted.size()).equals(wanted);
  }

  private ToolFailedException ambiguous(Hunk hunk, List<Integer> starts) {
    String places =
        starts.stream()
            .limit(MAX_NAMED)
            .map(start -> String.valueOf(start + 1))
            .collect(Collectors.joining(", "));
    return new ToolFailedException(
        "%s, %s fits in more than one place (lines %s%s); add context lines until it fits in one only"
            .formatted(file, hunk, places, starts.size() > MAX_NAMED ? ", …" : ""));
  }

  private ToolFailedException missing(Hunk hunk, List<String> old) {
    var problem = new StringBuilder();
    problem.append("%s, %s does not fit; nothing was written.".formatted(file, hunk));
    List<String> fresh = hunk.fresh().stream().map(text::carried).toList();
    for (int i = 0; i + fresh.size() <= text.lines().size() && !fresh.isEmpty(); i++) {
      if (fits(keys(Tolerance.EXACT), fresh, i)) {
        return new ToolFailedException(
            problem + " What it would make is already there, at line " + (i + 1) + ".");
      }
    }
    int nearest = nearest(hunk, old);
    int differing = differing(old, nearest);
    problem.append(" The nearest place is line ").append(nearest + 1).append(". ");
    problem.append("There the diff has\n  ").append(show(old.get(differing)));
    int line = nearest + differing;
    problem.append(
        line < text.lines().size()
            ? "\nbut line " + (line + 1) + " of the file is\n  " + show(text.texts().get(line))
            : "\nbut the file ends at line " + text.lines().size());
    return new ToolFailedException(
        problem + "\nRead the file again and make the diff from what is there.");
  }

  private String show(String carried) {
    return Excerpt.line(text.shown(carried), MAX_LINE);
  }

  /**
   * The start with the most fitting lines; in a file too large to look everywhere, the stated one.
   */
  private int nearest(Hunk hunk, List<String> old) {
    int size = text.lines().size();
    int best = Math.clamp(hunk.start().orElse(1) - 1L, 0, Math.max(0, size - 1));
    if ((long) size * old.size() > MAX_WORK) {
      return best;
    }
    int most = alike(old, best);
    for (int i = 0; i < size; i++) {
      int alike = alike(old, i);
      if (alike > most) {
        best = i;
        most = alike;
      }
    }
    return best;
  }

  private int alike(List<String> old, int start) {
    int alike = 0;
    for (int i = 0; i < old.size(); i++) {
      alike += isAlike(old, start, i) ? 1 : 0;
    }
    return alike;
  }

  private boolean isAlike(List<String> old, int start, int index) {
    List<String> there = keys(Tolerance.WHITE_SPACE);
    return start + index < there.size()
        && there.get(start + index).equals(Tolerance.WHITE_SPACE.key(old.get(index)));
  }

  private int differing(List<String> old, int start) {
    int index = 0;
    while (index < old.size() - 1 && isAlike(old, start, index)) {
      index++;
    }
    return index;
  }
}
