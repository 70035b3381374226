package dev.agentruntime.cli;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the configuration. */
@Command(
    name = "show",
    description = "Shows every setting; secrets are masked.",
    footer = {
      "agent-runtime config show --origin",
      "agent-runtime config show --format json | jq -r '.[] | select(.name == \"model\") | .value'"
    })
final class ConfigShowCommand implements Callable<Integer> {

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(
      names = "--origin",
      description = "Tell where each setting is set, too; JSON always does.")
  private boolean origin;

  ConfigShowCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    RuntimeFactory.Inspection inspection = factory.inspect(common.flags());
    List<RuntimeFactory.Setting> settings = inspection.settings();
    if (format.isJson()) {
      surroundings
          .out()
          .println(
              JsonLine.of(
                  new JsonArray(
                      settings.stream().<JsonValue>map(ConfigShowCommand::json).toList())));
    } else {
      table(settings).lines().forEach(surroundings.out()::println);
    }
    if (!inspection.problems().isEmpty()) {
      throw new InvalidConfigurationException(inspection.problems());
    }
    return ExitCode.DONE.status();
  }

  private Table table(List<RuntimeFactory.Setting> settings) {
    if (!origin) {
      var table = new Table("SETTING", "VALUE");
      settings.forEach(s -> table.row(s.name(), s.value()));
      return table;
    }
    var table = new Table("SETTING", "VALUE", "FROM");
    settings.forEach(s -> table.row(s.name(), s.value(), s.origin()));
    return table;
  }

  private static JsonObject json(RuntimeFactory.Setting setting) {
    return JsonObject.builder()
        .put("name", setting.name())
        .put("value", setting.value())
        .put("origin", setting.origin())
        .build();
  }
}
