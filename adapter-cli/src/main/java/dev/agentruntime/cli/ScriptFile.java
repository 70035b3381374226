package dev.agentruntime.cli;

import dev.agentruntime.application.script.InvalidScriptException;
import dev.agentruntime.application.script.Script;
import dev.agentruntime.application.script.ScriptReader;
import dev.agentruntime.domain.session.ModelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A script with the file it is from. */
record ScriptFile(Path file, Script script) {

  /**
   * A script that somebody chose.
   *
   * @param values of its parameters
   */
  record Choice(Path file, Map<String, String> values) {

    Choice {
      values = Map.copyOf(values);
    }

    /** Reads it; everything that is wrong with it is told at once. */
    ScriptFile read() {
      try {
        return new ScriptFile(file, ScriptReader.read(text(file), file.toString(), values));
      } catch (InvalidScriptException e) {
        throw CommandFailure.of(e);
      }
    }
  }

  /** Reads a script as a session was started with it. */
  static ScriptFile read(Path file) {
    return new Choice(file, Map.of()).read();
  }

  /** The text of a script. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw CommandFailure.usage("the script " + file + " " + FileTrouble.reading(file, e));
    }
  }

  /** What answers in its sessions; nothing if it leaves that to a live model. */
  Optional<ModelChoice> choice() {
    return script
        .model()
        .map(model -> new ModelChoice.Scripted(file.toString(), script.about().digest()));
  }
}
