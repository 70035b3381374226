package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.Workspaces;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.application.tool.ToolSchemas;
import dev.agentruntime.application.turn.SessionTooling;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision.ApproveWithEdits;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import java.util.Optional;

/**
 * Takes decisions. The first one wins, on whichever process; the same again is the same answer,
 * another one is refused with the winner.
 */
public final class DecideApprovalHandler {

  private final SessionCommands commands;
  private final ReadModel reads;
  private final PoliciesInForce policies;
  private final EditChecks checks;

  /** What edited arguments are checked with. */
  public record EditChecks(Workspaces workspaces, AgentProfiles agents, ToolSchemas schemas) {}

  public DecideApprovalHandler(
      SessionCommands commands, ReadModel reads, PoliciesInForce policies, EditChecks checks) {
    this.commands = commands;
    this.reads = reads;
    this.policies = policies;
    this.checks = checks;
  }

  /**
   * Records a decision and wakes the runner.
   *
   * @return the approval as it is decided
   * @throws RefusedException if there is no such approval, it was decided otherwise, the digest is
   *     not that of the request, or edited arguments do not pass schema, agent, files or policy
   */
  public Approval handle(DecideApproval command) {
    ApprovalView view = find(command);
    if (!view.approval().isPending()) {
      return repeated(view, command);
    }
    Optional<PreparedCall> edited = prepareEdit(command, view);
    try {
      commands.perform(
          command.owner(),
          view.session(),
          (session, moment, work) ->
              session.decide(
                  command.approval(),
                  command.decision(),
                  command.seen(),
                  RecordableText.of(command.by()),
                  new Session.EditCheck(edited, policies.gate(work, session)),
                  moment));
    } catch (RefusedException e) {
      if (e.refusal() instanceof Refusal.NotFound) {
        // It was pending a moment ago: somebody else was quicker.
        return repeated(find(command), command);
      }
      throw e;
    }
    return find(command).approval();
  }

  private ApprovalView find(DecideApproval command) {
    return reads
        .approval(command.owner(), command.approval())
        .orElseThrow(
            () ->
                new RefusedException(
                    new Refusal.NotFound("approval", command.approval().toString())));
  }

  private static Approval repeated(ApprovalView decided, DecideApproval command) {
    if (decided.approval().wasDecidedAs(command.decision())) {
      return decided.approval();
    }
    throw new RefusedException(new Refusal.AlreadyDecided(decided.session(), decided.approval()));
  }

  /** Reads the files an edited call would touch; outside of any transaction. */
  private Optional<PreparedCall> prepareEdit(DecideApproval command, ApprovalView view) {
    Approval approval = view.approval();
    if (!(command.decision() instanceof ApproveWithEdits edits)
        || !approval.request().type().equals(ApprovalType.TOOL)) {
      return Optional.empty();
    }
    Session session = commands.read(command.owner(), view.session());
    OpenCall call =
        session
            .state()
            .turn()
            .flatMap(turn -> approval.asked().call().flatMap(turn.batch()::find))
            .orElseThrow(() -> new RefusedException(new Refusal.EditRefused("its call is closed")));
    SessionTooling tooling =
        SessionTooling.of(session, checks.workspaces(), checks.agents(), checks.schemas());
    return switch (tooling.preparationFor(session).prepare(call.call(), edits.modifications())) {
      case Preparation.Ready ready -> Optional.of(ready.prepared());
      case Preparation.Unfit unfit ->
          throw new RefusedException(new Refusal.EditRefused(unfit.answer().content()));
    };
  }
}
