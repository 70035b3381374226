package dev.agentruntime.cli;

import static java.util.stream.Collectors.joining;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.approval.PolicyText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A policy on the command line: a file, or one to start from. */
final class PolicySource {

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The policy, as YAML or JSON.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      completionCandidates = Words.Presets.class,
      description = "Take this policy instead of a file; policy presets tells what they say.")
  private Optional<String> preset = Optional.empty();

  /** Its JSON form; where a file has flaws, all of them are told. */
  JsonObject read(Path folder) {
    if (file.isPresent() == preset.isPresent()) {
      throw CommandFailure.usage(
          "give the policy: a FILE, or --preset PRESET; policy presets lists them");
    }
    return preset
        .map(PolicySource::named)
        .map(PolicyPreset::document)
        .orElseGet(() -> written(folder.resolve(file.orElseThrow()).normalize()));
  }

  /** The preset of that name. */
  static PolicyPreset named(String name) {
    List<String> names = PolicyPreset.ids();
    return PolicyPreset.named(name)
        .orElseThrow(
            () ->
                CommandFailure.usage(
                        "there is no preset "
                            + name
                            + NearestName.to(name, names)
                                .map(nearest -> "; did you mean " + nearest + "?")
                                .orElse("; there are " + String.join(", ", names)))
                    .looking("agent-runtime policy presets"));
  }

  private static JsonObject written(Path file) {
    return switch (PolicyText.read(text(file))) {
      case PolicyText.Valid valid -> valid.document();
      case PolicyText.Invalid invalid ->
          throw CommandFailure.usage(
              "the policy cannot be used; mend this and try again:\n"
                  + invalid.problems().stream()
                      .map(problem -> "  " + problem.in(file.toString()))
                      .collect(joining("\n")));
    };
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw CommandFailure.usage(file + " " + FileTrouble.reading(file, e));
    }
  }
}
