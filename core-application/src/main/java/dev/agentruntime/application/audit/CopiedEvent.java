package dev.agentruntime.application.audit;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A line of a copy: what its link is made of.
 *
 * @param content whether the data is all there
 */
record CopiedEvent(EventChain.Linked linked, Digest link, boolean content) {

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none; the message tells why
   */
  static CopiedEvent read(String line) {
    JsonObject json = JsonText.readObject(line);
    var event =
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
                json.object("data").orElseThrow(() -> missing("data"))));
    return new CopiedEvent(
        new EventChain.Linked(
            event,
            text(json, "type"),
            text(json, "agent"),
            new Subject(
                json.string("call_id").map(ToolCallId::parse),
                json.string("approval_id").map(ApprovalId::parse),
                json.string("decider")),
            new Digest(text(json, "data_digest"))),
        new Digest(text(json, "link")),
        text(json, "content").equals("full"));
  }

  /** What is different in the store, where the link does not tell: what a redacted copy shows. */
  Optional<String> difference(Optional<LoggedEvent> stored) {
    return stored
        .filter(there -> !content)
        .map(there -> Redaction.of(there.form()))
        .filter(shown -> !shown.equals(event().form().data()))
        .map(shown -> "its data is not what the store shows of it");
  }

  /** Whether its type and what it is about follow from its data. */
  private boolean isAsItsDataTells() {
    RecordedEvent told = event().event();
    return told.type().equals(linked.type()) && Subject.of(told.event()).equals(linked.subject());
  }

  LoggedEvent event() {
    return linked.event();
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
    if (content && !EventChain.dataDigest(event()).equals(linked.data())) {
      return Optional.of("its data is not what its digest says");
    }
    if (content && !isAsItsDataTells()) {
      return Optional.of("what it is found by is not what its data tells");
    }
    return EventChain.link(before, linked).equals(link)
        ? Optional.empty()
        : Optional.of("its link does not fit it and the entry before");
  }
}
