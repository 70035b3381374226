package dev.agentruntime.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the query of an address (application/x-www-form-urlencoded). What cannot be read is
 * refused: a filter that was passed over would show everything.
 */
final class QueryText {

  private QueryText() {}

  /** The values under each name, in order. */
  static Map<String, List<String>> read(@Nullable String query) {
    var values = new LinkedHashMap<String, List<String>>();
    for (String pair : query == null ? List.<String>of() : List.of(query.split("&", -1))) {
      if (!pair.isEmpty()) {
        int sign = pair.indexOf('=');
        String name = decoded(sign < 0 ? pair : pair.substring(0, sign));
        String value = sign < 0 ? "" : decoded(pair.substring(sign + 1));
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
      }
    }
    return values;
  }

  private static String decoded(String text) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(octet(text, i + 1));
        i += 2;
      } else if (c <= ' ' || c > '~') {
        throw unreadable("has a character that must be encoded");
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw unreadable("is not UTF-8");
    }
  }

  private static int octet(String text, int at) {
    if (at + 2 > text.length() || !text.substring(at, at + 2).matches("[0-9A-Fa-f]{2}")) {
      throw unreadable("has a % that two hexadecimal digits must follow");
    }
    return Integer.parseInt(text.substring(at, at + 2), 16);
  }

  private static ProblemException unreadable(String why) {
    return Problem.of(ProblemCode.INVALID_REQUEST, "the query " + why).exception();
  }
}
