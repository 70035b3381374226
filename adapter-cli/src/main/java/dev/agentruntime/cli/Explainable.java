package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What a policy was asked about, and can be asked about again. */
sealed interface Explainable {

  /** A request to a person. */
  record Asked(ApprovalView view) implements Explainable {}

  /** A call that an agent proposed. */
  record Proposed(ProposedCalls.Call call) implements Explainable {}

  /**
   * Finds it by its id, as people write it. An approval and the call it is about are made in the
   * same moment, so that their ids begin alike; then the approval is meant, which says more.
   *
   * @param where the session it is looked for in, if it is one
   */
  static Explainable find(
      AgentRuntime runtime, WrittenId written, SessionIds sessions, Optional<SessionId> where) {
    return written.in(new Known(runtime, written, sessions, where));
  }

  /** Everything of the kind. */
  record Known(
      AgentRuntime runtime, WrittenId written, SessionIds sessions, Optional<SessionId> where)
      implements WrittenId.Known<Explainable> {

    private static final int MAX_WORDS = 80;

    @Override
    public Optional<Explainable> get(UUID id) {
      return approvals()
          .get(id)
          .<Explainable>map(Asked::new)
          .or(() -> calls().find(new ToolCallId(id)).map(Proposed::new));
    }

    @Override
    public Stream<Explainable> all() {
      List<Explainable> asked =
          approvals()
              .all()
              .filter(view -> written.fits(view.approval().id().value()))
              .<Explainable>map(Asked::new)
              .toList();
      return asked.isEmpty() ? calls().all().map(Proposed::new) : asked.stream();
    }

    private ApprovalIds approvals() {
      return new ApprovalIds(runtime, where);
    }

    private ProposedCalls calls() {
      return new ProposedCalls(
          runtime, where.map(Stream::of).orElseGet(() -> sessions.all().map(SessionSummary::id)));
    }

    @Override
    public UUID id(Explainable thing) {
      return switch (thing) {
        case Asked(ApprovalView view) -> view.approval().id().value();
        case Proposed(ProposedCalls.Call call) -> call.id().value();
      };
    }

    @Override
    public String words(Explainable thing) {
      return switch (thing) {
        case Asked(ApprovalView view) -> approvals().words(view);
        case Proposed(ProposedCalls.Call call) ->
            VisibleText.line("call of " + call.event().call().name(), MAX_WORDS)
                + " in session "
                + call.session();
      };
    }
  }
}
