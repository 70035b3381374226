package dev.agentruntime.workspace;

import dev.agentruntime.workspace.Capability.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks what this machine gives to a workspace.
 *
 * @param operatingSystem its name as the property {@code os.name} has it
 */
record Capabilities(
    WorkspaceSettings settings, Path proc, List<Path> bubblewraps, String operatingSystem) {

  private static final String ESCAPE =
      "commands run with all the rights of the user: they reach the network, read the user's files"
          + " and this process's environment, and one that clears its own environment and makes its"
          + " own session outlives its call";

  List<Capability> of(Path root) throws InterruptedException {
    return List.of(confinement(), sandbox(root), groups(), marks(), ripgrep());
  }

  private Capability confinement() {
    return switch (Confinement.on(operatingSystem)) {
      case FULL -> confinement(State.THERE, "file tools reach nothing outside the workspace");
      case WEAKER ->
          confinement(
              State.LACKING,
              "weaker on "
                  + operatingSystem
                  + ": files are opened as on Linux, never through a link, but that was tried"
                  + " against attacks on Linux only; and commands have no sandbox, and may leave"
                  + " processes behind");
      case NONE ->
          confinement(
              State.BROKEN,
              "none on "
                  + operatingSystem
                  + ": tools cannot be kept in a workspace, so none opens");
    };
  }

  private static Capability confinement(State state, String detail) {
    return new Capability("confinement", state, detail);
  }

  private Capability sandbox(Path root) throws InterruptedException {
    return switch (new SandboxSearch(bubblewraps, settings, root).result()) {
      case Sandboxing.On on ->
          new Capability(
              "sandbox",
              State.THERE,
              "commands run in %s, %s"
                  .formatted(
                      on.sandbox().program(),
                      settings.sandbox().network()
                          ? "with network"
                          : "without network (sandbox_network)"));
      case Sandboxing.Off off ->
          new Capability("sandbox", State.LACKING, "sandbox is off: " + ESCAPE);
      case Sandboxing.Impossible impossible ->
          impossible.required()
              ? new Capability(
                  "sandbox",
                  State.BROKEN,
                  impossible.why() + "; sandbox is required, so no command runs")
              : new Capability(
                  "sandbox", State.LACKING, impossible.why() + "; without it " + ESCAPE);
    };
  }

  private static Capability groups() {
    return there(
        "setsid",
        CommandRunner.findSetsid(),
        "not installed (it belongs to util-linux): commands are ended process by process, and what"
            + " leaves its parents may outlive its call");
  }

  private Capability marks() {
    return there(
        "processes",
        Optional.of(proc).filter(folder -> Files.isReadable(folder.resolve("self/environ"))),
        "this system does not tell the environment of processes: what a command leaves in a session"
            + " of its own outlives its call");
  }

  private Capability ripgrep() {
    String path = settings.environment().getOrDefault("PATH", "");
    return there(
        "rg",
        Stream.of(path.split(":", -1))
            .filter(folder -> folder.startsWith("/"))
            .map(folder -> Path.of(folder, "rg"))
            .filter(Files::isExecutable)
            .findFirst(),
        "not installed (the package is called ripgrep): searching large folders takes longer");
  }

  private static Capability there(String name, Optional<Path> found, String otherwise) {
    return found
        .map(path -> new Capability(name, State.THERE, path.toString()))
        .orElseGet(() -> new Capability(name, State.LACKING, otherwise));
  }
}
