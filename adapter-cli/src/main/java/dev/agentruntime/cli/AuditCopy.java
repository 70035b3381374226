package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.CopyVerification;
import dev.agentruntime.application.audit.VerifyCopy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A copy of the log that somebody kept.
 *
 * @param file where it is; {@code -} for standard input
 */
record AuditCopy(Surroundings surroundings, Path file) {

  /** Checks it, line by line. */
  CopyVerification verify(AgentRuntime runtime) {
    CopyVerification found;
    try (BufferedReader lines = open()) {
      found = runtime.verify(new VerifyCopy(lines.lines().iterator()));
    } catch (UncheckedIOException e) {
      throw unreadable(Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (found.checked().lines() == 0) {
      throw CommandFailure.usage(
          name() + " holds no entry of a log; audit export writes files that do");
    }
    return found;
  }

  private BufferedReader open() throws IOException {
    return isStandardInput()
        ? new BufferedReader(
            new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8.newDecoder()))
        : Files.newBufferedReader(path());
  }

  private CommandFailure unreadable(IOException e) {
    return CommandFailure.usage(name() + " " + FileTrouble.reading(path(), e));
  }

  private boolean isStandardInput() {
    return file.equals(Path.of("-"));
  }

  private Path path() {
    return surroundings.folder().resolve(file);
  }

  private String name() {
    return isStandardInput() ? "standard input" : "the copy " + file;
  }
}
