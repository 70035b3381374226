package dev.agentruntime.cli;

import dev.agentruntime.application.script.Script;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a script is played in.
 *
 * @param workspace where the session works
 * @param scratch a folder of its own, for the database and, if nobody named a folder, the workspace
 */
record TrialFolder(Path workspace, Path scratch) {

  static final int MAX_FILES = 10_000;
  static final long MAX_BYTES = 100L * 1024 * 1024;

  /**
   * Makes the workspace.
   *
   * @param named a folder for it: an empty or new one where the script brings files of its own,
   *     else one that is there, to be worked in as it is
   */
  static TrialFolder of(ScriptFile script, Optional<Path> named) throws IOException {
    Path scratch = Files.createTempDirectory("agent-runtime-script-").toRealPath();
    try {
      Optional<Script.Workspace> files = script.script().setup().workspace();
      Path workspace =
          named.isPresent()
              ? named(named.get(), files.isPresent())
              : Files.createDirectory(scratch.resolve("workspace"));
      if (files.isPresent()) {
        fill(workspace, script.file(), files.get());
      }
      return new TrialFolder(workspace, scratch);
    } catch (IOException | RuntimeException e) {
      delete(scratch);
      throw e;
    }
  }

  private static Path named(Path folder, boolean toFill) throws IOException {
    if (!toFill) {
      return Path.of(SessionFinder.real(folder));
    }
    requireFree(folder, "the script");
    return Files.createDirectories(folder).toRealPath();
  }

  /** Refuses a folder that has something in it: whoever brings files must not mix them with it. */
  static void requireFree(Path folder, String whose) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw CommandFailure.usage(folder + " is a file; name a new folder");
    }
    if (Files.exists(folder)) {
      try (Stream<Path> content = Files.list(folder)) {
        if (content.findAny().isPresent()) {
          throw CommandFailure.usage(
              whose
                  + " brings its own files, and the folder "
                  + folder
                  + " is not empty; name a new one");
        }
      }
    }
  }

  private static void fill(Path workspace, Path script, Script.Workspace files) throws IOException {
    if (files.from().isPresent()) {
      Path source = script.toAbsolutePath().resolveSibling(files.from().get());
      if (!Files.isDirectory(source)) {
        throw CommandFailure.usage(
            "the script starts from the folder " + source + ", which is not there");
      }
      Files.walkFileTree(source, new Copying(source, workspace));
    }
    for (var file : files.files().entrySet()) {
      Path target = workspace.resolve(file.getKey());
      try {
        Files.createDirectories(target.resolveSibling(""));
        Files.writeString(target, file.getValue());
      } catch (IOException e) {
        throw CommandFailure.usage(
            "the script's file " + file.getKey() + " cannot be written: " + FileTrouble.why(e));
      }
    }
  }

  /** Copies folders and files. Anything else, links above all, would not stay in the copy. */
  private static final class Copying extends SimpleFileVisitor<Path> {
    private final Path source;
    private final Path target;
    private int files;
    private long bytes;

    Copying(Path source, Path target) {
      this.source = source;
      this.target = target;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(target.resolve(source.relativize(folder)));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!attributes.isRegularFile()) {
        throw CommandFailure.usage(file + " is no file and no folder, so it is not copied");
      }
      files++;
      bytes += attributes.size();
      if (files > MAX_FILES || bytes > MAX_BYTES) {
        throw CommandFailure.usage(
            "the folder %s has more than %d files or %d bytes"
                .formatted(source, MAX_FILES, MAX_BYTES));
      }
      Files.copy(file, target.resolve(source.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      return FileVisitResult.CONTINUE;
    }
  }

  /** Removes what belongs to this trial alone. */
  void remove() throws IOException {
    delete(scratch);
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(left);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
