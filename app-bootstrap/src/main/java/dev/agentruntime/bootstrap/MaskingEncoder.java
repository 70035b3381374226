package dev.agentruntime.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.agentruntime.application.output.KnownSecrets;

/** Log lines, stack traces included, without the secrets that are known by now. */
final class MaskingEncoder extends PatternLayoutEncoder {

  /** Of the process: Logback makes the encoder before anything is configured. */
  private static volatile KnownSecrets secrets = KnownSecrets.NONE;

  MaskingEncoder() {
    setCharset(UTF_8);
  }

  static void mask(KnownSecrets known) {
    secrets = known;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return masked(new String(super.encode(event), UTF_8)).getBytes(UTF_8);
  }

  static String masked(String line) {
    return secrets.mask(line);
  }
}
