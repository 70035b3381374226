package dev.agentruntime.cli;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.access.ListApiKeys;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists keys. */
@Command(
    name = "list",
    description = "Lists the keys of the server, revoked ones too; never the keys themselves.",
    footer = "agent-runtime keys list --format json")
final class KeysListCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  KeysListCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.prepare(common.flags()).keys(false, this::list);
  }

  private int list(ApiKeys keys) {
    List<ApiKey> found = keys.list(new ListApiKeys(Optional.empty()));
    if (format.isJson()) {
      idle.print(
          JsonLine.of(
              new JsonArray(found.stream().<JsonValue>map(KeysListCommand::json).toList())));
    } else if (found.isEmpty()) {
      idle.surroundings().tell("there are no keys; agent-runtime keys create makes one");
    } else {
      var table = new Table("ID", "OWNER", "ROLE", "NAME", "CREATED", "REVOKED");
      for (ApiKey key : found) {
        table.row(
            key.id().value(),
            key.owner().value(),
            key.role().id(),
            key.name(),
            key.createdAt().toString(),
            key.revokedAt().map(Instant::toString).orElse(""));
      }
      table.lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }

  private static JsonObject json(ApiKey key) {
    return JsonObject.builder()
        .put("id", key.id().value())
        .put("owner", key.owner().value())
        .put("role", key.role().id())
        .put("name", key.name())
        .put("created_at", key.createdAt().toString())
        .put("revoked_at", key.revokedAt().map(Instant::toString))
        .build();
  }
}
