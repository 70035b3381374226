package dev.agentruntime.workspace;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.workspace.CommandRunner.Command;
import dev.agentruntime.workspace.CommandRunner.Ended;
import dev.agentruntime.workspace.CommandRunner.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code execute_command}: a command line for {@code sh}. That shell is on every machine, reads no
 * start-up file when it is given a command, and its grammar is the one that rules about commands
 * are written for.
 */
record ExecuteCommand(ConfinedPaths paths, CommandRunner runner, SandboxSearch sandboxes)
    implements WorkspaceTool {

  static final int DEFAULT_SECONDS = 60;
  static final int MAX_SECONDS = 300;

  ExecuteCommand(ConfinedPaths paths, WorkspaceSettings settings) {
    this(
        paths,
        new CommandRunner(new CommandEnvironment(settings), ProcessFamily.PROC),
        new SandboxSearch(SandboxSearch.PROGRAMS, settings, paths.root()));
  }

  @Override
  public Preview preview(Arguments arguments) throws ToolFailedException, IOException {
    if (arguments.required("command").isBlank()) {
      throw new ToolFailedException("the command is empty");
    }
    if (arguments.required("command").indexOf(0) >= 0) {
      throw new ToolFailedException("a command has no NUL in it");
    }
    WorkspacePath given = given(arguments);
    return arguments.text("cwd").isEmpty()
        ? Preview.nothing()
        : ReadFile.seen(given, paths.follow(given));
  }

  private static WorkspacePath given(Arguments arguments) throws ToolFailedException {
    return WorkspacePath.parse(arguments.text("cwd").orElse("."));
  }

  @Override
  public ToolResult run(AuthorizedCall call, Consumer<String> output)
      throws ToolFailedException, IOException, InterruptedException {
    var arguments = new Arguments(call.arguments());
    preview(arguments);
    int seconds = arguments.number("timeout_seconds", DEFAULT_SECONDS, 1, MAX_SECONDS);
    Optional<Sandbox> sandbox = sandbox();
    var command =
        new Command(
            arguments.required("command"),
            new Place(
                folder(arguments),
                sandbox,
                sandbox.isPresent() ? FrozenPaths.in(paths) : List.of()),
            Duration.ofSeconds(seconds),
            call.id().toString());
    var log = new CommandLog(paths, command.mark(), CommandLog.Size.DEFAULT);
    return told(runner.run(command, new CommandOutput(output, log)), seconds, sandbox);
  }

  private Optional<Sandbox> sandbox() throws ToolFailedException, InterruptedException {
    return switch (sandboxes.result()) {
      case Sandboxing.Off off -> Optional.empty();
      case Sandboxing.On(Sandbox sandbox) -> Optional.of(sandbox);
      case Sandboxing.Impossible(String why, boolean required) -> {
        if (required) {
          throw new ToolFailedException(
              "no command runs here, because the settings require a sandbox (sandbox: required) and"
                  + " "
                  + why
                  + "; only the user can change that");
        }
        yield Optional.empty();
      }
    };
  }

  private Path folder(Arguments arguments) throws ToolFailedException, IOException {
    WorkspacePath real = paths.follow(given(arguments));
    try (ConfinedFolder folder = paths.folder(real)) {
      return paths.root().resolve(folder.path().toString()).normalize();
    }
  }

  private static ToolResult told(Ended ended, int seconds, Optional<Sandbox> sandbox) {
    String head =
        ended.exitCode().isPresent()
            ? "exit code %d after %s"
                .formatted(ended.exitCode().getAsInt(), inSeconds(ended.duration()))
            : "stopped after %d s, its timeout".formatted(seconds);
    boolean succeeded = ended.exitCode().orElse(-1) == 0;
    var told = new ArrayList<String>();
    told.add(ended.output().isEmpty() ? head + ", no output" : head);
    if (ended.exitCode().isPresent() && ended.stopped() > 0) {
      told.add("[%d processes that it left running were stopped]".formatted(ended.stopped()));
    }
    if (ended.survivors() > 0) {
      told.add("[%d of its processes could not be stopped]".formatted(ended.survivors()));
    }
    if (!succeeded) {
      sandbox.map(Sandbox::hint).ifPresent(told::add);
    }
    String content = String.join("\n", told) + "\n" + ended.output();
    return succeeded ? ToolResult.succeeded(content) : ToolResult.failed(content);
  }

  private static String inSeconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
