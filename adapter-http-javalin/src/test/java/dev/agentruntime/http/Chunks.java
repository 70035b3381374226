package dev.agentruntime.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The body of an HTTP/1.1 answer in chunks (RFC 9112), as far as it came. */
final class Chunks {

  private Chunks() {}

  static InputStream body(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    var body = new ByteArrayOutputStream();
    int at = text.indexOf("\r\n\r\n");
    if (at < 0) {
      return InputStream.nullInputStream();
    }
    at += 4;
    int end = text.indexOf("\r\n", at);
    while (end > 0) {
      int size = Integer.parseInt(text.substring(at, end), 16);
      int there = Math.min(size, answer.length - end - 2);
      body.write(answer, end + 2, Math.max(0, there));
      at = end + 2 + size + 2;
      end = at < answer.length ? text.indexOf("\r\n", at) : -1;
    }
    return new ByteArrayInputStream(body.toByteArray());
  }
}
