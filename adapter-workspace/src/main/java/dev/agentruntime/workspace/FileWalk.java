package dev.agentruntime.workspace;

import dev.agentruntime.workspace.ConfinedFolder.Entry;
import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Optional;

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

    /** Whether it wants to see more. */
    default boolean goesOn() {
      return true;
    }
  }

  /** Visits everything in a folder that is reached without any link. */
  void walk(WorkspacePath start, Visitor visitor)
      throws ToolFailedException, IOException, InterruptedException {
    walk(start, Optional.empty(), visitor);
  }

  /** Visits what a walk through everything would visit, but only these paths. */
  void walk(WorkspacePath start, PathTree only, Visitor visitor)
      throws ToolFailedException, IOException, InterruptedException {
    walk(start, Optional.of(only.below(start)), visitor);
  }

  private void walk(WorkspacePath start, Optional<PathTree> only, Visitor visitor)
      throws ToolFailedException, IOException, InterruptedException {
    IgnoreRules rules = IgnoreRules.none();
    for (int depth = 0; depth < start.names().size(); depth++) {
      try (ConfinedFolder above = paths.folder(start.first(depth))) {
        rules = rules.in(above);
      }
    }
    try (ConfinedFolder folder = paths.folder(start)) {
      walk(folder, rules, only, visitor);
    }
  }

  private void walk(
      ConfinedFolder folder, IgnoreRules above, Optional<PathTree> only, Visitor visitor)
      throws ToolFailedException, IOException, InterruptedException {
    IgnoreRules rules = above.in(folder);
    List<Entry> entries = only.isPresent() ? folder.entries(only.get().names()) : folder.entries();
    for (Entry entry : entries) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while going through files");
      }
      if (!visitor.goesOn()) {
        return;
      }
      if (isShown(entry) && !rules.ignores(entry.path(), entry.kind() == Kind.FOLDER)) {
        visitor.visit(folder, entry);
        if (recursive && entry.kind() == Kind.FOLDER) {
          goInto(folder, entry, rules, only.map(tree -> tree.at(entry.path().name())), visitor);
        }
      }
    }
  }

  private void goInto(
      ConfinedFolder folder,
      Entry entry,
      IgnoreRules rules,
      Optional<PathTree> only,
      Visitor visitor)
      throws ToolFailedException, IOException, InterruptedException {
    if (entry.path().names().size() > MAX_DEPTH) {
      return;
    }
    try (ConfinedFolder child = folder.child(entry.path().name())) {
      walk(child, rules, only, visitor);
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
