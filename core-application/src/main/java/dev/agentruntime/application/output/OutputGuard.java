package dev.agentruntime.application.output;

import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.function.Consumer;

/**
 * The one door for what comes out of files and commands, before it is recorded, shown or told to
 * the model: known secrets are masked, and what nobody would see is written out. Where that
 * happened a result says so in a last line, so that a model does not take it for the file.
 */
public record OutputGuard(KnownSecrets secrets) {

  /** Longest diff in characters that a person is shown. */
  public static final int MAX_DIFF = 64 * 1024;

  /** A result as it may be recorded. */
  public ToolResult result(ToolResult result) {
    return new ToolResult(
        result.outcome(),
        noted(result.content()),
        result.changedFiles().stream().map(secrets::mask).toList(),
        result.note().map(this::noted));
  }

  private String noted(String content) {
    VisibleText.Filter visible = VisibleText.filter();
    String shown = visible.take(secrets.mask(content)) + visible.end();
    if (visible.writtenOut() == 0) {
      return shown;
    }
    return shown
        + (shown.endsWith("\n") ? "" : "\n")
        + "["
        + visible.writtenOut()
        + " characters here cannot be seen and are written out, as \\r or \\u{200B}]";
  }

  /** A text as it may be shown and told. */
  public String text(String text) {
    return VisibleText.of(secrets.mask(text));
  }

  /**
   * A preview with a diff as it may be shown. Paths and hashes stay: a decision is bound to them.
   */
  public Preview preview(Preview preview) {
    return new Preview(
        preview.paths(),
        preview.impacts(),
        preview.size(),
        preview.diff().map(this::diff),
        preview.secret());
  }

  private String diff(String diff) {
    String shown = text(diff);
    if (shown.length() <= MAX_DIFF) {
      return shown;
    }
    int end = Math.max(shown.lastIndexOf('\n', MAX_DIFF), 0);
    return shown.substring(0, end)
        + "\n[diff cut here: "
        + (shown.length() - end)
        + " more characters are not shown]\n";
  }

  /** What a command prints while it runs, on its way to those who watch. */
  Live live(Consumer<String> watchers) {
    return new Live(secrets.filter().then(VisibleText.filter()), watchers);
  }

  /** One command's output. Pieces may come from several threads. */
  static final class Live implements Consumer<String> {

    private final TextFilter filter;
    private final Consumer<String> watchers;

    private Live(TextFilter filter, Consumer<String> watchers) {
      this.filter = filter;
      this.watchers = watchers;
    }

    @Override
    public synchronized void accept(String piece) {
      tell(filter.take(piece));
    }

    synchronized void end() {
      tell(filter.end());
    }

    private void tell(String text) {
      if (!text.isEmpty()) {
        watchers.accept(text);
      }
    }
  }
}
