package dev.agentruntime.workspace;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.agentruntime.workspace.Hunk.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads blocks of lines to search and lines to put in their place, each with the file's path on a
 * line before it, or for the file of the block before. In code fences and with prose around. Each
 * block is applied to what those before it have made. For one text.
 */
final class BlockParser {

  private static final Pattern SEARCH = Pattern.compile("<{5,9} ?SEARCH>?\\s*");
  private static final Pattern DIVIDER = Pattern.compile("={5,9}\\s*");
  private static final Pattern REPLACE = Pattern.compile(">{5,9} ?REPLACE\\s*");
  private static final Pattern START = Pattern.compile(":start_line:\\s*(\\d{1,9})\\s*");
  private static final Pattern END = Pattern.compile(":end_line:.*");
  private static final Pattern RULE = Pattern.compile("-{5,9}\\s*");
  private static final Pattern DECORATION = Pattern.compile("^[#>*`\"\\s]+|[*`\":\\s]+$");

  private final List<String> lines;
  private final List<FilePatch> patches = new ArrayList<>();
  private Optional<String> path = Optional.empty();
  private int at;

  private BlockParser(List<String> lines) {
    this.lines = lines;
  }

  static boolean hasBlocks(List<String> lines) {
    return lines.stream().anyMatch(line -> SEARCH.matcher(line).matches());
  }

  /** One patch for each block. */
  static List<FilePatch> parse(List<String> lines) throws ToolFailedException {
    var parser = new BlockParser(lines);
    while (parser.at < lines.size()) {
      parser.step();
    }
    return parser.patches;
  }

  private void step() throws ToolFailedException {
    String line = lines.get(at);
    if (SEARCH.matcher(line).matches()) {
      block();
      return;
    }
    if (REPLACE.matcher(line).matches() || line.startsWith("@@")) {
      throw at("this stands outside of any block; write either blocks or a unified diff");
    } else if (!line.isBlank() && !line.startsWith("```")) {
      path = Optional.of(DECORATION.matcher(line).replaceAll(""));
    }
    at++;
  }

  private ToolFailedException at(String problem) {
    return new ToolFailedException("line " + (at + 1) + " of the diff: " + problem);
  }

  private void block() throws ToolFailedException {
    int begin = at;
    if (path.isEmpty()) {
      throw at("a block begins here before any file is named; put its path on the line before");
    }
    at++;
    OptionalInt start = start();
    List<String> old = until(DIVIDER, begin, "=======");
    List<String> fresh = until(REPLACE, begin, ">>>>>>> REPLACE");
    if (fresh.stream().anyMatch(line -> DIVIDER.matcher(line).matches())) {
      at = begin;
      throw at(
          "the block has more than one line of = signs, so that nobody can tell which divides it;"
              + " write this change as a unified diff");
    }
    if (old.equals(fresh)) {
      at = begin;
      throw at("the block changes nothing");
    }
    var hunk = new Hunk("block " + (patches.size() + 1), begin + 1, start, lines(old, fresh));
    patches.add(new FilePatch(begin + 1, path, path, false, List.of(hunk)));
  }

  /** Some write where the lines are; it is needed only where they are in several places. */
  private OptionalInt start() {
    var start = OptionalInt.empty();
    while (at < lines.size()) {
      Matcher stated = START.matcher(lines.get(at));
      boolean isRule = RULE.matcher(lines.get(at)).matches();
      if (stated.matches()) {
        start = OptionalInt.of(Integer.parseInt(stated.group(1)));
      } else if (start.isEmpty() || !(isRule || END.matcher(lines.get(at)).matches())) {
        return start;
      }
      at++;
      if (isRule) {
        return start;
      }
    }
    return start;
  }

  /** The lines up to this mark, which is passed unless it is the last of the block. */
  private List<String> until(Pattern mark, int begin, String name) throws ToolFailedException {
    int from = at;
    while (at < lines.size() && !ends(lines.get(at), mark)) {
      at++;
    }
    if (at == lines.size() || !mark.matcher(lines.get(at)).matches()) {
      at = begin;
      throw at("the block that begins here has no line " + name);
    }
    return lines.subList(from, at++);
  }

  private static boolean ends(String line, Pattern mark) {
    return mark.matcher(line).matches()
        || SEARCH.matcher(line).matches()
        || REPLACE.matcher(line).matches();
  }

  /** As a hunk, so that lines on both sides keep the bytes that they have in the file. */
  private static List<Hunk.Line> lines(List<String> old, List<String> fresh) {
    var lines = new ArrayList<Hunk.Line>();
    int copied = 0;
    for (AbstractDelta<String> delta : DiffUtils.diff(old, fresh, new LineDiff()).getDeltas()) {
      add(lines, Kind.CONTEXT, old.subList(copied, delta.getSource().getPosition()));
      add(lines, Kind.REMOVED, delta.getSource().getLines());
      add(lines, Kind.ADDED, delta.getTarget().getLines());
      copied = delta.getSource().getPosition() + delta.getSource().size();
    }
    add(lines, Kind.CONTEXT, old.subList(copied, old.size()));
    return lines;
  }

  private static void add(List<Hunk.Line> lines, Kind kind, List<String> texts) {
    texts.forEach(text -> lines.add(new Hunk.Line(kind, text, false)));
  }
}
