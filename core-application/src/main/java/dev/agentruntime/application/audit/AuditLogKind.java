package dev.agentruntime.application.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the audit log of this service's predecessor kept, each with the events that tell it now. */
public enum AuditLogKind {
  /** Another agent is at work. */
  AGENT_SWITCHED("agent.switched"),
  /** A person decided about a tool call. */
  HITL_DECISION_MADE("approval.approved", "approval.rejected"),
  /** An agent's turn failed. */
  AGENT_ERROR("turn.failed"),
  /** A tool call failed. */
  TOOL_EXECUTION_FAILED("tool.execution.failed"),
  /** A person is asked about a tool call. */
  TOOL_APPROVAL_REQUIRED("approval.requested");

  private final List<String> types;

  AuditLogKind(String... types) {
    this.types = List.of(types);
  }

  /** The name in JSON. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Types of the events that may be of this kind, or of any where there is none. */
  static List<String> types(Optional<AuditLogKind> kind) {
    return Arrays.stream(values())
        .filter(one -> kind.map(one::equals).orElse(true))
        .flatMap(one -> one.types.stream())
        .toList();
  }
}
