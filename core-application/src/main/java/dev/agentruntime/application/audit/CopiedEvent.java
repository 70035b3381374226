package dev.agentruntime.application.audit;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.event.LoggedEvent;
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
 * A line of a copy that is an entry.
 *
 * @param line as it stands there
 * @param linked what its link is made of
 * @param tool that its call is said to be of
 * @param isWhole whether its data is all there
 */
record CopiedEvent(
    JsonObject line,
    EventChain.Linked linked,
    Optional<String> tool,
    Digest link,
    boolean isWhole) {

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none; the message tells why
   */
  static CopiedEvent read(JsonObject json) {
    var event =
        new LoggedEvent(
            SessionId.parse(text(json, "session_id")),
            number(json, "position"),
            UUID.fromString(text(json, "event_id")),
            Instant.ofEpochMilli(Instant.parse(text(json, "at")).toEpochMilli()),
            new RecordedEvent.Cause(
                UUID.fromString(text(json, "correlation_id")),
                UUID.fromString(text(json, "causation_id")),
                json.string("trace").map(TraceParent::new)),
            new EventJson.Form(
                text(json, "kind"),
                Math.toIntExact(number(json, "version")),
                json.object("data").orElseThrow(() -> missing("data"))));
    return new CopiedEvent(
        json,
        new EventChain.Linked(
            event,
            text(json, "type"),
            text(json, "agent"),
            new Subject(
                json.string("call_id").map(ToolCallId::parse),
                json.string("approval_id").map(ApprovalId::parse),
                json.string("decider")),
            new Digest(text(json, "data_digest"))),
        json.string("tool"),
        new Digest(text(json, "link")),
        text(json, "content").equals(Content.FULL.id()));
  }

  LoggedEvent event() {
    return linked.event();
  }

  /** What is wrong with it by itself, behind a link. */
  Optional<String> flaw(Digest before) {
    if (isWhole && !EventChain.dataDigest(event()).equals(linked.data())) {
      return Optional.of("its data is not what its digest says");
    }
    if (isWhole && !isAsItsDataTells()) {
      return Optional.of("what it is found by is not what its data tells");
    }
    if (!EventChain.link(before, linked).equals(link)) {
      return Optional.of("its link does not fit it and the entry before");
    }
    return isAsExported() ? Optional.empty() : Optional.of("no export writes it like that");
  }

  /** Whether its type and what it is about follow from its data. */
  private boolean isAsItsDataTells() {
    RecordedEvent told = event().event();
    return told.type().equals(linked.type()) && Subject.of(told.event()).equals(linked.subject());
  }

  /** Whether each of its members follows from what its link is made of. */
  private boolean isAsExported() {
    return line.equals(
        AuditJson.members(linked, tool, link)
            .put("cursor", line.string("cursor").orElse(""))
            .put("content", (isWhole ? Content.FULL : Content.REDACTED).id())
            .put("data", event().form().data())
            .build());
  }

  /** What is different in the store, where the link does not tell. */
  Optional<String> difference(StoredEvent stored) {
    if (!stored.beside().tool().equals(tool)) {
      return Optional.of("the store names another tool");
    }
    return stored
        .event()
        .filter(there -> !isWhole)
        .map(there -> Redaction.of(there.form()))
        .filter(shown -> !shown.equals(event().form().data()))
        .map(shown -> "its data is not what the store shows of it");
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
}
