package dev.agentruntime.application;

import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.DecideApprovalHandler;
import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.RequestApprovalHandler;
import dev.agentruntime.application.approval.WithdrawApproval;
import dev.agentruntime.application.approval.WithdrawApprovalHandler;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.session.Accepted;
import dev.agentruntime.application.session.BeginSession;
import dev.agentruntime.application.session.BeginSessionHandler;
import dev.agentruntime.application.session.Begun;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CancelTurnHandler;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.CloseSessionHandler;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.CreateSessionHandler;
import dev.agentruntime.application.session.DeleteSession;
import dev.agentruntime.application.session.DeleteSessionHandler;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.session.SendMessageHandler;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.application.session.SubmitToolResult;
import dev.agentruntime.application.session.SubmitToolResultHandler;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.application.session.SwitchAgentHandler;
import dev.agentruntime.application.session.Switched;
import dev.agentruntime.application.session.UpdateSession;
import dev.agentruntime.application.session.UpdateSessionHandler;
import dev.agentruntime.application.session.Updated;
import dev.agentruntime.application.tool.DeclaredTools;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * What a request may change, with its secrets masked. Commands that are refused throw {@link
 * dev.agentruntime.domain.session.RefusedException}. Safe for many threads.
 */
public final class RuntimeCommands {

  private final MaskedCommands masked;
  private final SessionCommands sessions;
  private final Checks checks;

  /** What commands are checked with. */
  record Checks(
      AgentProfiles agents,
      DeclaredTools declared,
      ReadModel reads,
      PoliciesInForce policies,
      DecideApprovalHandler.EditChecks edits) {}

  RuntimeCommands(MaskedCommands masked, SessionCommands sessions, Checks checks) {
    this.masked = masked;
    this.sessions = sessions;
    this.checks = checks;
  }

  /**
   * The same commands for one request of a client: performed once, and where the request comes
   * again under one of its keys, answered as it was then. A key that comes with another request is
   * refused.
   */
  public RuntimeCommands once(List<RequestKey> keys) {
    return new RuntimeCommands(masked, sessions.once(masked.of(keys)), checks);
  }

  RuntimeCommands within(Optional<TraceParent> trace) {
    return new RuntimeCommands(masked, sessions.within(trace), checks);
  }

  /** Makes a session. */
  public SessionId create(CreateSession command) {
    return new CreateSessionHandler(sessions, checks.agents(), checks.declared())
        .handle(masked.of(command));
  }

  /** Makes a session and says the first thing in it. */
  public Begun begin(BeginSession command) {
    return new BeginSessionHandler(sessions, checks.agents(), checks.declared())
        .handle(masked.of(command));
  }

  /** Changes a session's settings. */
  public Updated update(UpdateSession command) {
    return new UpdateSessionHandler(sessions, checks.declared()).handle(masked.of(command));
  }

  /** Says something in a session. */
  public Accepted send(SendMessage command) {
    return new SendMessageHandler(sessions, checks.agents()).handle(masked.of(command));
  }

  /** Brings the result of a call that the client executed. */
  public Accepted submit(SubmitToolResult command) {
    return new SubmitToolResultHandler(sessions, checks.reads()).handle(masked.of(command));
  }

  /** Puts another agent to work. */
  public Switched switchAgent(SwitchAgent command) {
    return new SwitchAgentHandler(sessions, checks.agents()).handle(masked.of(command));
  }

  /**
   * Stops the open turn.
   *
   * @return the position of the session's last event
   */
  public long cancel(CancelTurn command) {
    return new CancelTurnHandler(sessions).handle(masked.of(command));
  }

  /**
   * Ends a session.
   *
   * @return the position of the session's last event
   */
  public long close(CloseSession command) {
    return new CloseSessionHandler(sessions).handle(command);
  }

  /**
   * Takes a session out of sight.
   *
   * @return the position of the session's last event
   */
  public long delete(DeleteSession command) {
    return new DeleteSessionHandler(sessions).handle(command);
  }

  /** Asks a person for something that is no tool call. */
  public ApprovalId request(RequestApproval command) {
    return new RequestApprovalHandler(sessions, checks.policies()).handle(masked.of(command));
  }

  /** Decides an approval. Said again, it is the same decision, so it takes no keys. */
  public Approval decide(DecideApproval command) {
    return new DecideApprovalHandler(sessions, checks.reads(), checks.policies(), checks.edits())
        .handle(masked.of(command));
  }

  /** Takes a pending approval back. Said again, it changes nothing, so it takes no keys. */
  public Approval withdraw(WithdrawApproval command) {
    return new WithdrawApprovalHandler(sessions, checks.reads()).handle(masked.of(command));
  }
}
