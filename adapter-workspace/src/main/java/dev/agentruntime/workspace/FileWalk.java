package dev.agentruntime.workspace;

import dev.agentruntime.workspace.ConfinedFolder.Entry;
import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Goes through a folder in the order of names, past what {@code .gitignore} files name and past
 * {@code .git}. Links are met but not followed.
 *
 * @param recursive whether to go into folders
 * @param hidden whether to look at names that start with a dot
 */
record FileWalk(ConfinedPaths paths, boolean recursive, boolean hidden) {

  /** Every level holds a handle open; no project is this deep. */
  private static final int MAX_DEPTH = 100;

  /** Takes what is met. */
  interface Visitor {
    /**
     * One file, folder or link.
     *
     * @param folder where it is, open
     */
    void visit(ConfinedFolder folder, Entry entry)
        throws ToolFailedException, IOException, InterruptedException;
  }

  /** Visits everything in a folder that is reached without any link. */
  void walk(WorkspacePath start, Visitor visitor)
      throws ToolFailedException, IOException, InterruptedException {
    IgnoreRules rules = IgnoreRules.none();
    for (int depth = 0; depth < start.names().size(); depth++) {
      try (ConfinedFolder above = paths.folder(start.first(depth))) {
        rules = rules.in(above);
      }
    }
    try (ConfinedFolder folder = paths.folder(start)) {
      walk(folder, rules, visitor);
    }
  }

  private void walk(ConfinedFolder folder, IgnoreRules above, Visitor visitor)
      throws ToolFailedException, IOException, InterruptedException {
    IgnoreRules rules = above.in(folder);
    for (Entry entry : folder.entries()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while going through files");
      }
      if (isShown(entry) && !rules.ignores(entry.path(), entry.kind() == Kind.FOLDER)) {
        visitor.visit(folder, entry);
        if (recursive && entry.kind() == Kind.FOLDER) {
          goInto(folder, entry, rules, visitor);
        }
      }
    }
  }

  private void goInto(ConfinedFolder folder, Entry entry, IgnoreRules rules, Visitor visitor)
      throws ToolFailedException, IOException, InterruptedException {
    if (entry.path().names().size() > MAX_DEPTH) {
      return;
    }
    try (ConfinedFolder child = folder.child(entry.path().name())) {
      walk(child, rules, visitor);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (ToolFailedException | IOException e) {
      // It vanished or is closed to this process: the rest is still worth seeing.
    }
  }

  private boolean isShown(Entry entry) {
    String name = entry.path().name();
    return !name.equalsIgnoreCase(".git") && (hidden || !name.startsWith("."));
  }
}
