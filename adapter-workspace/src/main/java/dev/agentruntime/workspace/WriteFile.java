package dev.agentruntime.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code write_file}: a whole file, byte for byte as given in UTF-8. */
record WriteFile(ConfinedPaths paths) implements Edit.Planner {

  static final int MAX_BYTES = 5 << 20;

  @Override
  public List<FileChange> plan(Arguments arguments) throws ToolFailedException, IOException {
    WorkspacePath path = WorkspacePath.parse(arguments.required("path"));
    byte[] content = arguments.required("content").getBytes(StandardCharsets.UTF_8);
    if (content.length > MAX_BYTES) {
      throw new ToolFailedException(
          "the content has %d bytes, more than the %d MB that are written at once"
              .formatted(content.length, MAX_BYTES >> 20));
    }
    if (arguments.required("path").endsWith("/")) {
      throw new ToolFailedException(path + "/ names a folder; give the path of a file");
    }
    Optional<ConfinedFolder.Content> old = paths.find(path, ReadFile.MAX_BYTES);
    return List.of(
        new FileChange(
            path,
            old.map(ConfinedFolder.Content::bytes),
            Optional.of(content),
            old.map(ConfinedFolder.Content::attributes)));
  }
}
