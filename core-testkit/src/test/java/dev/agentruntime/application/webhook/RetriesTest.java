package dev.agentruntime.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetriesTest {

  private static final UUID NO_MORE = new UUID(0, 0);
  private static final UUID MOST = new UUID(0, 999);

  private static Optional<Duration> pause(int attempts) {
    return Retries.pause(attempts, Optional.empty(), NO_MORE);
  }

  @Test
  void ten_attempts_take_about_three_days() {
    Duration whole = Duration.ZERO;
    for (int attempts = 1; attempts < 10; attempts++) {
      whole = whole.plus(pause(attempts).orElseThrow());
    }

    assertThat(whole).isBetween(Duration.ofDays(3), Duration.ofDays(4));
    assertThat(pause(1)).contains(Duration.ofSeconds(5));
    assertThat(pause(10)).isEmpty();
  }

  @Test
  void a_receiver_gets_the_time_it_asks_for_up_to_a_day() {
    assertThat(Retries.pause(1, Optional.of(Duration.ofHours(1)), NO_MORE))
        .contains(Duration.ofHours(1));
    assertThat(Retries.pause(2, Optional.of(Duration.ofSeconds(1)), NO_MORE))
        .as("no less than it would get")
        .contains(Duration.ofMinutes(5));
    assertThat(Retries.pause(1, Optional.of(Duration.ofDays(365)), NO_MORE))
        .contains(Duration.ofDays(1));
  }

  @Test
  void what_failed_together_is_not_sent_together() {
    assertThat(Retries.pause(2, Optional.empty(), MOST).orElseThrow())
        .isBetween(Duration.ofSeconds(329), Duration.ofSeconds(330));
  }
}
