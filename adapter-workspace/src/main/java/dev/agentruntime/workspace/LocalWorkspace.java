package dev.agentruntime.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentruntime.application.port.Workspace;
import dev.agentruntime.application.port.Workspaces;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A folder of this machine with six tools on it: {@code read_file}, {@code write_file}, {@code
 * list_files}, {@code search_in_code}, {@code apply_diff} and {@code execute_command}. The file
 * tools reach nothing outside the folder. A command is a program like any other: it starts inside,
 * but only a person or the policy stands between it and the rest of the machine.
 */
public final class LocalWorkspace implements Workspace {

  private final ConfinedPaths paths;
  private final Map<String, WorkspaceTool> tools;

  private LocalWorkspace(ConfinedPaths paths, WorkspaceSettings settings) {
    this.paths = paths;
    this.tools =
        Map.of(
            "read_file", new ReadFile(paths),
            "list_files", new ListFiles(paths),
            "search_in_code",
                new SearchInCode(paths, ripgrep(paths, settings), SearchInCode.PATIENCE),
            "write_file", new Edit(paths, new WriteFile(paths)),
            "apply_diff", new Edit(paths, new ApplyDiff(paths)),
            "execute_command", new ExecuteCommand(paths, settings));
  }

  private static Optional<Ripgrep> ripgrep(ConfinedPaths paths, WorkspaceSettings settings) {
    String searchPath = new CommandEnvironment(settings).of("search").getOrDefault("PATH", "");
    return Ripgrep.on(searchPath, paths.root());
  }

  /** Opens workspaces that are run with these settings. */
  public static Workspaces factory(WorkspaceSettings settings) {
    return root -> open(root, settings, operatingSystem());
  }

  /**
   * What this machine gives to a workspace with these settings. Tries the sandbox out.
   *
   * @param root an existing folder
   */
  public static List<Capability> capabilities(WorkspaceSettings settings, Path root)
      throws IOException, InterruptedException {
    return new Capabilities(settings, ProcessFamily.PROC, SandboxSearch.PROGRAMS, operatingSystem())
        .of(root.toRealPath());
  }

  private static String operatingSystem() {
    return System.getProperty("os.name", "");
  }

  static LocalWorkspace open(String root, WorkspaceSettings settings, String operatingSystem) {
    if (Confinement.on(operatingSystem) == Confinement.NONE) {
      throw new IllegalArgumentException(
          "workspaces cannot be opened on Windows: tools cannot be confined there; use WSL or"
              + " Linux");
    }
    try {
      Path path = Path.of(root);
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("the workspace " + root + " is not an absolute path");
      }
      if (!Files.isDirectory(path)) {
        throw new IllegalArgumentException("the workspace " + root + " is not an existing folder");
      }
      return new LocalWorkspace(ConfinedPaths.at(path), settings);
    } catch (InvalidPathException | ToolFailedException | IOException e) {
      throw new IllegalArgumentException(
          "the workspace " + root + " cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public Previewed preview(ToolName tool, JsonObject arguments) {
    WorkspaceTool known = tools.get(tool.value());
    if (known == null) {
      return new Previewed.Impossible(unknown(tool));
    }
    try {
      return new Previewed.Possible(recordable(known.preview(new Arguments(arguments))));
    } catch (ToolFailedException e) {
      return new Previewed.Impossible(RecordableText.of(Objects.toString(e.getMessage())));
    } catch (ClosedByInterruptException e) {
      // The caller's thread still knows of it.
      return new Previewed.Impossible("it was interrupted before it did anything");
    } catch (IOException e) {
      return new Previewed.Impossible(problem(e));
    }
  }

  @Override
  public ToolResult execute(AuthorizedCall call, Consumer<String> output)
      throws InterruptedException {
    WorkspaceTool known = tools.get(call.tool().value());
    if (known == null) {
      return ToolResult.failed(unknown(call.tool()));
    }
    try {
      return recordable(known.run(call, output));
    } catch (ToolFailedException e) {
      return ToolResult.failed(RecordableText.of(Objects.toString(e.getMessage())));
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException(call.tool() + " was interrupted while it used a file");
    } catch (IOException e) {
      return ToolResult.failed(problem(e));
    }
  }

  private static String unknown(ToolName tool) {
    return "a workspace has no tool " + tool;
  }

  private static Preview recordable(Preview preview) {
    List<String> paths = preview.paths().stream().map(RecordableText::of).toList();
    return new Preview(
        paths,
        preview.impacts(),
        preview.size(),
        preview.diff().map(RecordableText::of),
        preview.secret());
  }

  private static ToolResult recordable(ToolResult result) {
    return new ToolResult(
        result.outcome(), RecordableText.of(result.content()), result.changedFiles());
  }

  /** Names the file but never where on this machine the workspace lies. */
  static String problem(IOException exception) {
    if (!(exception instanceof FileSystemException e)) {
      return "the file system failed: "
          + RecordableText.of(Objects.toString(exception.getMessage()));
    }
    String file = Objects.toString(e.getFile(), "a file");
    String name = RecordableText.of(file.substring(file.lastIndexOf('/') + 1));
    return switch (e) {
      case AccessDeniedException denied -> "this process has no permission for " + name;
      case NoSuchFileException missing -> name + " is not there any more";
      default ->
          "the file system refused "
              + name
              + ": "
              + Objects.toString(e.getReason(), "no reason given");
    };
  }

  @Override
  public Map<String, Digest> digests(Collection<String> files) {
    var digests = new HashMap<String, Digest>();
    for (String file : files) {
      digest(file).ifPresent(digest -> digests.put(file, digest));
    }
    return digests;
  }

  private Optional<Digest> digest(String file) {
    try {
      return paths
          .find(WorkspacePath.parse(file), ReadFile.MAX_BYTES)
          .map(content -> Digest.of(content.bytes()));
    } catch (ToolFailedException | IOException e) {
      // It may be as before or as after the edit: like neither, so that a person is asked.
      return Optional.of(Digest.of(("unreadable " + UUID.randomUUID()).getBytes(UTF_8)));
    }
  }

  @Override
  public Optional<String> projectInstructions() {
    return new ProjectInstructions(paths).read();
  }
}
