package dev.agentruntime.application.audit;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import java.util.Optional;

/** An entry of the log that the predecessor's audit log had, with what it told. */
public record AuditLogEntry(AuditEntry entry, Told told) {

  /** What of it the predecessor told. */
  public sealed interface Told {

    /** Its kind. */
    default AuditLogKind type() {
      return switch (this) {
        case Switched it -> AuditLogKind.AGENT_SWITCHED;
        case Decided it -> AuditLogKind.HITL_DECISION_MADE;
        case TurnFailed it -> AuditLogKind.AGENT_ERROR;
        case CallFailed it -> AuditLogKind.TOOL_EXECUTION_FAILED;
        case Asked it -> AuditLogKind.TOOL_APPROVAL_REQUIRED;
      };
    }

    /**
     * Another agent is at work.
     *
     * @param confidence how sure the router was; empty where no router chose
     */
    record Switched(
        AgentName from, AgentName to, String reason, Optional<Routing.Confidence> confidence)
        implements Told {}

    /**
     * A person decided.
     *
     * @param decision in the predecessor's words
     * @param asked the arguments that were asked for
     * @param modified the whole arguments that the person put in their place, if they did
     */
    record Decided(String decision, Optional<JsonObject> asked, Optional<JsonObject> modified)
        implements Told {}

    /** A turn failed. */
    record TurnFailed(FailureKind kind, String message) implements Told {}

    /** A tool call failed. */
    record CallFailed(String message) implements Told {}

    /** A person is asked. */
    record Asked(String reason, Optional<JsonObject> arguments) implements Told {}
  }
}
