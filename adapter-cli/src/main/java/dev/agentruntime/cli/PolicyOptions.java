package dev.agentruntime.cli;

import dev.agentruntime.application.approval.ApprovalMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /** The settings they make; the two of them exclude each other. */
  void addTo(List<RuntimeFactory.Flag> flags, Path folder) {
    if (approve.isPresent() && policy.isPresent()) {
      throw CommandFailure.usage(
          "--approve and --policy exclude each other: a mode is a policy; give one of them");
    }
    CommonOptions.add(flags, SettingNames.APPROVE, approve.map(ApprovalMode::id), "--approve");
    CommonOptions.add(
        flags,
        SettingNames.POLICY,
        policy.map(file -> folder.resolve(file).normalize()),
        "--policy");
  }

  boolean isGiven() {
    return approve.isPresent() || policy.isPresent();
  }
}
