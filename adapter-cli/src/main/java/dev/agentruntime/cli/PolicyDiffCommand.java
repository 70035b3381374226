package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DiffPolicies;
import dev.agentruntime.application.approval.PolicyDiff;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Owner;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Compares two versions of a policy. */
@Command(
    name = "diff",
    description = {
      "Shows what changed from one version of a policy to another: rules by their id, and what"
          + " stands beside them."
    },
    footer = {
      "agent-runtime policy diff 2 3",
      "agent-runtime policy diff 0 1",
      "agent-runtime policy diff 1 2 -s 0193f2c4 --format json"
    })
final class PolicyDiffCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final PolicyTarget target = new PolicyTarget();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "A version; 0 for the default, where it is the policy of all sessions.")
  private int from;

  @Parameters(index = "1", paramLabel = "TO", description = "Another version.")
  private int to;

  PolicyDiffCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(common, this::compare);
  }

  private int compare(AgentRuntime runtime) {
    PolicyDiff diff =
        runtime.diff(new DiffPolicies(Owner.LOCAL, target.in(runtime, common.next()), from, to));
    if (format.isJson()) {
      idle.print(JsonLine.of(json(diff)));
    } else {
      text(diff);
    }
    return ExitCode.DONE.status();
  }

  private static JsonObject json(PolicyDiff diff) {
    return JsonObject.builder()
        .put("from", diff.from().version().number())
        .put("to", diff.to().version().number())
        .put("reordered", diff.reordered())
        .put(
            "changes",
            PolicyForm.array(
                diff.changes().stream()
                    .map(
                        change ->
                            JsonObject.builder()
                                .put("part", change.part())
                                .put("before", change.before().orElse(null))
                                .put("after", change.after().orElse(null))
                                .build())
                    .toList()))
        .build();
  }

  private void text(PolicyDiff diff) {
    diff.changes()
        .forEach(
            change -> {
              idle.print(VisibleText.of(change.part()));
              side("-", change.before());
              side("+", change.after());
            });
    if (diff.reordered()) {
      idle.print("rules that both have stand in another order; the first that matches decides");
    }
    if (diff.changes().isEmpty() && !diff.reordered()) {
      idle.surroundings().tell("versions " + from + " and " + to + " say the same");
    }
  }

  private void side(String sign, Optional<JsonValue> value) {
    value.ifPresent(one -> idle.print("  " + sign + " " + JsonLine.of(one)));
  }
}
