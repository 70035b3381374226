package dev.agentruntime.workspace;

import dev.agentruntime.workspace.Hunk.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the file indents what a diff indents otherwise, learnt from the lines that both have.
 *
 * @param inFile the file's white space by the diff's
 */
record Indentation(Map<String, String> inFile) {

  static Indentation of(Hunk hunk, List<PatchableText.Line> there) {
    var inFile = new HashMap<String, String>();
    int index = 0;
    for (Hunk.Line line : hunk.lines()) {
      if (line.kind() != Kind.ADDED) {
        String text = there.get(index++).text();
        if (!text.isBlank()) {
          inFile.putIfAbsent(of(line.text()), of(text));
        }
      }
    }
    return new Indentation(inFile);
  }

  /** A line that comes in, indented as the file does it; the deepest known level is the base. */
  String asInFile(String line) {
    String own = of(line);
    String known = own;
    while (!known.isEmpty() && !inFile.containsKey(known)) {
      known = known.substring(0, known.length() - 1);
    }
    return inFile.getOrDefault(known, "") + line.substring(known.length());
  }

  private static String of(String line) {
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    return line.substring(0, end);
  }
}
