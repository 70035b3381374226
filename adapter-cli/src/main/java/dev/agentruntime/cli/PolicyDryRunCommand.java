package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.PolicyTrial;
import dev.agentruntime.application.approval.TryPolicy;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries a policy on the past. */
@Command(
    name = "dry-run",
    description = {
      "Tells what a policy would have said of everything that was asked in the last days: how many"
          + " requests it would rule otherwise, and which.",
      "Nothing is put in force. The policy is asked alone, without those of sessions and without"
          + " what people granted."
    },
    footer = {
      "agent-runtime policy dry-run team.yaml",
      "agent-runtime policy dry-run --preset auto --days 30 --format json | jq .totals"
    })
final class PolicyDryRunCommand implements Callable<Integer> {

  private static final int MAX_DAYS = 3650;

  private final IdleRuntime idle;

  @Mixin private final PolicySource source = new PolicySource();
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(
      names = "--days",
      defaultValue = "7",
      paramLabel = "N",
      description = "How many days to look back, up to 3650. Default: 7.")
  private int days = 7;

  @Option(
      names = "--most",
      defaultValue = "100",
      paramLabel = "N",
      description = "Tell at most this many requests one by one, up to 1000. Default: 100.")
  private int most = 100;

  PolicyDryRunCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    CommandFailure.requireWithin("--days", days, MAX_DAYS);
    CommandFailure.requireWithin("--most", most, SessionFilter.MAX);
    JsonObject document = source.read(idle.surroundings().folder());
    return idle.use(common, runtime -> show(runtime, document));
  }

  private int show(AgentRuntime runtime, JsonObject document) {
    PolicyTrial trial =
        runtime.tryOut(new TryPolicy(Owner.LOCAL, document, Duration.ofDays(days), most));
    var form = new TrialForm(trial);
    if (format.isJson()) {
      idle.print(JsonLine.of(form.json()));
    } else if (trial.count() == 0) {
      idle.surroundings().tell("nothing was asked in the last " + Count.of(days, "day"));
    } else {
      form.lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }
}
