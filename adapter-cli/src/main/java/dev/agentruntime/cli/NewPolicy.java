package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DryRun;
import dev.agentruntime.application.approval.GetPolicy;
import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.session.Owner;
import java.util.Map;
import java.util.Optional;

/**
 * The policy of a session that is to be made: what flags, variables or files say; where they say
 * nothing, what the owner stored; else the default.
 */
record NewPolicy(AgentRuntime runtime, RuntimeFactory.SessionPolicy said) {

  /** What would hold. */
  PolicyView view() {
    if (said.chosen()) {
      return PolicyView.unstored(said.document());
    }
    PolicyView stored = runtime.get(new GetPolicy(Owner.LOCAL, Optional.empty()));
    if (stored.version().scope() == PolicyVersion.Scope.DEFAULT) {
      return PolicyView.unstored(said.document());
    }
    return DryRun.isOf(said.document())
        ? PolicyView.unstored(DryRun.of(stored.document()))
        : stored;
  }

  /** What the session keeps as its own; nothing where its owner's policy holds. */
  Optional<SetPolicy.Content> own() {
    PolicyView view = view();
    return view.put().isPresent()
        ? Optional.empty()
        : Optional.of(new SetPolicy.Content(view.document(), true));
  }

  /** Tells a session that has a policy of its own what that is called. */
  Map<String, String> labels() {
    return own().isPresent() ? Map.of(ResumedWith.POLICY_LABEL, said.name()) : Map.of();
  }
}
