package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Finds approvals by their ids, as people write them. Those that are decided count too: a beginning
 * that was one's before must not become another's by its decision.
 *
 * @param session the session they are looked for in, if it is one
 */
record ApprovalIds(AgentRuntime runtime, Optional<SessionId> session)
    implements WrittenId.Known<ApprovalView> {

  /** The approval that is meant. */
  static ApprovalView find(AgentRuntime runtime, NextCommands next, String written) {
    return new WrittenId(written, "approval", next.approvals())
        .in(new ApprovalIds(runtime, Optional.empty()));
  }

  @Override
  public Optional<ApprovalView> get(UUID id) {
    return WrittenId.existing(() -> runtime.get(new GetApproval(Owner.LOCAL, new ApprovalId(id))));
  }

  /** The newest first. */
  @Override
  public Stream<ApprovalView> all() {
    return Page.all(this::part).stream();
  }

  private Page<ApprovalView> part(Optional<String> cursor) {
    var filter =
        new ApprovalFilter(session, Optional.empty(), Optional.empty(), SessionFilter.MAX, cursor);
    return runtime.list(new ListApprovals(Owner.LOCAL, filter));
  }

  @Override
  public UUID id(ApprovalView view) {
    return view.approval().id().value();
  }

  @Override
  public String words(ApprovalView view) {
    return view.approval().state().id() + "  " + ApprovalForm.summary(view.approval());
  }
}
