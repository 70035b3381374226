package dev.agentruntime.openai;

import com.openai.core.http.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long an endpoint asks to be left alone. */
final class RetryAfter {

  private RetryAfter() {}

  /**
   * From {@code retry-after-ms}, or {@code Retry-After} in seconds or as a date; what is unreadable
   * counts as absent.
   */
  static Optional<Duration> of(Headers headers) {
    return first(headers, "retry-after-ms")
        .flatMap(text -> decimal(text, 1))
        .or(() -> first(headers, "Retry-After").flatMap(text -> decimal(text, 1000)))
        .or(() -> first(headers, "Retry-After").flatMap(date -> until(date, headers)));
  }

  private static Optional<String> first(Headers headers, String name) {
    return headers.values(name).stream().findFirst().map(String::strip);
  }

  private static Optional<Duration> decimal(String text, int millis) {
    return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
        ? Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * millis)))
        : Optional.empty();
  }

  /** By the clock of the endpoint, which also wrote the date. */
  private static Optional<Duration> until(String date, Headers headers) {
    return first(headers, "Date")
        .flatMap(RetryAfter::date)
        .flatMap(now -> date(date).map(then -> Duration.between(now, then)))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static Optional<ZonedDateTime> date(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
