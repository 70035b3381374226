package dev.agentruntime.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example",
        "http://localhost:8080/in?token=t#part",
        "HTTPS://[2001:db8::1]/a%20b"
      })
  void a_whole_url_is_taken_as_it_is_written(String text) {
    assertThat(WebhookUrl.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hooks.example/token",
        "//hooks.example/token",
        "ftp://hooks.example/token",
        "https://",
        "https:///token",
        "https://?token",
        "https://#token",
        " https://hooks.example/token"
      })
  void without_a_scheme_or_a_host_it_says_what_to_write(String text) {
    assertRefused(text, "must be a whole URL, such as https://host/path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://hooks.example/a b?token", "https://hooks.example/{token}"})
  void what_no_url_has_is_to_be_encoded(String text) {
    assertRefused(text, "has a character that no URL has; encode it");
  }

  private static void assertRefused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebhookUrl.parse(text))
        .withMessage(message)
        .satisfies(
            refused -> {
              var trace = new StringWriter();
              refused.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain("token");
            });
  }
}
