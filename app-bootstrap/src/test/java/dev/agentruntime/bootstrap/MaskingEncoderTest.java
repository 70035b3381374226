package dev.agentruntime.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.domain.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

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

  @Test
  void a_secret_that_json_writes_differently_is_in_no_line_of_json() {
    String secret = "Zm9v/YmFy+\"quoted\"/end";
    Logging.mask(KnownSecrets.of(List.of(secret)));
    context.setMDCAdapter(new LogbackMDCAdapter());
    var event =
        new LoggingEvent(
            "here",
            context.getLogger("log"),
            Level.WARN,
            "sent with {}",
            new IllegalStateException(secret),
            new Object[] {secret});
    event.addKeyValuePair(new KeyValuePair("key", secret));
    event.addKeyValuePair(new KeyValuePair("status", 200));

    String line = new String(new JsonLineEncoder().encode(event), UTF_8);

    JsonObject written = JsonText.readObject(line.strip());
    assertThat(line).endsWith("}\n").doesNotContain("Zm9v", "YmFy", "quoted");
    assertThat(written.string("message")).contains("sent with ***");
    assertThat(written.string("key")).contains("***");
    assertThat(written.integer("status")).contains(200L);
    assertThat(written.string("thrown").orElseThrow()).contains("IllegalStateException: ***");
  }
}
