package dev.agentruntime.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes what a command prints, hands it on, and keeps the beginning and the end. */
final class CommandOutput {

  static final int KEPT_HEAD = 12 * 1024;
  static final int KEPT_TAIL = 20 * 1024;
  static final int MAX_HANDED_ON = 1 << 20;

  private final StringBuilder head = new StringBuilder();
  private final StringBuilder tail = new StringBuilder();
  private Consumer<String> listener;
  private long handedOn;
  private long leftOut;

  CommandOutput(Consumer<String> listener) {
    this.listener = listener;
  }

  /** Reads to the end. The command is never kept waiting by what is left out. */
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

  void take(String piece) {
    keep(piece);
    handOn(piece);
  }

  private synchronized void keep(String piece) {
    int fits = Math.min(piece.length(), KEPT_HEAD - head.length());
    head.append(piece, 0, fits);
    tail.append(piece, fits, piece.length());
    // Cut now and then only: moving the tail for every piece would cost more than the memory.
    if (tail.length() > 2 * KEPT_TAIL) {
      cutTail();
    }
  }

  private void cutTail() {
    int cut = Math.max(0, tail.length() - KEPT_TAIL);
    leftOut += cut;
    tail.delete(0, cut);
  }

  private void handOn(String piece) {
    if (handedOn > MAX_HANDED_ON) {
      return;
    }
    handedOn += piece.length();
    try {
      listener.accept(
          handedOn > MAX_HANDED_ON
              ? piece + "\n[more output is not shown while it runs]\n"
              : piece);
    } catch (RuntimeException e) {
      // Who listens must not decide whether the command can go on printing.
      listener = ignored -> {};
    }
  }

  /** What the model is told. */
  synchronized String shown() {
    cutTail();
    return leftOut == 0
        ? head.toString() + tail
        : head + "\n[… " + leftOut + " characters left out …]\n" + tail;
  }
}
