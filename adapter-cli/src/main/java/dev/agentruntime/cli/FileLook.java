package dev.agentruntime.cli;

import dev.agentruntime.application.script.ScriptEnd.Found;
import dev.agentruntime.domain.json.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Looks at files of a workspace after a session. The session's commands may have left anything
 * there: links are not followed, and nothing but plain files is opened.
 */
record FileLook(Path workspace) implements Function<String, Found> {

  static final long MAX_BYTES = 16L * 1024 * 1024;

  @Override
  public Found apply(String path) {
    Path place = workspace;
    for (Path part : Path.of(path)) {
      if (Files.isSymbolicLink(place)) {
        return new Found.Other("a link at " + workspace.relativize(place));
      }
      place = place.resolve(part);
    }
    try {
      return look(place);
    } catch (IOException e) {
      return new Found.Other("something that cannot be read: " + FileTrouble.why(e));
    }
  }

  private static Found look(Path place) throws IOException {
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return new Found.Nothing();
    }
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return new Found.Other("a folder");
    }
    if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      return new Found.Other("a link, or something else that is no file");
    }
    if (Files.size(place) > MAX_BYTES) {
      return new Found.Other("a file of more than " + MAX_BYTES + " bytes");
    }
    byte[] bytes = Files.readAllBytes(place);
    return new Found.File(new String(bytes, StandardCharsets.UTF_8), Digest.of(bytes));
  }
}
