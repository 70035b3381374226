package dev.agentruntime.workspace;

import dev.agentruntime.workspace.SandboxSettings.Use;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out once whether the sandbox works, by running something in it: where bubblewrap is
 * installed the kernel or a container may still forbid what it needs.
 */
final class SandboxSearch {

  /** Not by the path: the sandbox must not be a program that somebody put in front of it. */
  static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/bin/bwrap"), Path.of("/bin/bwrap"), Path.of("/usr/local/bin/bwrap"));

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<Path> programs;
  private final WorkspaceSettings settings;
  private final Path root;
  private final Duration patience;
  private @Nullable Sandboxing found;

  SandboxSearch(List<Path> programs, WorkspaceSettings settings, Path root) {
    this(programs, settings, root, PATIENCE);
  }

  SandboxSearch(List<Path> programs, WorkspaceSettings settings, Path root, Duration patience) {
    this.patience = patience;
    this.programs = List.copyOf(programs);
    this.settings = settings;
    this.root = root;
  }

  synchronized Sandboxing result() throws InterruptedException {
    Sandboxing result = found;
    if (result == null) {
      result = search();
      found = result;
    }
    return result;
  }

  private Sandboxing search() throws InterruptedException {
    if (settings.sandbox().use() == Use.OFF) {
      return new Sandboxing.Off();
    }
    Optional<Path> program = programs.stream().filter(Files::isExecutable).findFirst();
    if (program.isEmpty()) {
      return impossible("bubblewrap is not installed (the package is called bubblewrap)");
    }
    var sandbox = new Sandbox(program.get(), settings.sandbox(), home(), root);
    Optional<Path> inside =
        sandbox.hidden().stream().filter(hidden -> hidden.startsWith(root)).findFirst();
    if (inside.isPresent()) {
      return impossible("the workspace holds " + inside.get() + ", which it would have to hide");
    }
    return trial(sandbox).map(this::impossible).orElseGet(() -> new Sandboxing.On(sandbox));
  }

  private Sandboxing impossible(String why) {
    return new Sandboxing.Impossible(why, settings.sandbox().use() == Use.REQUIRED);
  }

  private Path home() {
    return Path.of(settings.environment().getOrDefault("HOME", System.getProperty("user.home")));
  }

  /** What went wrong when something ran in it. */
  private Optional<String> trial(Sandbox sandbox) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(sandbox.around(List.of(), List.of("/bin/sh", "-c", "exit 42")))
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .start();
      try (var output = process.getInputStream()) {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          return Optional.of(sandbox.program() + " does not come to an end");
        }
        return process.exitValue() == 42
            ? Optional.empty()
            : Optional.of(
                refusal(sandbox, new String(output.readNBytes(2000), StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      return Optional.of(sandbox.program() + " cannot be started: " + e.getMessage());
    }
  }

  private static String refusal(Sandbox sandbox, String said) {
    return "%s does not work here: %s. In a container that takes the right to make user namespaces"
        .formatted(sandbox.program(), said.strip());
  }
}
