package dev.agentruntime.workspace;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The unified diff that a person is shown: made from the bytes before and after, not from what was
 * sent.
 */
final class ShownDiff {

  static final int MAX_SHOWN = 100_000;

  private static final int CONTEXT = 3;
  private static final String NO_NEWLINE = "\n\\ No newline at end of file";

  private ShownDiff() {}

  static String of(List<FileChange> changes) {
    var shown = new StringBuilder();
    int left = 0;
    for (FileChange change : changes) {
      for (String line : lines(change)) {
        if (shown.length() + line.length() < MAX_SHOWN) {
          shown.append(line).append('\n');
        } else {
          left++;
        }
      }
    }
    return left == 0 ? shown.toString() : shown + "[diff cut: " + left + " more lines]\n";
  }

  private static List<String> lines(FileChange change) {
    String from = change.before().isPresent() ? "a/" + change.path() : "/dev/null";
    String to = change.after().isPresent() ? "b/" + change.path() : "/dev/null";
    var header = List.of("--- " + from, "+++ " + to);
    if (change.changesNothing()) {
      return List.of(header.get(0), header.get(1), "[nothing changes]");
    }
    if (SecretFiles.covers(change.path())) {
      return List.of(
          header.get(0), header.get(1), "[a file for secrets: its content is not shown]");
    }
    Optional<TextFile> before = TextFile.of(change.before().orElse(new byte[0]));
    Optional<TextFile> after = TextFile.of(change.after().orElse(new byte[0]));
    if (before.isEmpty() || after.isEmpty()) {
      return List.of(header.get(0), header.get(1), "[binary content]");
    }
    var diff = new ArrayList<>(diff(from, to, before.get().text(), after.get().text()));
    if (diff.isEmpty()) {
      diff.addAll(header);
    }
    TextFile.Form old = before.get().form();
    TextFile.Form fresh = after.get().form();
    if (old != fresh && change.before().isPresent()) {
      diff.add("[encoding: %s becomes %s]".formatted(old.told(), fresh.told()));
    }
    return diff;
  }

  private static List<String> diff(String from, String to, String before, String after) {
    boolean bothCrlf = isCrlf(before) && isCrlf(after);
    List<String> old = split(before, bothCrlf);
    List<String> fresh = split(after, bothCrlf);
    return UnifiedDiffUtils.generateUnifiedDiff(
        from, to, old, DiffUtils.diff(old, fresh, new LineDiff()), CONTEXT);
  }

  private static boolean isCrlf(String text) {
    return text.isEmpty() || !text.replace("\r\n", "").contains("\n");
  }

  /** Carriage returns that differ are made visible, or the change would look like none. */
  private static List<String> split(String text, boolean dropReturns) {
    String plain = dropReturns ? text.replace("\r\n", "\n") : text.replace("\r", "\u240D");
    var lines = new ArrayList<>(TextFile.lines(plain));
    if (!plain.isEmpty() && !plain.endsWith("\n")) {
      lines.add(lines.removeLast() + NO_NEWLINE);
    }
    return lines;
  }
}
