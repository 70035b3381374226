package dev.agentruntime.application.approval;

import dev.agentruntime.application.session.Receipt;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import java.util.List;
import java.util.Optional;

/** Asks on behalf of embedders and clients. */
public final class RequestApprovalHandler {

  private final SessionCommands commands;
  private final PoliciesInForce policies;

  public RequestApprovalHandler(SessionCommands commands, PoliciesInForce policies) {
    this.commands = commands;
    this.policies = policies;
  }

  /**
   * Records the request, and what the policy says of it where that decides it; else a decision
   * comes in by {@link DecideApproval}.
   *
   * @throws RefusedException if there is no such session, it is closed, the type is the runtime's
   *     own, or the details are not those of its type
   */
  public ApprovalId handle(RequestApproval command) {
    RequestShapes.require(command.wanted());
    var id = new ApprovalId(commands.newId());
    SessionCommands.Act ask =
        (session, moment, work) ->
            session.requestApproval(
                id,
                request(command.wanted()),
                recordable(command.petition()),
                policies.gate(work, session),
                moment);
    var receipt =
        new Receipt<>(session -> id, RequestApprovalHandler::write, RequestApprovalHandler::read);
    return command
        .session()
        .map(session -> commands.perform(command.owner(), session, ask, receipt))
        .orElseGet(
            () ->
                commands.create(
                    work ->
                        ask.apply(
                            Session.forRequest(id, command.owner(), work.now()),
                            new Moment(work.now(), commands::newId),
                            work),
                    receipt));
  }

  private static ApprovalRequest request(RequestApproval.Wanted wanted) {
    return new ApprovalRequest(
        wanted.type(),
        RecordableText.of(wanted.subject()),
        wanted.details(),
        Optional.empty(),
        List.of());
  }

  private static Petition recordable(Petition petition) {
    return new Petition(
        petition.reason().map(RecordableText::of),
        petition.timeout(),
        petition.requester().map(RecordableText::of));
  }

  private static JsonObject write(ApprovalId approval) {
    return JsonObject.builder().put("approval", approval.toString()).build();
  }

  private static ApprovalId read(JsonObject json) {
    return ApprovalId.parse(json.string("approval").orElseThrow());
  }
}
