package dev.agentruntime.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what people granted. */
@Command(
    name = "list",
    description = "Lists what people allowed beyond one decision, the newest first.",
    footer = {
      "agent-runtime policy grants list",
      "agent-runtime policy grants list -s 0193f2c4 --ended"
    })
final class PolicyGrantsListCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final GrantsListing listing = new GrantsListing();

  PolicyGrantsListCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return listing.list(idle);
  }
}
