package dev.agentruntime.application.audit;

import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolCallId;

/**
 * The chain over a session's log: each event has a link, which stands for the event and all before
 * it. Of an event's data the link holds the digest alone, so that a copy without the data can be
 * checked as well.
 */
public final class EventChain {

  /** The link before the first event. */
  public static final Digest START = Digest.of("");

  private EventChain() {}

  /**
   * What a link holds of an event.
   *
   * @param agent who is at work once it happened
   * @param data the digest of its data
   */
  record Linked(LoggedEvent event, String type, String agent, Subject subject, Digest data) {}

  /** The digest of an event's data, as it stands in its link. */
  public static Digest dataDigest(LoggedEvent event) {
    return Digest.of(event.form().data());
  }

  /**
   * The link of an event behind another one.
   *
   * @param logged the same event as it is stored
   * @param agent who is at work once it happened
   */
  public static Digest link(Digest before, RecordedEvent event, LoggedEvent logged, String agent) {
    return link(
        before,
        new Linked(logged, event.type(), agent, Subject.of(event.event()), dataDigest(logged)));
  }

  static Digest link(Digest before, Linked linked) {
    LoggedEvent event = linked.event();
    Subject subject = linked.subject();
    return Digest.of(
        JsonObject.builder()
            .put("before", before.hex())
            .put("session", event.session().toString())
            .put("position", event.position())
            .put("id", event.id().toString())
            .put("at", event.at().toEpochMilli())
            .put("kind", event.form().kind())
            .put("version", event.form().version())
            .put("type", linked.type())
            .put("agent", linked.agent())
            .put("call", subject.call().map(ToolCallId::toString))
            .put("approval", subject.approval().map(ApprovalId::toString))
            .put("decider", subject.decider())
            .put("correlation", event.cause().correlation().toString())
            .put("causation", event.cause().causation().toString())
            .put("trace", event.cause().trace().map(TraceParent::value))
            .put("data", linked.data().hex())
            .build());
  }
}
