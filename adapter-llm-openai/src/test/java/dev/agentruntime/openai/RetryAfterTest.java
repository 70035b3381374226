package dev.agentruntime.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.Headers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

  @Test
  void seconds_milliseconds_and_dates_are_understood() {
    assertThat(asked("Retry-After", "2")).contains(Duration.ofSeconds(2));
    assertThat(asked("retry-after", " 1.5 ")).contains(Duration.ofMillis(1500));
    assertThat(asked("retry-after-ms", "20", "Retry-After", "9")).contains(Duration.ofMillis(20));
    assertThat(
            asked(
                "Date", "Sat, 21 Nov 2026 10:00:00 GMT",
                "Retry-After", "Sat, 21 Nov 2026 10:01:30 GMT"))
        .contains(Duration.ofSeconds(90));
  }

  @Test
  void a_date_in_the_past_means_now() {
    assertThat(
            asked(
                "Date", "Sat, 21 Nov 2026 10:00:00 GMT",
                "Retry-After", "Sat, 21 Nov 2026 09:00:00 GMT"))
        .contains(Duration.ZERO);
  }

  @Test
  void what_is_unreadable_counts_as_absent() {
    assertThat(asked()).isEmpty();
    assertThat(asked("Retry-After", "soon")).isEmpty();
    assertThat(asked("Retry-After", "-1")).isEmpty();
    assertThat(asked("Retry-After", "9".repeat(400))).isEmpty();
    assertThat(asked("Retry-After", "Sat, 21 Nov 2026 10:01:30 GMT")).isEmpty();
    assertThat(asked("Date", "x", "Retry-After", "Sat, 21 Nov 2026 10:01:30 GMT")).isEmpty();
  }

  private static Optional<Duration> asked(String... headers) {
    var builder = Headers.builder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.put(headers[i], headers[i + 1]);
    }
    return RetryAfter.of(builder.build());
  }
}
