package dev.agentruntime.workspace;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** {@code read_file}: a text file, or a range of its lines. */
record ReadFile(ConfinedPaths paths) implements WorkspaceTool {

  static final long MAX_BYTES = 10L << 20;
  static final int MAX_LINE = 2000;
  static final int MAX_SHOWN = 100_000;

  @Override
  public Preview preview(Arguments arguments) throws ToolFailedException, IOException {
    WorkspacePath given = WorkspacePath.parse(arguments.required("path"));
    return disclosed(paths, given, paths.follow(given));
  }

  /** Names both the path as given and, behind links, the real one: rules must see either. */
  static Preview seen(WorkspacePath given, WorkspacePath real) {
    return Preview.ofPaths(Stream.of(given, real).distinct().map(WorkspacePath::toString).toList());
  }

  /** Marked where the content is a secret, or may be one of the outside under another name. */
  static Preview disclosed(ConfinedPaths paths, WorkspacePath given, WorkspacePath real)
      throws ToolFailedException, IOException {
    Preview seen = seen(given, real);
    boolean isGuarded =
        SecretFiles.covers(given) || SecretFiles.covers(real) || paths.hasOtherNames(real);
    return isGuarded ? seen.ofSecrets() : seen;
  }

  /** What a path leads to now; it must not have become a secret since the call was judged. */
  static WorkspacePath resolved(ConfinedPaths paths, WorkspacePath given, Preview judged)
      throws ToolFailedException, IOException {
    WorkspacePath real = paths.follow(given);
    if (disclosed(paths, given, real).secret() && !judged.secret()) {
      throw new ToolFailedException(
          given + " became another file since the call was judged; call again");
    }
    return real;
  }

  @Override
  public ToolResult run(AuthorizedCall call, Consumer<String> output)
      throws ToolFailedException, IOException {
    var arguments = new Arguments(call.arguments());
    WorkspacePath file =
        resolved(paths, WorkspacePath.parse(arguments.required("path")), call.preview());
    byte[] bytes = paths.read(file, MAX_BYTES);
    TextFile text =
        TextFile.of(bytes)
            .orElseThrow(
                () ->
                    new ToolFailedException(
                        "%s is a binary file of %d bytes; it is not shown"
                            .formatted(file, bytes.length)));
    int first = arguments.number("start_line", 1, 1, Integer.MAX_VALUE);
    int last = arguments.number("end_line", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    if (last < first) {
      throw new ToolFailedException("end_line " + last + " is before start_line " + first);
    }
    return ToolResult.succeeded(shown(file, text, first, last));
  }

  private static String shown(WorkspacePath file, TextFile content, int first, int last)
      throws ToolFailedException {
    String text = content.text();
    List<String> lines = content.lines();
    if (first > Math.max(1, lines.size())) {
      throw new ToolFailedException(
          "%s has %d lines; start_line %d is behind its end".formatted(file, lines.size(), first));
    }
    var notes = new ArrayList<String>();
    if (content.form() != TextFile.Form.PLAIN) {
      notes.add(content.form().told());
    }
    if (text.contains("\r\n")) {
      notes.add("lines end in CRLF");
    }
    int end = Math.min(last, lines.size());
    var body = new StringBuilder();
    int next = first;
    while (next <= end && body.length() < MAX_SHOWN) {
      body.append(cut(lines.get(next - 1))).append('\n');
      next++;
    }
    if (lines.isEmpty()) {
      notes.add("the file is empty");
    } else if (first > 1 || next <= lines.size()) {
      notes.addFirst("lines %d to %d of %d".formatted(first, next - 1, lines.size()));
    } else if (!text.endsWith("\n")) {
      body.setLength(body.length() - 1);
    }
    if (next <= end) {
      body.append("[%d more lines; go on with start_line %d]\n".formatted(end - next + 1, next));
    }
    return notes.isEmpty() ? body.toString() : "[" + String.join("; ", notes) + "]\n" + body;
  }

  private static String cut(String line) {
    String head = Excerpt.head(line, MAX_LINE);
    return head.length() == line.length()
        ? line
        : head + "[line cut: %d more characters]".formatted(line.length() - head.length());
  }
}
