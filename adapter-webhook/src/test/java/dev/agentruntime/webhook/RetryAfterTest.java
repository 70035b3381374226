package dev.agentruntime.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "00012, 12",
    "120, 120",
    "86400, 86400",
    "86401, 86400",
    "99999, 86400",
    "999999999999999999999999, 86400"
  })
  void seconds_are_read_up_to_a_day(String text, long seconds) {
    assertThat(asked("Retry-After", text)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "'Sat, 21 Nov 2026 10:01:30 GMT', 90",
    "'Saturday, 21-Nov-26 10:01:30 GMT', 90",
    "'Sat Nov 21 10:01:30 2026', 90",
    "'Sat, 21 Nov 2026 09:00:00 GMT', 0",
    "'Fri, 21 Nov 2036 09:00:00 GMT', 86400"
  })
  void a_date_is_read_up_to_a_day(String date, long seconds) {
    assertThat(asked("Retry-After", date)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void a_date_is_read_by_the_clock_of_who_wrote_it() {
    assertThat(
            asked(
                "Date", "Sat, 21 Nov 2026 12:00:00 GMT",
                "Retry-After", "Sat, 21 Nov 2026 12:00:10 GMT"))
        .contains(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "1 2", "Sat, 99 Nov", "١٢"})
  void what_is_unreadable_counts_as_absent(String text) {
    var headers = new Headers.Builder().addUnsafeNonAscii("Retry-After", text).build();

    assertThat(RetryAfter.of(headers, NOW)).isEmpty();
  }

  @Test
  void absent_is_absent() {
    assertThat(asked()).isEmpty();
  }

  private static Optional<Duration> asked(String... headers) {
    return RetryAfter.of(Headers.of(headers), NOW);
  }
}
