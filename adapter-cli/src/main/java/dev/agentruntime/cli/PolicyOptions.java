package dev.agentruntime.cli;

import dev.agentruntime.application.approval.ApprovalMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options that say which policy a session has. */
final class PolicyOptions {

  @Option(
      names = "--approve",
      paramLabel = "MODE",
      completionCandidates = Words.Modes.class,
      description =
          "What is approved by itself: none, reads, edits, all. Default: reads. Protected paths,"
              + " secrets, interrupted calls and limits never are.")
  private Optional<ApprovalMode> approve = Optional.empty();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Take the approval policy from this YAML or JSON file instead of a mode. A file of the"
              + " workspace is never taken by itself.")
  private Optional<Path> policy = Optional.empty();

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      completionCandidates = Words.Presets.class,
      description = "Take this policy instead of a mode; policy presets tells what they say.")
  private Optional<String> preset = Optional.empty();

  /** The settings they make; they exclude each other. */
  void addTo(List<RuntimeFactory.Flag> flags, Path folder) {
    if (Stream.of(approve, policy, preset).filter(Optional::isPresent).count() > 1) {
      throw CommandFailure.usage(
          "--approve, --policy and --preset exclude each other: each of them is a policy; give one"
              + " of them");
    }
    CommonOptions.add(flags, SettingNames.APPROVE, approve.map(ApprovalMode::id), "--approve");
    CommonOptions.add(
        flags,
        SettingNames.POLICY,
        policy.map(file -> folder.resolve(file).normalize()),
        "--policy");
    CommonOptions.add(
        flags,
        SettingNames.POLICY,
        preset.map(name -> SettingNames.PRESET + PolicySource.named(name).id()),
        "--preset");
  }

  boolean isGiven() {
    return approve.isPresent() || policy.isPresent() || preset.isPresent();
  }
}
