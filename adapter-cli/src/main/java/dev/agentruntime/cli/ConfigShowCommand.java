package dev.agentruntime.cli;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the configuration. */
@Command(
    name = "show",
    description = "Shows every setting and where it is set; secrets are masked.")
final class ConfigShowCommand implements Callable<Integer> {

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  ConfigShowCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<RuntimeFactory.Setting> settings = factory.prepare(common.flags()).settings();
    if (format.isJson()) {
      surroundings
          .out()
          .println(
              new JsonArray(settings.stream().<JsonValue>map(ConfigShowCommand::json).toList())
                  .canonical());
    } else {
      var table = new Table("SETTING", "VALUE", "FROM");
      settings.forEach(s -> table.row(s.name(), s.value(), s.origin()));
      table.lines().forEach(surroundings.out()::println);
    }
    return ExitCode.DONE.status();
  }

  private static JsonObject json(RuntimeFactory.Setting setting) {
    return JsonObject.builder()
        .put("name", setting.name())
        .put("value", setting.value())
        .put("origin", setting.origin())
        .build();
  }
}
