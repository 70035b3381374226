package dev.agentruntime.workspace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes changes to several files, all or none. New contents are written beside their files first,
 * old ones saved the same way, so that what is left are renames; if one fails, those before it are
 * taken back. Each file is whole at any moment. A process that dies between two renames leaves some
 * files new and some old.
 */
final class AtomicEdit {

  private final ConfinedPaths paths;
  private final List<WorkspacePath> madeFolders = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private AtomicEdit(ConfinedPaths paths) {
    this.paths = paths;
  }

  static void apply(ConfinedPaths paths, List<FileChange> changes)
      throws ToolFailedException, IOException {
    var edit = new AtomicEdit(paths);
    try {
      for (FileChange change : changes) {
        edit.prepare(change, changes.size() > 1);
      }
      for (Step step : edit.steps) {
        step.requireUnchanged();
      }
      edit.commit();
      // What was made is to stay.
      edit.madeFolders.clear();
    } catch (ToolFailedException | IOException e) {
      edit.undo(e);
      throw e;
    } finally {
      edit.cleanUp();
    }
  }

  private void prepare(FileChange change, boolean withBackup)
      throws ToolFailedException, IOException {
    WorkspacePath parent = change.path().parent();
    var step =
        new Step(
            change,
            change.after().isPresent()
                ? paths.folderToWrite(parent, madeFolders)
                : paths.folder(parent));
    steps.add(step);
    step.writeBeside(withBackup);
  }

  /** Removals come last: they are the ones that are missed most if something fails. */
  private void commit() throws IOException {
    for (Step step : steps) {
      if (step.change.after().isPresent()) {
        step.commit();
      }
    }
    for (Step step : steps) {
      if (step.change.after().isEmpty()) {
        step.commit();
      }
    }
  }

  private void undo(Exception cause) throws ToolFailedException {
    var lost = new ArrayList<String>();
    for (Step step : steps.reversed()) {
      try {
        step.undo();
      } catch (IOException e) {
        cause.addSuppressed(e);
        lost.add(step.change.path().toString());
      }
    }
    if (!lost.isEmpty()) {
      throw new ToolFailedException(
          "the edit failed half way, and these files could not be put back as they were: "
              + String.join(", ", lost));
    }
  }

  private void removeMadeFolders() {
    for (WorkspacePath folder : madeFolders.reversed()) {
      try (ConfinedFolder parent = paths.folder(folder.parent())) {
        parent.deleteFolder(folder.name());
      } catch (ToolFailedException | IOException e) {
        // Somebody put something in; then it stays.
      }
    }
  }

  private void cleanUp() {
    steps.forEach(Step::close);
    removeMadeFolders();
  }

  /** One file on its way. */
  private static final class Step {
    private final FileChange change;
    private final ConfinedFolder folder;
    private Optional<String> fresh = Optional.empty();
    private Optional<String> backup = Optional.empty();
    private boolean committed;

    Step(FileChange change, ConfinedFolder folder) {
      this.change = change;
      this.folder = folder;
    }

    void writeBeside(boolean withBackup) throws IOException {
      if (change.after().isPresent()) {
        fresh = Optional.of(ConfinedPaths.temporaryName());
        folder.create(fresh.get(), change.after().get(), change.like());
      }
      if (withBackup && change.before().isPresent()) {
        backup = Optional.of(ConfinedPaths.temporaryName());
        folder.create(backup.get(), change.before().get(), change.like());
      }
    }

    void requireUnchanged() throws ToolFailedException, IOException {
      String name = change.path().name();
      boolean isThere = folder.kind(name) != ConfinedFolder.Kind.MISSING;
      boolean same =
          isThere == change.before().isPresent()
              && (!isThere
                  || Arrays.equals(
                      folder.read(name, ReadFile.MAX_BYTES).bytes(), change.before().get()));
      if (!same) {
        throw Edit.changed(change.path().toString());
      }
    }

    void commit() throws IOException {
      if (fresh.isPresent()) {
        folder.move(fresh.get(), folder, change.path().name());
        fresh = Optional.empty();
      } else {
        folder.deleteFile(change.path().name());
      }
      committed = true;
    }

    void undo() throws IOException {
      if (!committed) {
        return;
      }
      if (backup.isPresent()) {
        folder.move(backup.get(), folder, change.path().name());
        backup = Optional.empty();
      } else {
        folder.deleteFile(change.path().name());
      }
    }

    void close() {
      delete(fresh);
      delete(backup);
      try {
        folder.close();
      } catch (IOException e) {
        // Nothing was written through this handle that could be lost.
      }
    }

    private void delete(Optional<String> leftover) {
      try {
        if (leftover.isPresent()) {
          folder.deleteFile(leftover.get());
        }
      } catch (IOException e) {
        // It was not made, or cannot be removed; its name says what it is.
      }
    }
  }
}
