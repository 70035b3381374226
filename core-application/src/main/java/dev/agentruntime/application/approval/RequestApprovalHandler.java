package dev.agentruntime.application.approval;

import dev.agentruntime.application.session.Receipt;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.RefusedException;
import java.util.List;
import java.util.Optional;

/** Asks people on behalf of embedders and clients. */
public final class RequestApprovalHandler {

  private final SessionCommands commands;

  public RequestApprovalHandler(SessionCommands commands) {
    this.commands = commands;
  }

  /**
   * Records the request; a decision comes in by {@link DecideApproval}.
   *
   * @throws RefusedException if there is no such session, it is closed, or the type is the
   *     runtime's own
   */
  public ApprovalId handle(RequestApproval command) {
    var id = new ApprovalId(commands.newId());
    var request =
        new ApprovalRequest(
            command.wanted().type(),
            RecordableText.of(command.wanted().subject()),
            command.wanted().details(),
            Optional.empty(),
            List.of());
    return commands.perform(
        command.owner(),
        command.session(),
        (session, moment, work) ->
            session.requestApproval(
                id,
                request,
                new Approval.Asked(
                    Optional.empty(),
                    RecordableText.of(command.reason()),
                    moment.at(),
                    command.timeout().map(moment.at()::plus),
                    Optional.empty()),
                moment),
        new Receipt<>(session -> id, RequestApprovalHandler::write, RequestApprovalHandler::read));
  }

  private static JsonObject write(ApprovalId approval) {
    return JsonObject.builder().put("approval", approval.toString()).build();
  }

  private static ApprovalId read(JsonObject json) {
    return ApprovalId.parse(json.string("approval").orElseThrow());
  }
}
