package dev.agentruntime.cli;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Lets a person change a text in the editor of their choice. */
final class Editor {

  private final Surroundings surroundings;

  Editor(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What the person made of it; nothing if it is no JSON object any more, which they are told. */
  Optional<JsonObject> edit(JsonObject json) throws InterruptedException {
    return edit(PrettyJson.of(json) + "\n", ".json").flatMap(this::read);
  }

  /**
   * What the person made of a text.
   *
   * @param suffix of the file it is edited in, which tells an editor what it is
   * @return nothing if it cannot be told, and then the person was
   */
  Optional<String> edit(String text, String suffix) throws InterruptedException {
    try {
      Path file = Files.createTempFile("agent-runtime-", suffix);
      try {
        Files.writeString(file, text);
        return open(file) ? Optional.of(Files.readString(file)) : Optional.empty();
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (MalformedInputException e) {
      return notUsable("it is no UTF-8");
    } catch (IOException e) {
      surroundings.tell("  it cannot be edited: " + FileTrouble.why(e));
      return Optional.empty();
    }
  }

  private boolean open(Path file) throws IOException, InterruptedException {
    // The shell splits what the variable says, as other programs that honour it do.
    int status =
        surroundings
            .terminals()
            .lend(
                new ProcessBuilder("sh", "-c", command() + " \"$1\" 1>&2", "sh", file.toString()));
    if (status != 0) {
      surroundings.tell("  the editor (" + command() + ") ended with status " + status);
    }
    return status == 0;
  }

  private String command() {
    String visual = surroundings.environment().getOrDefault("VISUAL", "");
    String plain = surroundings.environment().getOrDefault("EDITOR", "");
    return !visual.isBlank() ? visual : plain.isBlank() ? "vi" : plain;
  }

  private Optional<JsonObject> read(String text) {
    return switch (JsonText.read(text)) {
      case JsonText.Valid(JsonObject object) -> Optional.of(object);
      case JsonText.Valid other -> notUsable("an object is needed");
      case JsonText.Invalid invalid -> notUsable(invalid.problem());
    };
  }

  private <T> Optional<T> notUsable(String problem) {
    surroundings.tell("  what you wrote is not usable: " + problem);
    return Optional.empty();
  }
}
