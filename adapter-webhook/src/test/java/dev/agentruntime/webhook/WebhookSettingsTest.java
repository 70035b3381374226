package dev.agentruntime.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.0.0/16",
        "0.0.0.0/0",
        "::1",
        "fd12::/16",
        "hooks.internal",
        "Hooks.Internal",
        "my_service",
        "localhost"
      })
  void addresses_ranges_and_names_of_hosts_can_be_allowed(String target) {
    assertThat(WebhookSettings.DEFAULT.withAllowedTargets(Set.of(target)).allowedTargets())
        .containsExactly(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*.internal",
        "http://hooks.internal",
        "hooks.internal:8080",
        "hooks.internal/8",
        "user@host",
        "10.0.0.0/33",
        "::1/129",
        "10.0.0.0/",
        "10.0.0/8",
        "010.0.0.0/8",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "[::1]",
        "fe80::1%eth0",
        "1.2.3.4.5",
        "hooks..internal"
      })
  void anything_else_is_refused(String target) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebhookSettings.DEFAULT.withAllowedTargets(Set.of(target)))
        .withMessageContaining("neither an address (127.0.0.1), nor a range");
  }

  @Test
  void timeouts_are_between_a_millisecond_and_an_hour() {
    for (Duration wrong :
        new Duration[] {Duration.ZERO, Duration.ofNanos(999), Duration.ofMinutes(61)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new WebhookSettings(wrong, Duration.ofSeconds(1), Set.of(), true))
          .withMessageContaining("connect timeout");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new WebhookSettings(Duration.ofSeconds(1), wrong, Set.of(), true))
          .withMessageContaining("whole-call timeout");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, 10.1.255.255, true",
    "10.1.0.0/16, 10.2.0.0, false",
    "10.1.2.3/16, 10.1.0.0, true",
    "0.0.0.0/0, 169.254.169.254, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 127.0.0.1, false",
    "::ffff:127.0.0.1, 127.0.0.1, true",
    "172.16.0.0/12, 172.31.0.1, true",
    "172.16.0.0/12, 172.32.0.1, false",
    "128.0.0.0/1, 127.255.255.255, false",
    "fd12::/16, fd12:ffff::1, true",
    "fd12::/16, fd13::1, false"
  })
  void a_range_holds_the_addresses_that_begin_like_it(
      String range, String address, boolean expected) {
    assertThat(AllowedTargets.of(Set.of(range)).contains(Sending.address(address)))
        .isEqualTo(expected);
  }
}
