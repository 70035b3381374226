package dev.agentruntime.openai;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Server-sent events, of which only the data matters here. */
final class EventDecoder {

  private final StringBuilder data = new StringBuilder();
  private boolean any;

  /** Whether a stream of events can begin like this; JSON and HTML do not. */
  static boolean canBegin(String line) {
    String name = field(withoutMark(line));
    return switch (name) {
      case "", "data", "event", "id", "retry" -> true;
      default -> false;
    };
  }

  /** Takes a line, and returns the data of the event that it ends, if it ends one that has data. */
  @Nullable String take(String line) throws IOException {
    if (line.isEmpty()) {
      String complete = any ? data.toString() : null;
      data.setLength(0);
      any = false;
      return complete;
    }
    String text = withoutMark(line);
    if (field(text).equals("data")) {
      append(text.substring(Math.min("data:".length(), text.length())));
    }
    return null;
  }

  /** The data of the event that has not ended; empty if there is none. */
  String pending() {
    return data.toString();
  }

  private void append(String value) throws IOException {
    if (data.length() + value.length() > LineReader.MAX_LINE) {
      throw new TooMuchException("an event of more than 4 MiB");
    }
    if (any) {
      data.append('\n');
    }
    data.append(value, value.startsWith(" ") ? 1 : 0, value.length());
    any = true;
  }

  private static String field(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? line : line.substring(0, colon);
  }

  private static String withoutMark(String line) {
    return line.startsWith("\uFEFF") ? line.substring(1) : line;
  }
}
