package dev.agentruntime.application.audit;

import dev.agentruntime.application.event.ApprovalJson;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.event.ToolResultJson;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Locale;
import java.util.Optional;

/** Entries of the log as JSON: the same over HTTP, on the command line and in exports. */
public final class AuditJson {

  private AuditJson() {}

  /** How much of an event leaves the store. */
  public enum Content {
    /** Who, what, when and how much; nothing that people, models or tools wrote. */
    REDACTED,
    /** All of it. */
    FULL;

    /** The name in JSON. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The JSON of an entry. Whatever is redacted, its link can be checked: see {@link EventChain}.
   */
  public static JsonObject write(AuditEntry entry, Content content) {
    LoggedEvent logged = entry.logged();
    Facts facts = entry.facts();
    var linked =
        new EventChain.Linked(
            logged,
            entry.event().type(),
            facts.agent(),
            facts.subject(),
            EventChain.dataDigest(logged));
    return members(linked, facts.tool(), entry.link())
        .put("cursor", entry.entry().cursor())
        .put("content", content.id())
        .put("data", content == Content.FULL ? entry.form().data() : Redaction.of(entry.form()))
        .build();
  }

  /** What stands beside an entry's data, but for where it stands among other sessions'. */
  static JsonObject.Builder members(EventChain.Linked linked, Optional<String> tool, Digest link) {
    LoggedEvent event = linked.event();
    Subject subject = linked.subject();
    return event
        .envelope(linked.type())
        .put("type", linked.type())
        .put("session_id", event.session().toString())
        .put("agent", linked.agent())
        .put("tool", orNull(tool))
        .put("call_id", orNull(subject.call().map(ToolCallId::toString)))
        .put("approval_id", orNull(subject.approval().map(ApprovalId::toString)))
        .put("decider", orNull(subject.decider()))
        .put("trace", orNull(event.cause().trace().map(TraceParent::value)))
        .put("data_digest", linked.data().hex())
        .put("link", link.hex());
  }

  /** The JSON of an approval from the request to the result, with its content. */
  public static JsonObject write(ApprovalRecord record) {
    Approval approval = record.view().approval();
    return JsonObject.builder()
        .put("approval_id", approval.id().toString())
        .put("session_id", orNull(record.view().session().map(SessionId::toString)))
        .put("status", approval.state().id())
        .put("request", ApprovalJson.write(approval))
        .put("votes", ApprovalJson.write(approval.votes()).members().get("votes"))
        .put(
            "decision", approval.isPending() ? JsonNull.NULL : ApprovalJson.write(approval.state()))
        .put("executed_digest", orNull(record.ran().map(Digest::hex)))
        .put("result", record.result().map(AuditJson::result).orElse(JsonNull.NULL))
        .put(
            "entries",
            new JsonArray(
                record.entries().stream()
                    .<JsonValue>map(entry -> write(entry, Content.REDACTED))
                    .toList()))
        .build();
  }

  private static JsonValue result(ToolResult result) {
    return JsonObject.builder()
        .put("outcome", result.outcome().id())
        .put("digest", Digest.of(ToolResultJson.write(result)).hex())
        .build();
  }

  private static JsonValue orNull(Optional<String> text) {
    return text.<JsonValue>map(JsonString::new).orElse(JsonNull.NULL);
  }
}
