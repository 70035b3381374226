package dev.agentruntime.workspace;

import dev.agentruntime.domain.json.RecordableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the project says to agents. */
record ProjectInstructions(ConfinedPaths paths) {

  static final int LIMIT = 32 * 1024;

  private static final WorkspacePath FILE = WorkspacePath.ROOT.child("AGENTS.md");

  /** The text, cut at the limit; empty where there is none or it cannot be read. */
  Optional<String> read() {
    try {
      WorkspacePath file = paths.follow(FILE);
      SecretFiles.refuse(file);
      try (ConfinedFolder folder = paths.folder(file.parent())) {
        byte[] head = folder.readHead(file.name(), LIMIT + 1);
        return Optional.of(
            RecordableText.of(head.length > LIMIT ? cut(head) : text(head, head.length)));
      }
    } catch (ToolFailedException | IOException e) {
      return Optional.empty();
    }
  }

  private static String cut(byte[] head) {
    int end = LIMIT;
    while ((head[end] & 0xC0) == 0x80) {
      end--;
    }
    return text(head, end)
        + "\n[AGENTS.md is longer than "
        + LIMIT
        + " bytes; the rest is left out]";
  }

  private static String text(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
