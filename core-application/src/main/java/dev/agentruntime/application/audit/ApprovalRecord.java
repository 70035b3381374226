package dev.agentruntime.application.audit;

import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;

/**
 * An approval from the request to the result.
 *
 * @param view the request, the rule that asked, the votes and the decision
 * @param ran the digest of what was run; empty where nothing was
 * @param result the answer to its call; empty where there is none yet, or no call
 * @param entries of the log that tell of the approval and of its call
 */
public record ApprovalRecord(
    ApprovalView view,
    Optional<Digest> ran,
    Optional<ToolResult> result,
    List<AuditEntry> entries) {
  public ApprovalRecord {
    entries = List.copyOf(entries);
  }
}
