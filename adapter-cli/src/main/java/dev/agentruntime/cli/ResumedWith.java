package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DryRun;
import dev.agentruntime.application.approval.GetPolicy;
import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.application.approval.Signature;
import dev.agentruntime.application.session.UpdateSession;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import java.util.HashMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the flags of a run change in the session it resumes: its policy and its limits. Only flags
 * do, since who types them means this session, while files and variables are for new ones. They may
 * widen as well as narrow what runs unasked; a dry run alone stays one.
 */
record ResumedWith(
    AgentRuntime runtime, RuntimeFactory.RunSettings settings, RunJob.Manner manner) {

  /** The label under which a session keeps the name of its policy, to be seen and compared. */
  static final String POLICY_LABEL = "approve";

  void apply(SessionFinder.Found found) {
    SessionId session = found.view().id();
    requireDryIfWanted(session);
    boolean other = isGiven(SettingNames.POLICY) || isGiven(SettingNames.APPROVE);
    if (other) {
      runtime.set(
          new SetPolicy(
              Owner.LOCAL,
              Optional.of(session),
              new SetPolicy.Content(settings.policy().document(), true),
              OptionalInt.empty(),
              new Signature(TerminalDesk.person(), "resumed with " + settings.policy().origin())));
    }
    boolean limits =
        Stream.of(SettingNames.MAX_MODEL_CALLS, SettingNames.MAX_TOKENS, SettingNames.MAX_COST)
            .anyMatch(this::isGiven);
    if (other || limits) {
      runtime.update(new UpdateSession(Owner.LOCAL, session, present -> changed(present, other)));
    }
  }

  private void requireDryIfWanted(SessionId session) {
    if (manner.flag(SettingNames.DRY_RUN).isPresent()) {
      JsonObject present = runtime.get(new GetPolicy(Owner.LOCAL, Optional.of(session))).document();
      if (!DryRun.isOf(present)) {
        throw CommandFailure.usage(
            "session "
                + session
                + " is no dry run: what its agents did is done; leave --dry-run out, or start a new"
                + " session with it");
      }
    }
  }

  private SessionSettings changed(SessionSettings present, boolean policy) {
    var labels = new HashMap<>(present.labels());
    if (policy) {
      labels.put(POLICY_LABEL, settings.policy().name());
    }
    return new SessionSettings(
        present.title(),
        labels,
        changed(present.limits()),
        present.runner(),
        present.routing(),
        present.tools());
  }

  /** What the flags say nothing about stays as it is. */
  private TurnLimits changed(TurnLimits present) {
    TurnLimits wanted = settings.limits();
    return new TurnLimits(
        isGiven(SettingNames.MAX_MODEL_CALLS) ? wanted.modelCalls() : present.modelCalls(),
        present.toolCalls(),
        present.equalCalls(),
        present.autoApprovals(),
        present.callsPerReply(),
        present.runningTime(),
        new TurnBudget(
            isGiven(SettingNames.MAX_TOKENS) ? wanted.budget().tokens() : present.budget().tokens(),
            isGiven(SettingNames.MAX_COST) ? wanted.budget().cost() : present.budget().cost()));
  }

  private boolean isGiven(String setting) {
    return manner.flag(setting).isPresent();
  }
}
