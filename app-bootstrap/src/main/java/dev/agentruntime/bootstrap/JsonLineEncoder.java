package dev.agentruntime.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.agentruntime.domain.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/**
 * An object a line for each event: time, level, logger, message, and beside them its own members,
 * such as the trace id. Secrets are masked before the text becomes JSON, which writes some of their
 * characters differently.
 */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    JsonObject.Builder line =
        line(
            event.getInstant(),
            event.getLevel().toString(),
            event.getLoggerName(),
            String.valueOf(event.getFormattedMessage()));
    event.getMDCPropertyMap().forEach((name, value) -> line.put(name, masked(value)));
    Optional.ofNullable(event.getKeyValuePairs())
        .ifPresent(pairs -> pairs.forEach(pair -> put(pair, line)));
    Optional.ofNullable(event.getThrowableProxy())
        .ifPresent(thrown -> line.put("thrown", masked(ThrowableProxyUtil.asString(thrown))));
    return (line.build().canonical() + "\n").getBytes(UTF_8);
  }

  /** The same form for what is no event, such as that the server listens. */
  static String line(Instant time, String message) {
    return line(time, "INFO", Server.class.getName(), message).build().canonical();
  }

  private static JsonObject.Builder line(
      Instant time, String level, String logger, String message) {
    return JsonObject.builder()
        .put("time", time.toString())
        .put("level", level.toLowerCase(Locale.ROOT))
        .put("logger", logger)
        .put("message", masked(message));
  }

  private static void put(KeyValuePair pair, JsonObject.Builder line) {
    if (pair.value instanceof Integer || pair.value instanceof Long) {
      line.put(pair.key, ((Number) pair.value).longValue());
    } else {
      line.put(pair.key, masked(String.valueOf(pair.value)));
    }
  }

  private static String masked(String text) {
    return MaskingEncoder.masked(text);
  }
}
