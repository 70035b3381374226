package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ToolExecutor.Previewed;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.AuthorizedCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A workspace in a folder of a test, and the way calls take through it. */
final class Workbench {

  final Path root;
  final LocalWorkspace workspace;

  Workbench(Path root) {
    this(root, Map.of("PATH", System.getenv("PATH"), "HOME", "/nonexistent"));
  }

  Workbench(Path root, Map<String, String> environment) {
    this(root, new WorkspaceSettings(environment, Set.of("EXTRA"), SandboxSettings.OFF));
  }

  Workbench(Path root, WorkspaceSettings settings) {
    this.root = root;
    this.workspace = LocalWorkspace.open(root.toString(), settings, "Linux");
  }

  Path file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  String content(String path) throws IOException {
    return Files.readString(root.resolve(path));
  }

  /** Arguments as names and values in turn. */
  static JsonObject arguments(Object... namesAndValues) {
    var arguments = JsonObject.builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = (String) namesAndValues[i];
      switch (namesAndValues[i + 1]) {
        case String text -> arguments.put(name, text);
        case Integer number -> arguments.put(name, number);
        case Boolean bool -> arguments.put(name, bool);
        default -> throw new IllegalArgumentException(name);
      }
    }
    return arguments.build();
  }

  Preview preview(String tool, Object... arguments) {
    Previewed previewed = workspace.preview(new ToolName(tool), arguments(arguments));
    assertThat(previewed).isInstanceOf(Previewed.Possible.class);
    return ((Previewed.Possible) previewed).preview();
  }

  String problem(String tool, Object... arguments) {
    Previewed previewed = workspace.preview(new ToolName(tool), arguments(arguments));
    assertThat(previewed).isInstanceOf(Previewed.Impossible.class);
    return ((Previewed.Impossible) previewed).problem();
  }

  AuthorizedCall call(String tool, Preview preview, Object... arguments) {
    return AuthorizedCalls.of(tool, SideEffect.READ, arguments(arguments), preview);
  }

  /** Previews and executes. */
  ToolResult run(String tool, Object... arguments) throws InterruptedException {
    return execute(tool, preview(tool, arguments), arguments);
  }

  ToolResult execute(String tool, Preview preview, Object... arguments)
      throws InterruptedException {
    return workspace.execute(call(tool, preview, arguments), piece -> {});
  }

  /** Everything in the folder, but no folder. */
  List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !Files.isDirectory(path))
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
