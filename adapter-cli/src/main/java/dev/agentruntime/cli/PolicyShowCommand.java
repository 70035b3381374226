package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.GetPolicy;
import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows a policy. */
@Command(
    name = "show",
    description = {
      "Shows the approval policy of new sessions, or the one that is in force for a session, and"
          + " where it is from.",
      "New sessions get what flags, variables or the configuration say; where they say nothing, the"
          + " policy that policy set stored.",
      "A rule that denies wins wherever it stands; else the first rule that matches; else a person"
          + " is asked."
    },
    footer = {
      "agent-runtime policy show",
      "agent-runtime policy show --approve edits",
      "agent-runtime policy show -s 0193f2c4 --format json | jq .policy > policy.json"
    })
final class PolicyShowCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final PolicyOptions policy = new PolicyOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description = "The policy of this session; the beginning of its id is enough.")
  private Optional<String> session = Optional.empty();

  PolicyShowCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    if (session.isPresent() && policy.isGiven()) {
      throw CommandFailure.usage(
          "a session has its policy; leave --approve, --policy and --preset out,"
              + " or leave -s out");
    }
    List<RuntimeFactory.Flag> flags = common.flags();
    policy.addTo(flags, idle.surroundings().folder());
    RuntimeFactory.RunSettings settings = idle.prepare(flags).run();
    String origin = settings.policy().origin();
    return idle.use(common, runtime -> show(new PolicyForm(view(runtime, settings), origin)));
  }

  private PolicyView view(AgentRuntime runtime, RuntimeFactory.RunSettings settings) {
    return session
        .map(id -> new SessionIds(runtime, common.next()).find(id))
        .map(id -> runtime.get(new GetPolicy(Owner.LOCAL, Optional.of(id))))
        .orElseGet(() -> new NewPolicy(runtime, settings.policy()).view());
  }

  private int show(PolicyForm form) {
    if (format.isJson()) {
      idle.print(JsonLine.of(form.json()));
    } else {
      idle.print("from " + VisibleText.of(form.from()));
      if (!form.policy().document().bool("enabled").orElse(true)) {
        idle.print("approvals are switched off: what would be asked is allowed");
      }
      if (form.isBesideOwners()) {
        idle.print("the owner's policy holds too; the stricter one has its way");
      }
      form.lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }
}
