package dev.agentruntime.application.approval;

import dev.agentruntime.application.agent.EnabledAgent;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetApprovalHandler;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.application.tool.CallPreparation;
import dev.agentruntime.application.tool.SessionTools;
import dev.agentruntime.application.turn.SessionTooling;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PolicyFindings;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import java.util.List;
import java.util.Optional;

/** Takes calls that nobody made through all that real ones go through, up to the verdict. */
public final class CheckCallHandler {

  private final SessionCommands sessions;
  private final Persistence persistence;
  private final PoliciesInForce policies;
  private final DecideApprovalHandler.EditChecks parts;
  private final GetApprovalHandler approvals;

  public CheckCallHandler(
      SessionCommands sessions,
      Persistence persistence,
      PoliciesInForce policies,
      DecideApprovalHandler.EditChecks parts) {
    this.sessions = sessions;
    this.persistence = persistence;
    this.policies = policies;
    this.parts = parts;
    this.approvals = new GetApprovalHandler(persistence.reads());
  }

  private record Setting(CallPreparation preparation, PoliciesInForce.Held held) {}

  /**
   * What would become of the call.
   *
   * @throws RefusedException if there is no such session or agent, or the policy cannot be read
   */
  public CallCheck handle(CheckCall query) {
    Setting setting =
        switch (query.where()) {
          case CheckCall.Where.InSession in -> inSession(query, in);
          case CheckCall.Where.InFolder in -> inFolder(query, in);
        };
    var call =
        new ToolCall(
            new ToolCallId(sessions.newId()),
            "",
            query.tool(),
            new ToolArguments.Parsed(query.arguments()));
    return switch (setting.preparation().prepare(call)) {
      case Preparation.Unfit unfit -> new CallCheck.Unfit(unfit.answer().content());
      case Preparation.Ready ready -> judged(ready.prepared(), setting);
    };
  }

  /**
   * What would become of a request of any type, as it is given.
   *
   * @throws RefusedException if there is no such session, or the type is one that policies are not
   *     asked about
   */
  public CallCheck.Judged handle(CheckRequest query) {
    RequestApproval.Wanted wanted = query.wanted();
    requireAsked(wanted.type(), "/type", "a request of type " + wanted.type());
    var request =
        new ApprovalRequest(
            wanted.type(), wanted.subject(), wanted.details(), query.agent(), List.of());
    query.session().ifPresent(session -> sessions.read(query.owner(), session));
    return judged(persistence.inTransaction(work -> held(query, work)), request, Optional.empty());
  }

  private static void requireAsked(ApprovalType type, String pointer, String what) {
    if (type.equals(ApprovalType.LIMIT) || type.equals(ApprovalType.RECOVERY)) {
      throw new RefusedException(
          new Refusal.Invalid(
              List.of(
                  new Refusal.Flaw(
                      pointer, what + " is always decided by people; no policy is asked"))));
    }
  }

  private PoliciesInForce.Held held(CheckRequest query, UnitOfWork work) {
    return query
        .session()
        .map(session -> policies.held(work, query.owner(), session))
        .orElseGet(
            () ->
                policies.held(
                    work, query.owner(), policies.view(work, query.owner(), Optional.empty())));
  }

  /**
   * What the policy says of an approval's request as it was recorded.
   *
   * @throws RefusedException if there is no such approval, or policies are not asked about it
   */
  public CallCheck.Judged handle(ExplainApproval query) {
    ApprovalView view = approvals.handle(new GetApproval(query.owner(), query.approval()));
    requireAsked(
        view.approval().request().type(),
        "",
        "approval "
            + view.approval().id()
            + ", being of type "
            + view.approval().request().type()
            + ",");
    return judged(
        persistence.inTransaction(work -> policies.held(work, query.owner(), view.stream())),
        view.approval().request(),
        Optional.empty());
  }

  private static CallCheck.Judged judged(
      PoliciesInForce.Held held, ApprovalRequest request, Optional<String> diff) {
    return new CallCheck.Judged(
        held.policies(), request, diff, PolicyFindings.of(held.inForce(), request));
  }

  private static CallCheck judged(PreparedCall call, Setting setting) {
    return judged(
        setting.held(),
        ApprovalRequest.of(call, setting.preparation().agent().name()),
        call.preview().diff());
  }

  private Setting inSession(CheckCall query, CheckCall.Where.InSession in) {
    Session session = sessions.read(query.owner(), in.session());
    SessionTooling tooling =
        SessionTooling.of(session, parts.workspaces(), parts.agents(), parts.schemas());
    AgentProfile agent = query.agent().map(this::profile).orElseGet(() -> tooling.agentOf(session));
    return new Setting(
        new CallPreparation(tooling.tools(), agent, tooling.workspace(), parts.schemas()),
        persistence.inTransaction(work -> policies.held(work, query.owner(), session.id())));
  }

  private Setting inFolder(CheckCall query, CheckCall.Where.InFolder in) {
    SessionTools tools =
        SessionTools.of(
            new SessionSettings.Tools(ToolExecution.WORKSPACE, List.of()), parts.agents());
    return new Setting(
        new CallPreparation(
            tools,
            profile(query.agent().orElseGet(parts.agents()::initial)),
            Optional.of(parts.workspaces().open(in.workspace())),
            parts.schemas()),
        persistence.inTransaction(
            work -> policies.held(work, query.owner(), PolicyView.unstored(in.policy()))));
  }

  private AgentProfile profile(AgentName name) {
    return EnabledAgent.in(parts.agents(), name);
  }
}
