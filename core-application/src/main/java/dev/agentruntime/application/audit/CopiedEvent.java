package dev.agentruntime.application.audit;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A line of a copy: what its link is made of.
 *
 * @param content whether the data is all there
 */
record CopiedEvent(LoggedEvent event, Digest data, Digest link, boolean content) {

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none; the message tells why
   */
  static CopiedEvent read(String line) {
    JsonObject json = JsonText.readObject(line);
    return new CopiedEvent(
        new LoggedEvent(
            SessionId.parse(text(json, "session_id")),
            number(json, "position"),
            UUID.fromString(text(json, "event_id")),
            Instant.parse(text(json, "at")),
            new RecordedEvent.Cause(
                UUID.fromString(text(json, "correlation_id")),
                UUID.fromString(text(json, "causation_id")),
                json.string("trace").map(TraceParent::new)),
            new EventJson.Form(
                text(json, "kind"),
                Math.toIntExact(number(json, "version")),
                json.object("data").orElseThrow(() -> missing("data")))),
        new Digest(text(json, "data_digest")),
        new Digest(text(json, "link")),
        text(json, "content").equals("full"));
  }

  private static String text(JsonObject json, String name) {
    return json.string(name).orElseThrow(() -> missing(name));
  }

  private static long number(JsonObject json, String name) {
    return json.integer(name).orElseThrow(() -> missing(name));
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException("\"" + name + "\" is missing or of another type");
  }

  /** What is wrong with it by itself, behind a link. */
  Optional<String> flaw(Digest before) {
    if (content && !EventChain.dataDigest(event).equals(data)) {
      return Optional.of("its data is not what its digest says");
    }
    return EventChain.link(before, event, data).equals(link)
        ? Optional.empty()
        : Optional.of("its link does not fit it and the entry before");
  }
}
