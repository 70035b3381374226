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

  void addTo(List<RuntimeFactory.Flag> flags) {
    CommonOptions.add(flags, SettingNames.MAX_MODEL_CALLS, steps, "--max-steps");
  }
}
