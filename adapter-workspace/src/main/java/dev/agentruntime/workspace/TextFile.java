package dev.agentruntime.workspace;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A file's bytes read as text.
 *
 * @param text without the byte order mark
 * @param form how it is stored
 */
record TextFile(String text, Form form) {

  /** As git: a file with a NUL this near its beginning is binary. */
  private static final int LOOKED_AT = 8000;

  /** How a text is stored: its encoding, and the mark before it. */
  enum Form {
    PLAIN("UTF-8", StandardCharsets.UTF_8),
    MARKED("UTF-8 with a byte order mark", StandardCharsets.UTF_8, 0xEF, 0xBB, 0xBF),
    UTF_16LE("UTF-16, little endian", StandardCharsets.UTF_16LE, 0xFF, 0xFE),
    UTF_16BE("UTF-16, big endian", StandardCharsets.UTF_16BE, 0xFE, 0xFF),
    LATIN_1("not UTF-8, read as ISO-8859-1", StandardCharsets.ISO_8859_1);

    private final String told;
    private final Charset charset;
    private final byte[] mark;

    Form(String told, Charset charset, int... mark) {
      this.told = told;
      this.charset = charset;
      this.mark = new byte[mark.length];
      for (int i = 0; i < mark.length; i++) {
        this.mark[i] = (byte) mark[i];
      }
    }

    String told() {
      return told;
    }

    private boolean isMarkOf(byte[] bytes) {
      return mark.length > 0
          && bytes.length >= mark.length
          && Arrays.equals(mark, 0, mark.length, bytes, 0, mark.length);
    }

    /** The bytes in which a text is stored; empty if it has characters that cannot be. */
    Optional<byte[]> stored(String text) {
      if (!charset.newEncoder().canEncode(text)) {
        return Optional.empty();
      }
      byte[] encoded = text.getBytes(charset);
      byte[] bytes = Arrays.copyOf(mark, mark.length + encoded.length);
      System.arraycopy(encoded, 0, bytes, mark.length, encoded.length);
      return Optional.of(bytes);
    }
  }

  /** The text, or empty for a binary file. */
  static Optional<TextFile> of(byte[] bytes) {
    for (Form form : Form.values()) {
      if (form.isMarkOf(bytes)) {
        int skipped = form.mark.length;
        return Optional.of(
            new TextFile(new String(bytes, skipped, bytes.length - skipped, form.charset), form));
      }
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
    return utf8(bytes)
        .map(text -> new TextFile(text, Form.PLAIN))
        .orElseGet(
            () -> new TextFile(new String(bytes, StandardCharsets.ISO_8859_1), Form.LATIN_1));
  }

  /** The text if the bytes are valid UTF-8. */
  static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
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
}
