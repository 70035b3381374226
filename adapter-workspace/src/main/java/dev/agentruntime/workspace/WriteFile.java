package dev.agentruntime.workspace;

import dev.agentruntime.workspace.ConfinedFolder.Content;
import dev.agentruntime.workspace.TextFile.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * {@code write_file}: a whole file as given, but in the form in which it is there already: encoding
 * and byte order mark are kept, and where all lines end in CRLF and those given all in LF, so are
 * the ends of lines.
 */
record WriteFile(ConfinedPaths paths) implements Edit.Planner {

  static final int MAX_BYTES = 5 << 20;

  private static final String MARK = "\uFEFF";

  @Override
  public Edit.Plan plan(Arguments arguments) throws ToolFailedException, IOException {
    WorkspacePath path = WorkspacePath.parse(arguments.required("path"));
    if (arguments.required("path").endsWith("/")) {
      throw new ToolFailedException(path + "/ names a folder; give the path of a file");
    }
    Optional<Content> old = paths.find(path, ReadFile.MAX_BYTES);
    byte[] content = stored(path, arguments.required("content"), old.flatMap(WriteFile::text));
    if (content.length > MAX_BYTES) {
      throw new ToolFailedException(
          "the content has %d bytes, more than the %d MB that are written at once"
              .formatted(content.length, MAX_BYTES >> 20));
    }
    var change =
        new FileChange(
            path, old.map(Content::bytes), Optional.of(content), old.map(Content::attributes));
    return new Edit.Plan(List.of(change), false);
  }

  private static Optional<TextFile> text(Content content) {
    return TextFile.of(content.bytes());
  }

  private static byte[] stored(WorkspacePath path, String content, Optional<TextFile> old)
      throws ToolFailedException {
    Form form = old.map(TextFile::form).orElse(Form.PLAIN);
    if (content.isEmpty() || form == Form.PLAIN) {
      return inLinesOf(old, content).getBytes(StandardCharsets.UTF_8);
    }
    String text = content.startsWith(MARK) ? content.substring(1) : content;
    return form.stored(inLinesOf(old, text))
        .orElseThrow(
            () ->
                new ToolFailedException(
                    "%s is stored in another encoding (%s), which does not have all characters of the content; write only such as it has, or remove the file first to have it in UTF-8"
                        .formatted(path, form.told())));
  }

  private static String inLinesOf(Optional<TextFile> old, String content) {
    boolean keepsReturns =
        content.indexOf('\r') < 0 && old.map(text -> isCrlf(text.text())).orElse(false);
    return keepsReturns ? content.replace("\n", "\r\n") : content;
  }

  private static boolean isCrlf(String text) {
    return text.contains("\r\n") && text.replace("\r\n", "").indexOf('\n') < 0;
  }
}
