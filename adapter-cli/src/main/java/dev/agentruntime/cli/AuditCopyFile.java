package dev.agentruntime.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a copy of the log goes. */
final class AuditCopyFile {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to this file instead of standard output: all of it, or nothing.")
  private Optional<Path> output = Optional.empty();

  /** The same, looked at before anything is opened. */
  Target in(Surroundings surroundings) {
    return new Target(
        surroundings,
        output.map(path -> AnswerFile.at("--output", surroundings.folder().resolve(path))));
  }

  /** Behind what was written, for people. */
  String name() {
    return output.map(path -> " to " + path).orElse("");
  }

  /** A file, or standard output. */
  record Target(Surroundings surroundings, Optional<AnswerFile> file) {

    void take(AnswerFile.Content copy) {
      file.ifPresentOrElse(answer -> answer.write(copy), () -> print(copy));
    }

    /** A copy that ends early must not look like a whole one. */
    private void print(AnswerFile.Content copy) {
      try {
        copy.writeTo(
            text -> {
              surroundings.out().print(text);
              if (surroundings.out().checkError()) {
                throw new IOException("it takes no more");
              }
            });
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.FAILED,
            "the export cannot be written to standard output: "
                + FileTrouble.why(e)
                + "; what came there is not all of it");
      }
    }
  }
}
