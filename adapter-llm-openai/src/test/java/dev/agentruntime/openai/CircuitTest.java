package dev.agentruntime.openai;

import static dev.agentruntime.openai.FakeEndpoint.json;
import static dev.agentruntime.openai.FakeEndpoint.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.openai.OpenAiSettings.Retries;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CircuitTest {

  private static final FakeEndpoint.Answer BROKEN =
      json(503, "{\"error\":{\"message\":\"overloaded\"}}");
  private static final FakeEndpoint.Answer WELL = stream(Streams.complete("well"));

  @Test
  void an_endpoint_that_keeps_failing_is_left_alone_and_the_user_told_for_how_long()
      throws Exception {
    try (var endpoint = FakeEndpoint.playing(BROKEN, BROKEN, WELL);
        var model = model(endpoint, 2, Duration.ofMinutes(1))) {
      model.chat(Talk.hello(), new Talk());
      model.chat(Talk.hello(), new Talk());
      Outcome refused = model.chat(Talk.hello(), new Talk());

      assertThat(Talk.failed(refused, FailureKind.UNAVAILABLE))
          .contains("failed 2 times in a row")
          .containsPattern("not asked again for (60 s|1 min)")
          .contains("overloaded");
      assertThat(endpoint.requests()).hasSize(2);
    }
  }

  @Test
  void retries_end_when_the_circuit_opens() throws Exception {
    try (var endpoint = FakeEndpoint.playing(BROKEN, BROKEN, WELL);
        var model = new OpenAiChatModel(Talk.settings(endpoint).withRetries(Talk.retries(5, 2)))) {
      assertThat(Talk.failed(model.chat(Talk.hello(), new Talk()), FailureKind.UNAVAILABLE))
          .contains("not asked again for");
      assertThat(endpoint.requests()).hasSize(2);
    }
  }

  @Test
  void a_success_between_failures_keeps_the_circuit_closed() throws Exception {
    try (var endpoint = FakeEndpoint.playing(BROKEN, WELL, BROKEN, WELL);
        var model = model(endpoint, 2, Duration.ofMinutes(1))) {
      for (int i = 0; i < 3; i++) {
        model.chat(Talk.hello(), new Talk());
      }
      assertThat(Talk.replied(model.chat(Talk.hello(), new Talk())).text()).isEqualTo("well");
    }
  }

  @Test
  void refusals_and_rate_limits_do_not_open_it() throws Exception {
    FakeEndpoint.Answer limit = json(429, "{}");
    FakeEndpoint.Answer refusal = json(401, "{}");
    try (var endpoint = FakeEndpoint.playing(limit, limit, refusal, refusal, WELL);
        var model = model(endpoint, 2, Duration.ofMinutes(1))) {
      for (int i = 0; i < 4; i++) {
        model.chat(Talk.hello(), new Talk());
      }
      assertThat(Talk.replied(model.chat(Talk.hello(), new Talk())).text()).isEqualTo("well");
    }
  }

  @Test
  void after_the_wait_one_good_trial_closes_it_again() throws Exception {
    try (var endpoint = FakeEndpoint.playing(BROKEN, WELL, WELL);
        var model = model(endpoint, 1, Duration.ofMillis(50))) {
      model.chat(Talk.hello(), new Talk());

      assertThat(Talk.replied(firstThatIsSent(model, endpoint, 2)).text()).isEqualTo("well");
      assertThat(Talk.replied(model.chat(Talk.hello(), new Talk())).text()).isEqualTo("well");
    }
  }

  @Test
  void a_bad_trial_opens_it_again() throws Exception {
    try (var endpoint = FakeEndpoint.playing(BROKEN, BROKEN, WELL);
        var model = model(endpoint, 1, Duration.ofMillis(500))) {
      model.chat(Talk.hello(), new Talk());

      assertThat(Talk.failed(firstThatIsSent(model, endpoint, 2), FailureKind.UNAVAILABLE))
          .contains("answered 503");
      assertThat(Talk.failed(model.chat(Talk.hello(), new Talk()), FailureKind.UNAVAILABLE))
          .contains("not asked again for");
    }
  }

  @Test
  void a_trial_that_is_interrupted_gives_its_turn_back() throws Exception {
    try (var endpoint = FakeEndpoint.playing(BROKEN, FakeEndpoint.silence(), WELL);
        var model = model(endpoint, 1, Duration.ofMillis(50))) {
      model.chat(Talk.hello(), new Talk());
      var ended = new CountDownLatch(1);
      var trial = new FutureTask<>(() -> firstThatIsSent(model, endpoint, 2));
      Thread thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    trial.run();
                    ended.countDown();
                  });
      while (endpoint.requests().size() < 2) {
        Thread.onSpinWait();
      }
      thread.interrupt();

      assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(Talk.replied(firstThatIsSent(model, endpoint, 3)).text()).isEqualTo("well");
    }
  }

  /** Asks until a call is not refused by the circuit. */
  private static Outcome firstThatIsSent(OpenAiChatModel model, FakeEndpoint endpoint, int requests)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      Outcome outcome = model.chat(Talk.hello(), new Talk());
      if (endpoint.requests().size() >= requests) {
        return outcome;
      }
    }
    throw new AssertionError("the circuit never let a trial through");
  }

  private static OpenAiChatModel model(FakeEndpoint endpoint, int failures, Duration openFor) {
    return new OpenAiChatModel(
        Talk.settings(endpoint)
            .withRetries(
                new Retries(0, Duration.ofMillis(1), Duration.ofMillis(200), failures, openFor)));
  }
}
