package dev.agentruntime.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where what a command writes down goes. */
final class OutputFile {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to this file instead of standard output: all of it, or nothing.")
  private Optional<Path> output = Optional.empty();

  /**
   * The same, looked at before anything is opened.
   *
   * @param what is written, in a word
   */
  Target of(String what, Surroundings surroundings) {
    return new Target(
        what,
        surroundings,
        output.map(path -> AnswerFile.at("--output", surroundings.folder().resolve(path))));
  }

  /** Behind what was written, for people. */
  String name() {
    return output.map(path -> " to " + path).orElse("");
  }

  /** A file, or standard output. */
  record Target(String what, Surroundings surroundings, Optional<AnswerFile> file) {

    /** Writes a text down that may be longer than memory. */
    void take(AnswerFile.Content text) {
      file.ifPresentOrElse(answer -> answer.write(what, text), () -> print(text));
    }

    /** Writes a text down. */
    void take(String text) {
      take(to -> to.take(text));
    }

    /** What ends early must not look like all of it. */
    private void print(AnswerFile.Content content) {
      try {
        content.writeTo(
            text -> {
              surroundings.out().print(text);
              if (surroundings.out().checkError()) {
                throw new IOException("it takes no more");
              }
            });
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.FAILED,
            "the "
                + what
                + " cannot be written to standard output: "
                + FileTrouble.why(e)
                + "; what came there is not all of it");
      }
    }
  }
}
