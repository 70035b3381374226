package dev.agentruntime.openai;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of a body that nobody vouches for: any of the three line ends, of bounded length. */
final class LineReader {

  static final int MAX_LINE = 4 * 1024 * 1024;
  static final int MAX_REST = 16 * 1024 * 1024;

  private final InputStream body;
  private final Runnable onBytes;
  private final byte[] buffer = new byte[8192];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private int position;
  private int limit;
  private boolean afterReturn;

  /**
   * @param onBytes called whenever something came
   */
  LineReader(InputStream body, Runnable onBytes) {
    this.body = body;
    this.onBytes = onBytes;
  }

  /** The next line, the last one with or without its end; null after it. */
  @Nullable String next() throws IOException {
    line.reset();
    while (fill()) {
      byte b = buffer[position++];
      boolean secondOfPair = afterReturn && b == '\n';
      afterReturn = b == '\r';
      if (secondOfPair) {
        continue;
      }
      if (b == '\n' || b == '\r') {
        return line.toString(StandardCharsets.UTF_8);
      }
      append(b, MAX_LINE, "a line");
    }
    return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
  }

  /** Everything that is left. */
  String rest() throws IOException {
    line.reset();
    while (fill()) {
      append(buffer[position++], MAX_REST, "an answer");
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private void append(byte b, int max, String what) throws IOException {
    if (line.size() == max) {
      throw new TooMuchException(what + " of more than " + max / (1024 * 1024) + " MiB");
    }
    line.write(b);
  }

  private boolean fill() throws IOException {
    while (position == limit) {
      int count = body.read(buffer);
      if (count < 0) {
        return false;
      }
      position = 0;
      limit = count;
      onBytes.run();
    }
    return true;
  }
}
