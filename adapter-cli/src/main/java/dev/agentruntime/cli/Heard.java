package dev.agentruntime.cli;

import dev.agentruntime.application.script.ScriptRecorder;
import dev.agentruntime.domain.approval.ApprovalDecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Notes what was said and decided in a run that is recorded as a script. */
record Heard(Optional<Recording> recording) {

  /** A recording and the file it goes to. */
  record Recording(ScriptRecorder recorder, Path file) {}

  void message(String text) {
    recording.ifPresent(r -> r.recorder().message(text));
  }

  void decision(ApprovalDecision decision) {
    recording.ifPresent(r -> r.recorder().decision(decision));
  }

  /** Writes the script down. */
  void keep() {
    recording.ifPresent(Heard::write);
  }

  private static void write(Recording recording) {
    try {
      Files.writeString(recording.file(), recording.recorder().yaml());
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the script cannot be written to " + recording.file() + ": " + e.getMessage());
    }
  }
}
