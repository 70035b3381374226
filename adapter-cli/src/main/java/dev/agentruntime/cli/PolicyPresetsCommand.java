package dev.agentruntime.cli;

import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.domain.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the policies to start from. */
@Command(
    name = "presets",
    description = "Lists the policies to start from, or prints one of them, to be changed and set.",
    footer = {
      "agent-runtime policy presets",
      "agent-runtime policy presets documents > team.yaml",
      "agent-runtime policy presets read-only --format json"
    })
final class PolicyPresetsCommand implements Callable<Integer> {

  /** How they are written. */
  enum Format {
    TABLE,
    YAML,
    JSON
  }

  private final IdleRuntime idle;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Words.Presets.class,
      description = "Print this one.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      completionCandidates = Words.PresetFormats.class,
      description = "table or json; of one: yaml or json. Default: table, and yaml of one.")
  private Optional<Format> format = Optional.empty();

  PolicyPresetsCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    if (name.isPresent()) {
      print(PolicySource.named(name.get()), format.orElse(Format.YAML));
    } else {
      list(format.orElse(Format.TABLE));
    }
    return ExitCode.DONE.status();
  }

  private void print(PolicyPreset preset, Format wanted) {
    switch (wanted) {
      case YAML -> idle.print("# " + preset.summary() + "\n" + YamlText.of(preset.document()));
      case JSON -> idle.print(PrettyJson.of(preset.document()));
      case TABLE ->
          throw CommandFailure.usage(
              "--format: one preset is printed as yaml or json, not a table");
    }
  }

  private void list(Format wanted) {
    List<PolicyPreset> all = Arrays.asList(PolicyPreset.values());
    switch (wanted) {
      case JSON ->
          idle.print(
              JsonLine.of(PolicyForm.array(all.stream().map(PolicyPresetsCommand::json).toList())));
      case TABLE -> {
        var table = new Table("NAME", "SUMMARY");
        all.forEach(preset -> table.row(preset.id(), preset.summary()));
        table.lines().forEach(idle::print);
      }
      case YAML -> throw CommandFailure.usage("--format: name the preset to be printed as yaml");
    }
  }

  private static JsonObject json(PolicyPreset preset) {
    return JsonObject.builder()
        .put("name", preset.id())
        .put("summary", preset.summary())
        .put("policy", preset.document())
        .build();
  }
}
