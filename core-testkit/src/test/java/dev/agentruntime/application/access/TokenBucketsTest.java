package dev.agentruntime.application.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.port.RateLimit;
import dev.agentruntime.application.port.RateMeter.Outcome;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

  private final ShiftableClock clock = new ShiftableClock();
  private final TokenBuckets buckets = new TokenBuckets(clock);
  private final RateLimit limit = new RateLimit(60, 2);

  @Test
  void who_is_not_heard_of_any_more_is_forgotten() {
    for (int i = 0; i < 100; i++) {
      buckets.take("subject " + i, limit);
    }
    assertThat(buckets.size()).isEqualTo(100);
    clock.pass(Duration.ofMinutes(2));
    buckets.take("another", limit);
    assertThat(buckets.size()).isEqualTo(1);
  }

  @Test
  void a_clock_that_is_set_back_gives_nothing() {
    buckets.take("a", limit);
    buckets.take("a", limit);
    clock.pass(Duration.ofHours(-1));
    assertThat(buckets.take("a", limit)).isInstanceOf(Outcome.Exhausted.class);
    clock.pass(Duration.ofHours(1));
    assertThat(buckets.take("a", limit)).isEqualTo(new Outcome.Exhausted(Duration.ofSeconds(1)));
  }

  @Test
  void a_limit_allows_something() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimit(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimit(1, 0));
  }
}
