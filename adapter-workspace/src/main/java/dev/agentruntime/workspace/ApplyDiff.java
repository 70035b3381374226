package dev.agentruntime.workspace;

import dev.agentruntime.workspace.ConfinedFolder.Content;
import java.io.IOException;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code apply_diff}: a unified diff, or blocks of what to search and what to put in its place,
 * over one or several files, all of it or nothing.
 */
record ApplyDiff(ConfinedPaths paths) implements Edit.Planner {

  private static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_FILES = 100;

  @Override
  public Edit.Plan plan(Arguments arguments) throws ToolFailedException, IOException {
    List<FilePatch> patches = patches(arguments.required("diff"));
    var draft = new Draft(paths);
    for (FilePatch patch : patches) {
      draft.apply(patch);
    }
    List<FileChange> changes = draft.changes();
    if (changes.stream().allMatch(FileChange::changesNothing)) {
      throw new ToolFailedException("the diff changes nothing: no line in it begins with + or -");
    }
    return new Edit.Plan(changes, !draft.otherNames.isEmpty());
  }

  private static List<FilePatch> patches(String diff) throws ToolFailedException {
    if (diff.length() > MAX_LENGTH) {
      throw new ToolFailedException("a diff has at most 1 MB; send it in parts, or use write_file");
    }
    List<String> lines = TextFile.lines(diff);
    List<FilePatch> patches =
        BlockParser.hasBlocks(lines) ? BlockParser.parse(lines) : DiffParser.parse(lines);
    if (patches.size() > MAX_FILES) {
      throw new ToolFailedException(
          "a diff has at most " + MAX_FILES + " files or blocks; send it in parts");
    }
    return patches;
  }

  /** The files as they would be, in memory. */
  private static final class Draft {

    private final ConfinedPaths paths;
    private final Map<WorkspacePath, FileChange> files = new LinkedHashMap<>();

    /** Files that may be ones of the outside under another name. */
    private final Set<WorkspacePath> otherNames = new HashSet<>();

    Draft(ConfinedPaths paths) {
      this.paths = paths;
    }

    List<FileChange> changes() {
      var touched = new ArrayList<>(files.values());
      touched.removeIf(file -> file.before().isEmpty() && file.after().isEmpty());
      return touched;
    }

    void apply(FilePatch patch) throws ToolFailedException, IOException {
      if (patch.from().isEmpty()) {
        create(patch, target(patch));
      } else if (patch.to().isEmpty()) {
        remove(patch, existing(patch.fromCandidates()));
      } else if (patch.renames()) {
        rename(patch, existing(patch.fromCandidates()));
      } else {
        change(patch);
      }
    }

    private static WorkspacePath target(FilePatch patch) throws ToolFailedException {
      return WorkspacePath.parse(patch.toCandidates().getFirst());
    }

    /** The first of these that is a file, else the first. */
    private WorkspacePath existing(List<String> candidates)
        throws ToolFailedException, IOException {
      for (String candidate : candidates) {
        WorkspacePath path = WorkspacePath.parse(candidate);
        if (file(path).after().isPresent()) {
          return path;
        }
      }
      return WorkspacePath.parse(candidates.getFirst());
    }

    private FileChange file(WorkspacePath path) throws ToolFailedException, IOException {
      FileChange known = files.get(path);
      if (known != null) {
        return known;
      }
      SecretFiles.refuse(path);
      if (paths.hasOtherNames(path)) {
        otherNames.add(path);
      }
      Optional<Content> content = paths.find(path, ReadFile.MAX_BYTES);
      Optional<byte[]> bytes = content.map(Content::bytes);
      var file = new FileChange(path, bytes, bytes, content.map(Content::attributes));
      files.put(path, file);
      return file;
    }

    private void put(WorkspacePath path, Optional<byte[]> after, Optional<PosixFileAttributes> like)
        throws ToolFailedException, IOException {
      files.put(path, new FileChange(path, file(path).before(), after, like));
    }

    private void create(FilePatch patch, WorkspacePath path)
        throws ToolFailedException, IOException {
      FileChange file = file(path);
      if (file.after().isPresent() && file.after().get().length > 0) {
        throw new ToolFailedException(
            path + " already exists, but the diff creates it; make a diff against what is there");
      }
      byte[] content = PatchedText.apply(path.toString(), new byte[0], patch.hunks());
      put(path, Optional.of(content), file.like());
    }

    private void remove(FilePatch patch, WorkspacePath path)
        throws ToolFailedException, IOException {
      byte[] left = patched(patch, path);
      if (left.length > 0 && !patch.hunks().isEmpty()) {
        throw new ToolFailedException(
            path + " is removed by the diff, but not all of its lines are; read it again");
      }
      put(path, Optional.empty(), Optional.empty());
    }

    private void rename(FilePatch patch, WorkspacePath from)
        throws ToolFailedException, IOException {
      WorkspacePath to = target(patch);
      if (file(to).after().isPresent()) {
        throw new ToolFailedException(to + " already exists; " + from + " cannot be renamed to it");
      }
      byte[] content = patched(patch, from);
      Optional<PosixFileAttributes> like = file(from).like();
      put(from, Optional.empty(), Optional.empty());
      put(to, Optional.of(content), like);
    }

    private void change(FilePatch patch) throws ToolFailedException, IOException {
      WorkspacePath path = existing(patch.toCandidates());
      if (file(path).after().isEmpty()) {
        if (existing(patch.fromCandidates()).equals(path) && onlyAdds(patch)) {
          create(patch, path);
          return;
        }
        throw new ToolFailedException(
            "there is no file %s; to create it begin with \"--- /dev/null\", to rename one write \"rename from\" and \"rename to\" lines"
                .formatted(path));
      }
      put(path, Optional.of(patched(patch, path)), file(path).like());
    }

    private static boolean onlyAdds(FilePatch patch) {
      return patch.hunks().stream().allMatch(Hunk::onlyAdds);
    }

    private byte[] patched(FilePatch patch, WorkspacePath path)
        throws ToolFailedException, IOException {
      byte[] bytes =
          file(path).after().orElseThrow(() -> new ToolFailedException("there is no file " + path));
      if (TextFile.isBinary(bytes)) {
        throw new ToolFailedException(
            path + " is binary or UTF-16; a diff cannot be applied to it");
      }
      try {
        return PatchedText.apply(path.toString(), bytes, patch.hunks());
      } catch (ToolFailedException e) {
        throw otherNames.contains(path) ? untold(path) : e;
      }
    }

    private static ToolFailedException untold(WorkspacePath path) {
      return new ToolFailedException(
          path
              + " has other names (hard links), so what is in it is told only after a person or a"
              + " rule allows to read it; the diff does not fit, call read_file first");
    }
  }
}
