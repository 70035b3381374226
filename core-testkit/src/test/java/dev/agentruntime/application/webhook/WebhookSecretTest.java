package dev.agentruntime.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** The example that the libraries of the Standard Webhooks specification are tested with. */
  @Test
  void a_message_is_signed_as_the_specification_has_it() {
    assertThat(
            WebhookSecret.parse(SECRET)
                .sign(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1614265330,
                    "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void a_secret_is_told_only_where_it_is_asked_for() {
    WebhookSecret secret = WebhookSecret.parse(SECRET);

    assertThat(secret.reveal()).isEqualTo(SECRET);
    assertThat(secret).hasToString("WebhookSecret[]").isEqualTo(WebhookSecret.parse(SECRET));
    assertThat(secret.hashCode()).isEqualTo(WebhookSecret.parse(SECRET).hashCode());
    assertThat(secret).isNotEqualTo(WebhookSecret.of(new byte[WebhookSecret.BYTES]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebhookSecret.parse("hunter2"))
        .withMessageNotContaining("hunter2");
  }
}
