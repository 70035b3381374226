package dev.agentruntime.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.openai.OpenAiSettings.Endpoint;
import dev.agentruntime.openai.OpenAiSettings.Retries;
import dev.agentruntime.openai.OpenAiSettings.Secret;
import dev.agentruntime.openai.OpenAiSettings.Timeouts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiSettingsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @ParameterizedTest
  @CsvSource({
    "http://host:4000, http://host:4000/v1",
    "http://host:4000/, http://host:4000/v1",
    "http://host/v1, http://host/v1",
    "http://host/v1/, http://host/v1",
    "http://host/v1///, http://host/v1",
    "http://host/proxy, http://host/proxy/v1",
    "http://host/proxy/v1, http://host/proxy/v1",
    "http://host//proxy//v1, http://host/proxy/v1",
    "http://host/api/v3, http://host/api/v3",
    "https://host/v1beta/openai/, https://host/v1beta/openai",
    "https://host/vault, https://host/vault/v1",
    "HTTPS://host, https://host/v1",
    "http://[::1]:8080, http://[::1]:8080/v1",
    "http://host/v1/chat/completions, http://host/v1",
    "' http://host ', http://host/v1",
  })
  void a_base_url_is_completed(String written, String meant) {
    assertThat(Endpoint.of(written, "k").baseUrl()).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host:4000",
        "localhost",
        "/v1",
        "ftp://host",
        "file:///etc",
        "http://",
        "http:host",
        "http://host:99999",
        "http://host:0",
        "http://ho st",
        "http://under_score",
        "http://host?key=canary",
        "http://host/#canary",
        "http://canary@host",
        "http://user:canary@host/v1",
        "http://[canary"
      })
  void a_base_url_that_cannot_be_meant_is_refused_without_being_repeated(String url) {
    assertThatThrownBy(() -> Endpoint.of(url, "k"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("base URL")
        .hasMessageContaining("http://localhost:4000/v1")
        .hasMessageNotContaining("canary");
  }

  @Test
  void secrets_show_in_no_text() {
    var endpoint =
        new Endpoint(
            "http://host",
            Optional.of(new Secret("canary-1")),
            Map.of("X-Internal-Auth", new Secret("canary-2")));

    assertThat(OpenAiSettings.of(endpoint, "m").toString())
        .contains("X-Internal-Auth", "[hidden]")
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "hush\r\nX-Evil: 1", "hush-ä", "hush\u0000"})
  void a_key_or_header_that_cannot_be_sent_is_refused_without_being_repeated(String value) {
    assertThatThrownBy(() -> Endpoint.of("http://host", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("API key")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(
            () -> new Endpoint("http://host", Optional.empty(), Map.of("X-A", new Secret(value))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X-A");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X A", "X:A", "X\nA", "Ä"})
  void a_header_name_that_http_does_not_allow_is_refused(String name) {
    assertThatThrownBy(
            () -> new Endpoint("http://host", Optional.empty(), Map.of(name, new Secret("v"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name");
  }

  @Test
  void values_without_sense_are_refused() {
    var settings = OpenAiSettings.of(Endpoint.of("http://host", "k"), "m");

    assertThatThrownBy(() -> OpenAiSettings.of(settings.endpoint(), " "))
        .hasMessageContaining("model name");
    assertThatThrownBy(() -> settings.withMaxOutputTokens(0)).hasMessageContaining("tokens");
    assertThatThrownBy(() -> new Timeouts(SECOND, SECOND, Duration.ZERO, SECOND))
        .hasMessageContaining("idle");
    assertThatThrownBy(() -> new Retries(-1, SECOND, SECOND.multipliedBy(2), 1, SECOND))
        .hasMessageContaining("retries");
    assertThatThrownBy(() -> new Retries(1, SECOND, SECOND, 1, SECOND))
        .hasMessageContaining("longest wait");
    assertThatThrownBy(() -> new Retries(1, Duration.ZERO, SECOND, 1, SECOND))
        .hasMessageContaining("first wait");
    assertThatThrownBy(() -> new Retries(1, SECOND, SECOND.multipliedBy(2), 0, SECOND))
        .hasMessageContaining("circuit");
    assertThatThrownBy(() -> new Retries(1, SECOND, SECOND.multipliedBy(2), 1, Duration.ZERO))
        .hasMessageContaining("circuit");
  }
}
