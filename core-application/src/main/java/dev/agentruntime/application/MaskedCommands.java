package dev.agentruntime.application;

import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.WithdrawApproval;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.output.OutputGuard;
import dev.agentruntime.application.session.BeginSession;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.session.SubmitToolResult;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.application.session.UpdateSession;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;

/**
 * Commands as they may be recorded: known secrets are masked in what people and clients write. What
 * would run is never changed: arguments that hold a secret are refused.
 */
record MaskedCommands(KnownSecrets secrets) {

  /** A key cannot be masked: it would be another one. */
  List<RequestKey> of(List<RequestKey> keys) {
    for (RequestKey key : keys) {
      if (secrets.isIn(key.key())) {
        throw new RefusedException(
            Refusal.Invalid.of(
                List.of("the idempotency key holds a known secret, which would be recorded")));
      }
    }
    return keys;
  }

  CreateSession of(CreateSession command) {
    return new CreateSession(
        command.owner(), of(command.settings()), command.agent(), command.policy());
  }

  BeginSession of(BeginSession command) {
    return new BeginSession(of(command.creation()), secrets.mask(command.text()));
  }

  UpdateSession of(UpdateSession command) {
    return new UpdateSession(
        command.owner(),
        command.session(),
        command.expected(),
        settings -> of(command.change().apply(settings)));
  }

  private SessionSettings of(SessionSettings settings) {
    return settings.withTitle(secrets.mask(settings.title()));
  }

  SendMessage of(SendMessage command) {
    return new SendMessage(
        command.owner(),
        command.session(),
        secrets.mask(command.text()),
        command.agent(),
        command.ifBusy());
  }

  /** What the client read or ran is no more to be trusted than what the runtime did. */
  SubmitToolResult of(SubmitToolResult command) {
    ToolResult told = new OutputGuard(secrets).result(ToolResult.succeeded(command.content()));
    return new SubmitToolResult(
        command.owner(),
        command.session(),
        command.call(),
        command.digest(),
        told.content(),
        command.failed());
  }

  SwitchAgent of(SwitchAgent command) {
    return new SwitchAgent(
        command.owner(), command.session(), command.agent(), secrets.mask(command.reason()));
  }

  CancelTurn of(CancelTurn command) {
    return new CancelTurn(command.owner(), command.session(), secrets.mask(command.reason()));
  }

  RequestApproval of(RequestApproval command) {
    RequestApproval.Wanted wanted = command.wanted();
    return new RequestApproval(
        command.owner(),
        command.session(),
        new RequestApproval.Wanted(
            wanted.type(), secrets.mask(wanted.subject()), secrets.mask(wanted.details())),
        secrets.mask(command.reason()),
        command.timeout());
  }

  WithdrawApproval of(WithdrawApproval command) {
    return new WithdrawApproval(
        command.owner(), command.approval(), secrets.mask(command.reason()));
  }

  DecideApproval of(DecideApproval command) {
    ApprovalDecision decision =
        switch (command.decision()) {
          case ApprovalDecision.Approve approve -> approve;
          case ApprovalDecision.ApproveWithEdits edits -> requireNone(edits);
          case ApprovalDecision.Reject reject ->
              new ApprovalDecision.Reject(secrets.mask(reject.feedback()));
        };
    return new DecideApproval(
        command.owner(), command.approval(), decision, command.seen(), command.by());
  }

  private ApprovalDecision requireNone(ApprovalDecision.ApproveWithEdits edits) {
    if (secrets.look(edits.modifications()).found()) {
      throw new RefusedException(
          new Refusal.EditRefused(
              "it holds a known secret, which would be recorded; name the environment variable or"
                  + " the file it is in instead"));
    }
    return edits;
  }
}
