package dev.agentruntime.cli;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.access.ListApiKeys;
import dev.agentruntime.application.access.RevokeApiKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Revokes a key. */
@Command(
    name = "revoke",
    description = "Makes a key open nothing from now on; streams it has open end within seconds.",
    footer = "agent-runtime keys revoke 4f1c2a9b77d0e315")
final class KeysRevokeCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "ID",
      description = "The key's id as 'keys list' shows it; the beginning of it is enough.")
  private String id = "";

  KeysRevokeCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.prepare(common.flags()).keys(false, this::revoke);
  }

  private int revoke(ApiKeys keys) {
    List<ApiKey> found =
        keys.list(new ListApiKeys(Optional.empty())).stream()
            .filter(key -> !id.isEmpty() && key.id().value().startsWith(id))
            .toList();
    if (found.isEmpty()) {
      throw new CommandFailure(ExitCode.NOT_FOUND, "there is no key " + id)
          .looking("agent-runtime keys list");
    }
    if (found.size() > 1) {
      throw CommandFailure.usage(
          "several keys begin with "
              + id
              + ": "
              + found.stream().map(key -> key.id().value()).collect(Collectors.joining(", "))
              + "; give more of the id");
    }
    ApiKey revoked = keys.revoke(new RevokeApiKey(found.getFirst().owner(), found.getFirst().id()));
    idle.surroundings().tell("key " + revoked.id() + " (" + revoked.name() + ") is revoked");
    return ExitCode.DONE.status();
  }
}
