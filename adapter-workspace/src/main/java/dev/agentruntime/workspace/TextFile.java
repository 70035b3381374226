package dev.agentruntime.workspace;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file's bytes read as text.
 *
 * @param text without the byte order mark
 * @param encoding what it was read as, where that is not plain UTF-8
 */
record TextFile(String text, Optional<String> encoding) {

  /** As git: a file with a NUL this near its beginning is binary. */
  private static final int LOOKED_AT = 8000;

  /** The text, or empty for a binary file. */
  static Optional<TextFile> of(byte[] bytes) {
    if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
      return Optional.of(decode(bytes, 3, StandardCharsets.UTF_8, "UTF-8 with a byte order mark"));
    }
    if (startsWith(bytes, 0xFF, 0xFE)) {
      return Optional.of(decode(bytes, 2, StandardCharsets.UTF_16LE, "UTF-16, little endian"));
    }
    if (startsWith(bytes, 0xFE, 0xFF)) {
      return Optional.of(decode(bytes, 2, StandardCharsets.UTF_16BE, "UTF-16, big endian"));
    }
    return isBinary(bytes) ? Optional.empty() : Optional.of(withoutMark(bytes));
  }

  /** Whether a byte order mark says so. */
  static boolean isUtf16(byte[] bytes, int length) {
    return length > 1
        && ((bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
            || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF));
  }

  static boolean isBinary(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, LOOKED_AT); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private static TextFile withoutMark(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new TextFile(text, Optional.empty());
    } catch (CharacterCodingException e) {
      return decode(bytes, 0, StandardCharsets.ISO_8859_1, "not UTF-8, read as ISO-8859-1");
    }
  }

  private static TextFile decode(byte[] bytes, int skipped, Charset charset, String encoding) {
    String text = new String(bytes, skipped, bytes.length - skipped, charset);
    return new TextFile(text, Optional.of(encoding));
  }

  /**
   * The lines without their ends; only a line feed, with or without a carriage return, ends a line.
   */
  List<String> lines() {
    return lines(text);
  }

  static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    int start = 0;
    while (start < text.length()) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed;
      boolean isCrlf = feed > start && text.charAt(feed - 1) == '\r';
      lines.add(text.substring(start, isCrlf ? end - 1 : end));
      start = end + 1;
    }
    return lines;
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
