package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.ListPolicyVersions;
import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the versions of a policy. */
@Command(
    name = "history",
    description =
        "Lists the versions of a policy, the newest first: who put each in force, and why.",
    footer = {
      "agent-runtime policy history",
      "agent-runtime policy history -s 0193f2c4 --format json | jq '.[0].policy'"
    })
final class PolicyHistoryCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final PolicyTarget target = new PolicyTarget();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(
      names = "--most",
      defaultValue = "100",
      paramLabel = "N",
      description = "At most this many, up to 1000. Default: 100.")
  private int most = 100;

  PolicyHistoryCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    CommandFailure.requireWithin("--most", most, SessionFilter.MAX);
    return idle.use(common, this::list);
  }

  private int list(AgentRuntime runtime) {
    List<PolicyView> versions =
        runtime.list(
            new ListPolicyVersions(
                Owner.LOCAL, target.in(runtime, common.next()), Integer.MAX_VALUE, most));
    if (format.isJson()) {
      idle.print(
          JsonLine.of(
              PolicyForm.array(
                  versions.stream().map(version -> new PolicyForm(version, "").json()).toList())));
    } else if (versions.isEmpty()) {
      idle.surroundings().tell("no policy was set; agent-runtime policy set does");
    } else {
      table(versions).lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }

  private static Table table(List<PolicyView> versions) {
    var table = new Table("VERSION", "AT", "BY", "RULES", "ALONE", "REASON");
    for (PolicyView version : versions) {
      var put = version.put().orElseThrow();
      table.row(
          Integer.toString(version.version().number()),
          put.at().toString(),
          put.author(),
          Integer.toString(PolicyForm.rules(version.document()).size()),
          version.alone() ? "yes" : "",
          put.reason());
    }
    return table;
  }
}
