package dev.agentruntime.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** A line of JSON for each event, without the secrets that are known by now. */
final class MaskingJsonEncoder extends JsonEncoder {

  MaskingJsonEncoder() {
    setWithSequenceNumber(false);
    setWithNanoseconds(false);
    setWithContext(false);
    setWithArguments(false);
    setWithFormattedMessage(true);
    setWithMessage(false);
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return MaskingEncoder.masked(new String(super.encode(event), UTF_8)).getBytes(UTF_8);
  }
}
