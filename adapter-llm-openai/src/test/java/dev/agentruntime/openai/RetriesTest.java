package dev.agentruntime.openai;

import static dev.agentruntime.openai.FakeEndpoint.answer;
import static dev.agentruntime.openai.FakeEndpoint.json;
import static dev.agentruntime.openai.FakeEndpoint.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.domain.session.FailureKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {

  private static final FakeEndpoint.Answer WELL = stream(Streams.complete("well"));

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504, 529})
  void what_may_pass_is_asked_again(int status) throws Exception {
    try (var endpoint = FakeEndpoint.playing(json(status, ""), json(status, "{}"), WELL)) {
      assertThat(Talk.replied(ask(endpoint, 2)).text()).isEqualTo("well");
      assertThat(endpoint.requests()).hasSize(3);
    }
  }

  @Test
  void a_server_that_stays_broken_is_unavailable_and_the_tries_are_counted() throws Exception {
    FakeEndpoint.Answer broken = json(500, "{\"error\":{\"message\":\"broken\"}}");
    try (var endpoint = FakeEndpoint.playing(broken, broken, broken, WELL)) {
      assertThat(Talk.failed(ask(endpoint, 2), FailureKind.UNAVAILABLE))
          .contains("answered 500: \"broken\"")
          .contains("Asked 3 times.");
      assertThat(endpoint.requests()).hasSize(3);
    }
  }

  @Test
  void every_try_sends_the_same() throws Exception {
    try (var endpoint = FakeEndpoint.playing(json(500, ""), WELL)) {
      ask(endpoint, 1);
      assertThat(endpoint.requests().get(1).body()).isEqualTo(endpoint.requests().get(0).body());
    }
  }

  @Test
  void the_wait_that_a_server_asks_for_is_kept() throws Exception {
    try (var endpoint =
        FakeEndpoint.playing(
            answer(429, "application/json", "{}", "retry-after-ms", "150"), WELL)) {
      long begin = System.nanoTime();
      Talk.replied(ask(endpoint, 1));
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }
  }

  @Test
  void a_wait_longer_than_allowed_is_told_instead_of_waited() throws Exception {
    try (var endpoint =
        FakeEndpoint.playing(answer(429, "application/json", "{}", "Retry-After", "120"), WELL)) {
      assertThat(Talk.failed(ask(endpoint, 3), FailureKind.UNAVAILABLE))
          .contains("Ask again in 2 min");
      assertThat(endpoint.requests()).hasSize(1);
    }
  }

  @Test
  void a_silent_server_is_asked_again() throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.silence(), WELL)) {
      OpenAiSettings settings =
          Talk.settings(endpoint)
              .withRetries(Talk.retries(1, 1000))
              .withTimeouts(Talk.seconds(2.5, 5, 20));
      assertThat(Talk.replied(Talk.ask(settings)).text()).isEqualTo("well");
    }
  }

  private static Outcome ask(FakeEndpoint endpoint, int retries) throws Exception {
    return Talk.ask(Talk.settings(endpoint).withRetries(Talk.retries(retries, 1000)));
  }
}
