package dev.agentruntime.workspace;

import dev.agentruntime.workspace.Hunk.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads unified diffs as models write them: with or without git's headers, with counts that are
 * missing or wrong, with blank lines that lost their space, in code fences and with prose around.
 * For one diff.
 */
final class DiffParser {

  private static final Pattern HUNK =
      Pattern.compile("@@ *-(\\d{1,9})(?:,(\\d{1,9}))? +\\+\\d{1,9}(?:,(\\d{1,9}))?.*");
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+.*");
  private static final String NOWHERE = "/dev/null";

  private final List<String> lines;
  private int at;
  private boolean fenced;

  private DiffParser(List<String> lines) {
    this.lines = lines;
  }

  static List<FilePatch> parse(List<String> diff) throws ToolFailedException {
    List<FilePatch> patches = new DiffParser(diff).files();
    if (patches.isEmpty()) {
      throw new ToolFailedException(
          "the diff names no file: begin each file with the lines \"--- a/path\" and \"+++"
              + " b/path\", then hunks that begin with @@");
    }
    return patches;
  }

  private List<FilePatch> files() throws ToolFailedException {
    var patches = new ArrayList<FilePatch>();
    while (at < lines.size()) {
      if (current().startsWith("diff --git ") || isFileHeader(at)) {
        patches.add(file());
      } else if (current().startsWith("@@")) {
        throw at(
            "a hunk begins here before any file is named; put \"--- a/path\" and \"+++ b/path\""
                + " first");
      } else {
        fenced |= current().startsWith("```");
        at++;
      }
    }
    return patches;
  }

  private String current() {
    return lines.get(at);
  }

  private ToolFailedException at(String problem) {
    return new ToolFailedException("line " + (at + 1) + " of the diff: " + problem);
  }

  private boolean isFileHeader(int index) {
    return index + 1 < lines.size()
        && lines.get(index).startsWith("--- ")
        && lines.get(index + 1).startsWith("+++ ");
  }

  private FilePatch file() throws ToolFailedException {
    int begin = at;
    var header = new GitHeader();
    if (current().startsWith("diff --git ")) {
      header.name = GitHeader.commonName(current().substring("diff --git ".length()));
      at++;
      while (at < lines.size() && header.take(current())) {
        at++;
      }
      if (header.unsupported.isPresent()) {
        throw at(header.unsupported.get());
      }
    }
    boolean named = at < lines.size() && isFileHeader(at);
    // A rename is said in plain names; what follows repeats them with prefixes.
    boolean byHeader = !named || header.renames();
    Optional<String> from = byHeader ? header.from() : name(lines.get(at));
    Optional<String> to = byHeader ? header.to() : name(lines.get(at + 1));
    at += named ? 2 : 0;
    List<Hunk> hunks = hunks();
    if (from.isEmpty() && to.isEmpty()) {
      at = begin;
      throw at("neither an old nor a new name of the file is given");
    }
    if (hunks.isEmpty() && !header.standsAlone()) {
      at = begin;
      throw at("the file has no hunk; each hunk begins with a line like @@ -10,3 +10,4 @@");
    }
    return new FilePatch(begin + 1, from, to, header.renames(), hunks);
  }

  /** The name in a {@code ---} or {@code +++} line; what follows a tab is a time. */
  private static Optional<String> name(String line) {
    String name = line.substring(4).strip();
    int tab = name.indexOf('\t');
    String plain = GitHeader.unquoted(tab < 0 ? name : name.substring(0, tab).strip());
    return plain.equals(NOWHERE) ? Optional.empty() : Optional.of(plain);
  }

  private List<Hunk> hunks() throws ToolFailedException {
    var hunks = new ArrayList<Hunk>();
    while (at < lines.size() && (current().isBlank() || current().startsWith("@@"))) {
      if (current().isBlank()) {
        at++;
      } else {
        hunks.add(hunk(hunks.size() + 1));
      }
    }
    return hunks;
  }

  private Hunk hunk(int number) throws ToolFailedException {
    int begin = at;
    Matcher header = HUNK.matcher(current());
    boolean counted = header.matches();
    at++;
    int end = counted ? endByCounts(count(header.group(2)), count(header.group(3))) : -1;
    List<String> body = end < 0 ? untilBoundary() : lines.subList(at, end);
    at = end < 0 ? at : end;
    List<Hunk.Line> parsed = parsed(body);
    if (parsed.isEmpty()) {
      at = begin;
      throw at("the hunk has no lines");
    }
    OptionalInt start =
        counted ? OptionalInt.of(Integer.parseInt(header.group(1))) : OptionalInt.empty();
    return new Hunk("hunk " + number, begin + 1, start, parsed);
  }

  private static int count(String written) {
    return written == null ? 1 : Integer.parseInt(written);
  }

  /** Where the hunk ends if its counts are right, or -1 if they are not. */
  private int endByCounts(int oldLines, int newLines) {
    int old = oldLines;
    int fresh = newLines;
    int index = at;
    while (old > 0 || fresh > 0) {
      char mark = index < lines.size() ? mark(lines.get(index)) : '?';
      if (mark == '?') {
        return -1;
      }
      old -= mark == ' ' || mark == '-' ? 1 : 0;
      fresh -= mark == ' ' || mark == '+' ? 1 : 0;
      index++;
    }
    if (index < lines.size() && lines.get(index).startsWith("\\")) {
      index++;
    }
    boolean right = old == 0 && fresh == 0 && index > at;
    return right && (isBoundary(index) || mark(lines.get(index)) == '?') ? index : -1;
  }

  private static char mark(String line) {
    if (line.isEmpty()) {
      return ' ';
    }
    return " +-\\".indexOf(line.charAt(0)) < 0 ? '?' : line.charAt(0);
  }

  private boolean isBoundary(int index) {
    if (index >= lines.size()) {
      return true;
    }
    String line = lines.get(index);
    return line.isEmpty()
        || line.startsWith("@@")
        || line.startsWith("diff --git ")
        || isFileHeader(index)
        || (fenced && line.startsWith("```"))
        || isSignature(index);
  }

  /** What git puts under a mailed patch. */
  private boolean isSignature(int index) {
    return lines.get(index).equals("-- ")
        && index + 1 < lines.size()
        && VERSION.matcher(lines.get(index + 1)).matches();
  }

  private List<String> untilBoundary() {
    int begin = at;
    while (at < lines.size() && (current().isEmpty() || !isBoundary(at))) {
      at++;
    }
    int end = at;
    while (end > begin && lines.get(end - 1).isEmpty()) {
      end--;
    }
    return lines.subList(begin, end);
  }

  private static List<Hunk.Line> parsed(List<String> body) {
    var parsed = new ArrayList<Hunk.Line>();
    for (String line : body) {
      switch (mark(line)) {
        case '\\' -> {
          if (!parsed.isEmpty()) {
            Hunk.Line last = parsed.removeLast();
            parsed.add(new Hunk.Line(last.kind(), last.text(), true));
          }
        }
        case '+' -> parsed.add(new Hunk.Line(Kind.ADDED, line.substring(1), false));
        case '-' -> parsed.add(new Hunk.Line(Kind.REMOVED, line.substring(1), false));
        case ' ' ->
            parsed.add(new Hunk.Line(Kind.CONTEXT, line.isEmpty() ? "" : line.substring(1), false));
        // A context line that lost its space.
        default -> parsed.add(new Hunk.Line(Kind.CONTEXT, line, false));
      }
    }
    return parsed;
  }
}
