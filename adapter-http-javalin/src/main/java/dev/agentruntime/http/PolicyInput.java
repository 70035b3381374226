package dev.agentruntime.http;

import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.Optional;
import java.util.function.Supplier;

/** Policies as the bodies of requests give them: written out, or by the name of a preset. */
final class PolicyInput {

  private static final String POLICY = "policy";
  private static final String PRESET = "preset";

  private PolicyInput() {}

  /** The policy's JSON form; what is in it is judged by who takes it. */
  static Optional<JsonObject> document(Members members) {
    Optional<JsonObject> policy = members.object(POLICY);
    Optional<PolicyPreset> preset = members.parsed(PRESET, PolicyInput::preset);
    if (policy.isPresent() == preset.isPresent()) {
      members.fault(POLICY, "give either policy, an object, or preset, a name");
    }
    return policy.or(() -> preset.map(PolicyPreset::document));
  }

  private static PolicyPreset preset(String name) {
    return PolicyPreset.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of " + String.join(", ", PolicyPreset.ids())));
  }

  /** Does something with the policy of a body; its flaws are told with their place in the body. */
  static <T> T placed(Supplier<T> action) {
    try {
      return action.get();
    } catch (RefusedException e) {
      throw e.refusal() instanceof Refusal.Invalid invalid
          ? new RefusedException(
              new Refusal.Invalid(invalid.flaws().stream().map(PolicyInput::inBody).toList()))
          : e;
    }
  }

  private static Refusal.Flaw inBody(Refusal.Flaw flaw) {
    return flaw.pointer().isEmpty()
        ? flaw
        : new Refusal.Flaw("/" + POLICY + flaw.pointer(), flaw.message());
  }
}
