package dev.agentruntime.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at what people granted; lists it where nothing else is said. */
@Command(
    name = "grants",
    description = "Lists what people allowed beyond one decision, and ends it.",
    synopsisSubcommandLabel = "[COMMAND]",
    footer = {"agent-runtime policy grants", "agent-runtime policy grants --ended --format json"})
final class PolicyGrantsCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final GrantsListing listing = new GrantsListing();

  PolicyGrantsCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return listing.list(idle);
  }
}
