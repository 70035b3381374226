package dev.agentruntime.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes what a command prints: the newest part is shown while it runs, the beginning and the end
 * are kept for the model, and all of it goes to the log. Bytes that are no UTF-8 become U+FFFD.
 */
final class CommandOutput {

  static final int KEPT_HEAD = 12 * 1024;
  static final int KEPT_TAIL = 20 * 1024;

  private final SettledLines lines = new SettledLines();
  private final HeadAndTail kept = new HeadAndTail(KEPT_HEAD, KEPT_TAIL);
  private final LiveOutput live = new LiveOutput();
  private final CommandLog log;
  private Consumer<String> listener;
  private boolean ended;

  CommandOutput(Consumer<String> listener, CommandLog log) {
    this.listener = listener;
    this.log = log;
  }

  /** Reads to the end. The command waits for nobody but the disk. */
  void drain(InputStream stream) {
    try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      char[] buffer = new char[8192];
      int read;
      while ((read = reader.read(buffer)) >= 0) {
        take(new String(buffer, 0, read));
      }
    } catch (IOException e) {
      // The pipe is closed when the command is ended.
    }
  }

  private synchronized void take(String piece) {
    if (!ended) {
      live.add(piece);
      keep(lines.settle(piece));
    }
  }

  private void keep(String settled) {
    kept.add(settled);
    log.append(settled);
  }

  /** Shows what has come since the last time. To be called by one thread, now and then. */
  void show() {
    String next = next();
    if (next.isEmpty()) {
      return;
    }
    try {
      listener.accept(next);
    } catch (RuntimeException e) {
      // Who listens must not decide how the command ends.
      listener = ignored -> {};
    }
  }

  private synchronized String next() {
    return live.next(ended);
  }

  /** Nothing is taken any more, and the log is complete. */
  synchronized void end() {
    if (!ended) {
      ended = true;
      keep(lines.rest());
      log.finish();
    }
  }

  /** What the model is told. The log stays only if it has more. */
  synchronized String told() {
    if (kept.leftOut() == 0) {
      log.discard();
      return kept.head() + kept.tail();
    }
    return "%s\n[… %d characters left out; %s …]\n%s"
        .formatted(kept.head(), kept.leftOut(), log.whereabouts(), kept.tail());
  }
}
