package dev.agentruntime.cli;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A JSON object on the command line: written out, or @ and a file that holds it.
 *
 * @param option it is the value of
 */
record JsonArgument(String option, String written) {

  /** The object; paths start in that folder. */
  JsonObject read(Path folder) {
    return switch (JsonText.read(text(folder))) {
      case JsonText.Valid(JsonObject object) -> object;
      case JsonText.Valid other ->
          throw CommandFailure.usage(
              option + " is no JSON object; give everything in one, such as {\"a\":1}");
      case JsonText.Invalid invalid ->
          throw CommandFailure.usage(option + " is no JSON: " + invalid.problem());
    };
  }

  private String text(Path folder) {
    if (!written.startsWith("@")) {
      return written;
    }
    Path file = folder.resolve(written.substring(1));
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw CommandFailure.usage(option + ": " + file + " " + FileTrouble.reading(file, e));
    }
  }
}
