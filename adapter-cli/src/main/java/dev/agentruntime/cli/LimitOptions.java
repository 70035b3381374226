package dev.agentruntime.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that bound what a turn may use. A session that reaches one waits and can be resumed. */
final class LimitOptions {

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Ask the model at most this often in a turn.")
  private Optional<Integer> steps = Optional.empty();

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Stop a turn that has used this many tokens, read and written together.")
  private Optional<Long> tokens = Optional.empty();

  @Option(
      names = "--max-cost",
      paramLabel = "AMOUNT",
      description =
          "Stop a turn that has cost this much. Needs the settings model_price_prompt and"
              + " model_price_completion: the price of a million tokens.")
  private Optional<String> cost = Optional.empty();

  void addTo(List<RuntimeFactory.Flag> flags) {
    CommonOptions.add(flags, SettingNames.MAX_MODEL_CALLS, steps, "--max-steps");
    CommonOptions.add(flags, SettingNames.MAX_TOKENS, tokens, "--max-tokens");
    CommonOptions.add(flags, SettingNames.MAX_COST, cost, "--max-cost");
  }
}
