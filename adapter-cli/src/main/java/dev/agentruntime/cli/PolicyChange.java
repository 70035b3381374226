package dev.agentruntime.cli;

import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.approval.Signature;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that put policies in force have in common. */
final class PolicyChange {

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final PolicyTarget target = new PolicyTarget();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for whoever reads the history.")
  private String reason = "";

  @Option(
      names = "--expect",
      paramLabel = "VERSION",
      description =
          "Change it only if this version is in force; 0 if none is stored. policy history tells"
              + " it.")
  private Optional<Integer> expected = Optional.empty();

  CommonOptions common() {
    return common;
  }

  PolicyTarget target() {
    return target;
  }

  Signature signature() {
    return new Signature(TerminalDesk.person(), reason);
  }

  OptionalInt expected() {
    return expected.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** Makes the change and tells what is in force then. */
  int make(IdleRuntime idle, Supplier<PolicyView> change) {
    PolicyView now = changed(change);
    var form = new PolicyForm(now, "");
    idle.print(format.isJson() ? JsonLine.of(form.json()) : "in force: " + form.from());
    if (form.isBesideOwners()) {
      idle.surroundings().tell("the owner's policy holds too; the stricter one has its way");
    }
    return ExitCode.DONE.status();
  }

  private PolicyView changed(Supplier<PolicyView> change) {
    try {
      return change.get();
    } catch (RefusedException e) {
      throw e.refusal() instanceof Refusal.PolicyChanged
          ? CommandFailure.of(e).looking(common.next().policyHistory())
          : e;
    }
  }
}
