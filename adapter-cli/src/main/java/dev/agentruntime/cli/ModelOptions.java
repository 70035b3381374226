package dev.agentruntime.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say which model is asked. */
final class ModelOptions {

  @Option(names = "--model", paramLabel = "NAME", description = "The model to ask.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "Where the OpenAI-compatible endpoint is.")
  private Optional<String> baseUrl = Optional.empty();

  void addTo(List<RuntimeFactory.Flag> flags) {
    CommonOptions.add(flags, SettingNames.MODEL, model, "--model");
    CommonOptions.add(flags, SettingNames.BASE_URL, baseUrl, "--base-url");
  }
}
