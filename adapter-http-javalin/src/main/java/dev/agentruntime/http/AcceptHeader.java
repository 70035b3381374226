package dev.agentruntime.http;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a caller takes for an answer (RFC 9110, Accept); quality values only tell "not at all".
 *
 * @param json whether JSON is welcome
 * @param events whether events are, which must be asked for by name
 */
record AcceptHeader(boolean json, boolean events) {

  private static final List<String> JSON =
      List.of("application/json", "application/problem+json", "application/*", "*/*");

  /** What a request says of it; several lines are one list. */
  static AcceptHeader of(Context context) {
    return of(String.join(",", Collections.list(context.req().getHeaders("Accept"))));
  }

  private static AcceptHeader of(String header) {
    List<String> ranges =
        Arrays.stream(header.split(",", -1))
            .map(range -> range.toLowerCase(Locale.ROOT).replaceAll("[ \t]", ""))
            .filter(range -> !range.matches(".*;q=0(\\.0*)?$"))
            .map(range -> range.split(";", 2)[0])
            .filter(range -> !range.isEmpty())
            .toList();
    return new AcceptHeader(
        header.isBlank() || ranges.stream().anyMatch(JSON::contains),
        ranges.contains("text/event-stream"));
  }
}
