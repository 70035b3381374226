package dev.agentruntime.application.audit;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;

/**
 * The chain over a session's log: each event has a link, which stands for the event and all before
 * it. Of an event's data the link holds the digest alone, so that a copy without the data can be
 * checked as well.
 */
public final class EventChain {

  /** The link before the first event. */
  public static final Digest START = Digest.of("");

  private EventChain() {}

  /** The digest of an event's data, as it stands in its link. */
  public static Digest dataDigest(LoggedEvent event) {
    return Digest.of(event.form().data());
  }

  /** The link of an event behind another one. */
  public static Digest link(Digest before, LoggedEvent event) {
    return link(before, event, dataDigest(event));
  }

  /**
   * The link of an event whose data is not at hand.
   *
   * @param data the digest of its data
   */
  public static Digest link(Digest before, LoggedEvent event, Digest data) {
    JsonObject.Builder linked =
        JsonObject.builder()
            .put("before", before.hex())
            .put("session", event.session().toString())
            .put("position", event.position())
            .put("id", event.id().toString())
            .put("at", event.at().toEpochMilli())
            .put("kind", event.form().kind())
            .put("version", event.form().version())
            .put("correlation", event.cause().correlation().toString())
            .put("causation", event.cause().causation().toString())
            .put("data", data.hex());
    event.cause().trace().ifPresent(trace -> linked.put("trace", trace.value()));
    return Digest.of(linked.build());
  }
}
