package dev.agentruntime.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.agentruntime.application.output.KnownSecrets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaskingEncoderTest {

  private static final String CANARY = "canary-ü-0123456789";

  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void forget() {
    Logging.mask(KnownSecrets.NONE);
    context.stop();
  }

  private String line(Throwable thrown) {
    var encoder = new MaskingEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n%ex");
    encoder.start();
    var event =
        new LoggingEvent(
            "here",
            context.getLogger("log"),
            Level.WARN,
            "sent with {}",
            thrown,
            new Object[] {CANARY});
    return new String(encoder.encode(event), UTF_8);
  }

  @Test
  void a_known_secret_is_in_no_log_line_and_no_stack_trace() {
    var thrown = new IllegalStateException("refused " + CANARY, new RuntimeException(CANARY));
    assertThat(line(thrown)).contains("canary");
    Logging.mask(KnownSecrets.of(List.of(CANARY)));

    assertThat(line(thrown))
        .startsWith("sent with ***")
        .contains("refused ***")
        .doesNotContain("canary");
  }
}
