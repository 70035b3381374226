package dev.agentruntime.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a caller takes for an answer (RFC 9110, Accept); quality values only tell "not at all".
 *
 * @param json whether JSON is welcome
 * @param events whether events are, which must be asked for by name
 */
record AcceptHeader(boolean json, boolean events) {

  private static final List<String> JSON =
      List.of("application/json", "application/problem+json", "application/*", "*/*");

  static AcceptHeader of(Optional<String> header) {
    List<String> ranges =
        header.stream()
            .flatMap(accept -> Arrays.stream(accept.split(",")))
            .map(range -> range.toLowerCase(Locale.ROOT).replace(" ", ""))
            .filter(range -> !range.matches(".*;q=0(\\.0*)?$"))
            .map(range -> range.split(";", 2)[0])
            .filter(range -> !range.isEmpty())
            .toList();
    return new AcceptHeader(
        header.filter(accept -> !accept.isBlank()).isEmpty()
            || ranges.stream().anyMatch(JSON::contains),
        ranges.contains("text/event-stream"));
  }
}
