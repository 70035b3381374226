package dev.agentruntime.cli;

import dev.agentruntime.application.script.Script;
import dev.agentruntime.application.script.ScriptReader;
import dev.agentruntime.domain.session.ModelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A script with the file it is from. */
record ScriptFile(Path file, Script script) {

  /** Reads a script; everything that is wrong with it is told at once. */
  static ScriptFile read(Path file) {
    try {
      return new ScriptFile(file, ScriptReader.read(Files.readString(file), file.toString()));
    } catch (NoSuchFileException e) {
      throw CommandFailure.usage("there is no script " + file);
    } catch (IOException e) {
      throw CommandFailure.usage("the script " + file + " cannot be read: " + e.getMessage());
    }
  }

  ModelChoice.Scripted choice() {
    return new ModelChoice.Scripted(file.toString(), script.digest());
  }
}
