package dev.agentruntime.http;

import dev.agentruntime.domain.event.TraceParent;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The trace a request belongs to (W3C Trace Context): the caller's, or a new one.
 *
 * @param id 32 hexadecimal digits
 * @param parent the caller's place in it, if it is the caller's
 */
record Trace(String id, Optional<TraceParent> parent) {

  static Trace of(Optional<String> traceparent) {
    Optional<TraceParent> parent = traceparent.flatMap(TraceParent::of);
    return parent.map(place -> new Trace(place.traceId(), parent)).orElseGet(Trace::fresh);
  }

  /** It identifies and protects nothing, so it need not be hard to guess. */
  private static Trace fresh() {
    byte[] bytes = new byte[16];
    ThreadLocalRandom.current().nextBytes(bytes);
    return new Trace(HexFormat.of().formatHex(bytes), Optional.empty());
  }
}
