package dev.agentruntime.cli;

import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.Maintenance.SchemaVersion;
import dev.agentruntime.application.port.Maintenance.Status;
import dev.agentruntime.application.port.Maintenance.Tables;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells how the database stands. */
@Command(
    name = "status",
    description =
        "Tells which database it is, which version its tables have, what is in it and who uses it."
            + " Makes nothing and migrates nothing.",
    exitCodeList = {
      "0:it can be used, or there is none yet",
      "2:wrong usage",
      "7:it cannot be used: configuration, damage, or a newer version of the runtime wrote it"
    },
    footer = {"agent-runtime db status", "agent-runtime db status --format json"})
final class DbStatusCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  DbStatusCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.prepare(common.flags()).database(false, this::tell);
  }

  private int tell(Maintenance database) {
    Status status = database.status();
    if (format.isJson()) {
      idle.print(JsonLine.of(json(status)));
    } else {
      print("database", status.database());
      print("version", status.tables().map(t -> words(t.schema())).orElse("no tables yet"));
      status.tables().ifPresent(tables -> print("rows", words(tables)));
      print("size", Count.of(status.bytes(), "byte"));
      print("used by", status.users().isEmpty() ? "-" : String.join(", ", status.users()));
    }
    boolean unusable = status.tables().map(tables -> tables.schema().newer()).orElse(false);
    return (unusable ? ExitCode.CONFIGURATION : ExitCode.DONE).status();
  }

  private void print(String name, String value) {
    idle.print("%-10s%s".formatted(name + ":", Styled.of(value).plain()));
  }

  private static String words(SchemaVersion schema) {
    if (schema.newer()) {
      return "%s, NEWER than this program, which knows %s: update the program"
          .formatted(schema.found(), schema.known());
    }
    return schema.pending() == 0
        ? schema.found() + ", up to date"
        : "%s; %s to %s, made by the next command or server, or by agent-runtime db migrate"
            .formatted(schema.found(), Count.of(schema.pending(), "step"), schema.known());
  }

  private static String words(Tables tables) {
    return tables.rows().entrySet().stream()
        .map(table -> table.getKey() + " " + table.getValue())
        .collect(Collectors.joining(", "));
  }

  private static JsonObject json(Status status) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("database", status.database())
            .put("exists", status.tables().isPresent())
            .put("bytes", status.bytes())
            .put(
                "users",
                new JsonArray(status.users().stream().<JsonValue>map(JsonString::new).toList()));
    status.tables().ifPresent(tables -> json.put("version", json(tables.schema())));
    status.tables().ifPresent(tables -> json.put("rows", rows(tables)));
    return json.build();
  }

  private static JsonObject rows(Tables tables) {
    JsonObject.Builder json = JsonObject.builder();
    tables.rows().forEach(json::put);
    return json.build();
  }

  private static JsonObject json(SchemaVersion schema) {
    return JsonObject.builder()
        .put("found", schema.found())
        .put("known", schema.known())
        .put("pending", schema.pending())
        .put("newer", schema.newer())
        .build();
  }
}
