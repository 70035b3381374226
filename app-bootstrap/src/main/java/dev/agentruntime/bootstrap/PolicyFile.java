package dev.agentruntime.bootstrap;

import dev.agentruntime.application.approval.PolicyText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A policy that the user wrote. */
final class PolicyFile {

  private PolicyFile() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with everything that is wrong, each with its place
   */
  static JsonObject read(Path file) {
    return switch (PolicyText.read(text(file))) {
      case PolicyText.Valid valid -> valid.document();
      case PolicyText.Invalid invalid -> {
        List<String> problems =
            invalid.problems().stream().map(problem -> problem.in(file.toString())).toList();
        throw new IllegalArgumentException(
            "the policy cannot be used:\n    " + String.join("\n    ", problems));
      }
    };
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + " does not exist", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + FileTrouble.of(file, e), e);
    }
  }
}
