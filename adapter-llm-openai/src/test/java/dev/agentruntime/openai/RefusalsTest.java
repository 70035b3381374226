package dev.agentruntime.openai;

import static dev.agentruntime.openai.FakeEndpoint.answer;
import static dev.agentruntime.openai.FakeEndpoint.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.openai.OpenAiSettings.Endpoint;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

  @ParameterizedTest
  @CsvSource({
    "400, REJECTED, some-model",
    "401, AUTHENTICATION, API key",
    "402, AUTHENTICATION, API key",
    "403, AUTHENTICATION, API key",
    "404, REJECTED, base URL",
    "413, REJECTED, some-model",
    "422, REJECTED, some-model",
  })
  void a_refusal_is_told_with_url_status_words_and_what_to_check_and_not_repeated(
      int status, FailureKind kind, String check) throws Exception {
    try (var endpoint =
        FakeEndpoint.playing(json(status, "{\"error\":{\"message\":\"because of this\"}}"))) {
      String message =
          Talk.failed(Talk.ask(Talk.settings(endpoint).withRetries(Talk.retries(3, 1000))), kind);

      assertThat(message)
          .contains(endpoint.url() + "/v1/chat/completions answered " + status)
          .contains("because of this")
          .contains(check);
      assertThat(endpoint.requests()).hasSize(1);
    }
  }

  @Test
  void a_failure_names_the_model_that_was_asked() throws Exception {
    try (var endpoint = FakeEndpoint.playing(json(400, "{\"error\":\"no\"}"))) {
      assertThat(Talk.ask(endpoint))
          .isInstanceOfSatisfying(
              Outcome.Failed.class, failed -> assertThat(failed.model()).contains("some-model"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":{\"message\":\"said\",\"type\":\"t\"}}",
        "{\"error\":\"said\"}",
        "{\"message\":\"said\",\"object\":\"error\"}",
        "{\"detail\":\"said\"}",
        "{\"detail\":[{\"msg\":\"said\"}]}",
        "{\"error\":{\"error\":{\"reason\":\"said\"}}}",
      })
  void the_words_of_an_error_are_found_in_every_usual_place(String body) throws Exception {
    assertThat(failure(json(400, body), FailureKind.REJECTED)).contains("said");
  }

  @Test
  void an_error_page_is_told_by_its_status() throws Exception {
    assertThat(
            failure(
                answer(502, "text/html", "<html><h1>Bad gateway</h1>"), FailureKind.UNAVAILABLE))
        .contains("answered 502")
        .doesNotContain("<html>");
  }

  @Test
  void the_words_of_an_error_are_cut_and_stay_on_one_line() throws Exception {
    String words = "a\\nb\\u001b[31m" + "x".repeat(10_000);
    String message =
        failure(json(400, "{\"error\":{\"message\":\"" + words + "\"}}"), FailureKind.REJECTED);

    assertThat(message).contains("a b [31mxxx").hasSizeLessThan(1000);
    assertThat(message.chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void a_huge_error_is_not_read_to_its_end() throws Exception {
    String message =
        failure(
            json(500, "{\"error\":{\"message\":\"" + "x".repeat(50_000_000) + "\"}}"),
            FailureKind.UNAVAILABLE);

    assertThat(message).contains("answered 500").hasSizeLessThan(1000);
  }

  @Test
  void a_used_up_quota_is_a_matter_of_the_account_and_not_repeated() throws Exception {
    try (var endpoint =
        FakeEndpoint.playing(
            json(429, "{\"error\":{\"message\":\"no\",\"code\":\"insufficient_quota\"}}"))) {
      Talk.failed(
          Talk.ask(Talk.settings(endpoint).withRetries(Talk.retries(3, 1000))),
          FailureKind.AUTHENTICATION);
      assertThat(endpoint.requests()).hasSize(1);
    }
  }

  @Test
  void a_redirect_is_not_followed() throws Exception {
    try (var other = FakeEndpoint.playing(FakeEndpoint.stream(Streams.complete("caught")));
        var endpoint =
            FakeEndpoint.playing(
                answer(307, "text/plain", "", "Location", other.url() + "/v1/chat/completions"))) {
      assertThat(Talk.failed(Talk.ask(endpoint), FailureKind.REJECTED))
          .contains("307")
          .contains("redirect")
          .contains("base URL");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void a_refused_connection_and_an_unknown_host_say_what_to_check() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(unreachable("http://127.0.0.1:" + port))
        .contains("http://127.0.0.1:" + port + "/v1/chat/completions cannot be reached")
        .contains("base URL");
    assertThat(unreachable("http://no-such-host.invalid")).contains("not known");
  }

  @Test
  void no_secret_comes_back_in_a_message() throws Exception {
    String echo = "{\"error\":{\"message\":\"wrong key " + Talk.KEY + " in Bearer\"}}";

    assertThat(failure(json(401, echo), FailureKind.AUTHENTICATION))
        .contains("wrong key [hidden] in Bearer");
  }

  private static String unreachable(String url) throws Exception {
    return Talk.failed(
        Talk.ask(
            OpenAiSettings.of(Endpoint.of(url, Talk.KEY), "m").withRetries(Talk.retries(0, 1000))),
        FailureKind.UNAVAILABLE);
  }

  private static String failure(FakeEndpoint.Answer answer, FailureKind kind) throws Exception {
    try (var endpoint = FakeEndpoint.playing(answer)) {
      return Talk.failed(Talk.ask(endpoint), kind);
    }
  }
}
