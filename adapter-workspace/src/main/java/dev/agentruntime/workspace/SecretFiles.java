package dev.agentruntime.workspace;

import dev.agentruntime.domain.approval.SecretNames;

/**
 * Files that hold passwords and keys. Whatever a tool reads is sent to the model, so a call that
 * would read one says so in its preview: it runs if a rule of the policy speaks of secrets, or by a
 * person's word. Searches pass over them, and what could tell of their text without a rule refuses
 * them.
 */
final class SecretFiles {

  private SecretFiles() {}

  static boolean covers(WorkspacePath path) {
    return SecretNames.cover(path.names());
  }

  static void refuse(WorkspacePath path) throws ToolFailedException {
    if (covers(path)) {
      throw new ToolFailedException(
          path
              + " is a file for passwords or keys, which are never shown to a model; go on without"
              + " it, or ask the user for the part that you need");
    }
  }
}
