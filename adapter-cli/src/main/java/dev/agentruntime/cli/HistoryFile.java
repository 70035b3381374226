package dev.agentruntime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** Where the messages of chats are kept to be recalled, for their author's eyes only. */
record HistoryFile(Path path) {

  /** In the user's state folder, if there is a home to have one. */
  static Optional<HistoryFile> in(Map<String, String> environment) {
    return absolute(environment, "XDG_STATE_HOME")
        .or(() -> absolute(environment, "HOME").map(home -> home.resolve(".local/state")))
        .map(state -> new HistoryFile(state.resolve("agent-runtime").resolve("chat_history")));
  }

  private static Optional<Path> absolute(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(text -> !text.isBlank())
        .map(Path::of)
        .filter(Path::isAbsolute);
  }

  /** The file, made where there is none and closed to others; nothing if that is impossible. */
  Optional<Path> prepared() {
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      if (!Files.exists(path)) {
        Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return Optional.of(path);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
