package dev.agentruntime.cli;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Lets a person change JSON in the editor of their choice. */
final class Editor {

  private final Surroundings surroundings;

  Editor(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What the person made of it; nothing if it is no JSON object any more, which they are told. */
  Optional<JsonObject> edit(JsonObject json) {
    try {
      Path file = Files.createTempFile("agent-runtime-", ".json");
      try {
        Files.writeString(file, PrettyJson.of(json) + "\n");
        return open(file) ? read(file) : Optional.empty();
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      surroundings.tell("  it cannot be edited: " + e.getMessage());
      return Optional.empty();
    }
  }

  private boolean open(Path file) throws IOException {
    // The shell splits what the variable says, as other programs that honour it do.
    Process editor =
        new ProcessBuilder("sh", "-c", command() + " \"$1\" 1>&2", "sh", file.toString())
            .inheritIO()
            .start();
    try {
      int status = editor.waitFor();
      if (status != 0) {
        surroundings.tell("  the editor (" + command() + ") ended with status " + status);
      }
      return status == 0;
    } catch (InterruptedException e) {
      editor.destroy();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String command() {
    String visual = surroundings.environment().getOrDefault("VISUAL", "");
    String plain = surroundings.environment().getOrDefault("EDITOR", "");
    return !visual.isBlank() ? visual : plain.isBlank() ? "vi" : plain;
  }

  private Optional<JsonObject> read(Path file) throws IOException {
    return switch (JsonText.read(Files.readString(file))) {
      case JsonText.Valid(JsonObject object) -> Optional.of(object);
      case JsonText.Valid other -> notUsable("an object is needed");
      case JsonText.Invalid invalid -> notUsable(invalid.problem());
    };
  }

  private Optional<JsonObject> notUsable(String problem) {
    surroundings.tell("  what you wrote is not usable: " + problem);
    return Optional.empty();
  }
}
