package dev.agentruntime.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that gets a result: all of it, or none. */
final class AnswerFile {

  private final Path file;

  private AnswerFile(Path file) {
    this.file = file;
  }

  /**
   * A file that can be written, as far as that can be known beforehand.
   *
   * @param option that names it, for messages
   */
  static AnswerFile at(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw CommandFailure.usage(option + ": " + file + " is a folder; name a file in it");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw CommandFailure.usage(option + ": " + file + " is no regular file; name one");
    }
    Path folder = folderOf(file);
    if (!Files.isDirectory(folder)) {
      throw CommandFailure.usage(
          option + ": there is no folder " + folder + " for the file; make it first");
    }
    if (!Files.isWritable(folder)) {
      throw CommandFailure.usage(
          option + ": nothing can be written to " + folder + "; name a file elsewhere");
    }
    return new AnswerFile(file);
  }

  private static Path folderOf(Path file) {
    return file.toAbsolutePath().resolveSibling("").normalize();
  }

  /** Takes a text piece by piece. */
  interface Sink {
    void take(String piece) throws IOException;
  }

  /** A text that comes in pieces. */
  interface Content {
    void writeTo(Sink to) throws IOException;
  }

  /** Writes the text in place of what the file holds, if anything. */
  void write(String text) {
    try {
      replace(to -> to.take(text));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the result cannot be written to " + file + ": " + e + "; it stands in the session");
    }
  }

  /**
   * The same with a text that may be longer than memory.
   *
   * @param what it is, in a word
   */
  void write(String what, Content content) {
    try {
      replace(content);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the "
              + what
              + " cannot be written to "
              + file
              + ": "
              + FileTrouble.why(e)
              + "; the file is as it was");
    }
  }

  private void replace(Content content) throws IOException {
    // The file behind a link: the link is to stay.
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path fresh = folderOf(target).resolve(".agent-runtime-" + UUID.randomUUID() + ".tmp");
    try {
      try (BufferedWriter writer = Files.newBufferedWriter(fresh, StandardOpenOption.CREATE_NEW)) {
        content.writeTo(writer::write);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
