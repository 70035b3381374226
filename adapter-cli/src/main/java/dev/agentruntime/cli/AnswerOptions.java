package dev.agentruntime.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say which form the final answer has and where it goes. */
final class AnswerOptions {

  @Option(
      names = "--output-schema",
      paramLabel = "FILE",
      description =
          "The final answer must be JSON that fits this JSON Schema. The agent is told so, and"
              + " asked again up to twice if it does not fit; standard output gets exactly the"
              + " JSON.")
  private Optional<Path> schema = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the final answer to this file, too: all of it, or nothing.")
  private Optional<Path> file = Optional.empty();

  /** The form of the answer, if it has to have one. */
  Optional<AnswerForm> form(Path folder) {
    return schema.map(path -> AnswerForm.read(folder.resolve(path)));
  }

  /** The output with the file beside it; a file that cannot be written is refused now. */
  RunOutput to(RunOutput output, Path folder) {
    return file.<RunOutput>map(
            path ->
                new FiledOutput(
                    output, AnswerFile.at("--output", folder.resolve(path).normalize())))
        .orElse(output);
  }
}
