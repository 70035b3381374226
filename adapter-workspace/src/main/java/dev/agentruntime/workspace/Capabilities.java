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

  private static final String CONFINEMENT = "confinement";
  private static final String SANDBOX = "sandbox";
  private static final String ESCAPE =
      "commands run with all the rights of the user: they reach the network, read the user's files"
          + " and this process's environment, and one that clears its own environment and makes its"
          + " own session outlives its call";
  private static final String LINUX =
      "use Linux, in a container or WSL if need be, for folders you do not trust";

  List<Capability> of(Path root) throws InterruptedException {
    return List.of(confinement(), sandbox(root), groups(), marks(), ripgrep());
  }

  private Capability confinement() {
    return switch (Confinement.on(operatingSystem)) {
      case FULL -> Capability.there(CONFINEMENT, "file tools reach nothing outside the workspace");
      case WEAKER ->
          new Capability(
              CONFINEMENT,
              State.LACKING,
              "weaker on "
                  + operatingSystem
                  + ": files are opened as on Linux, never through a link, but that was tried"
                  + " against attacks on Linux only; and commands have no sandbox, and may leave"
                  + " processes behind",
              LINUX);
      case NONE ->
          new Capability(
              CONFINEMENT,
              State.BROKEN,
              "none on " + operatingSystem + ": tools cannot be kept in a workspace, so none opens",
              LINUX);
    };
  }

  /** What helps on Linux only. */
  private String advice(String onLinux) {
    return Confinement.on(operatingSystem) == Confinement.FULL ? onLinux : LINUX;
  }

  private Capability sandbox(Path root) throws InterruptedException {
    return switch (new SandboxSearch(bubblewraps, settings, root).result()) {
      case Sandboxing.On on ->
          Capability.there(
              SANDBOX,
              "commands run in %s, %s"
                  .formatted(
                      on.sandbox().program(),
                      settings.sandbox().network()
                          ? "with network"
                          : "without network (sandbox_network)"));
      case Sandboxing.Off off ->
          new Capability(
              SANDBOX,
              State.LACKING,
              "sandbox is off: " + ESCAPE,
              advice("install bubblewrap, and set sandbox to auto or required"));
      case Sandboxing.Impossible impossible ->
          impossible.required()
              ? new Capability(
                  SANDBOX,
                  State.BROKEN,
                  impossible.why() + "; sandbox is required, so no command runs",
                  advice("mend that, or set sandbox to auto if commands may run without"))
              : new Capability(
                  SANDBOX,
                  State.LACKING,
                  impossible.why() + "; without it " + ESCAPE,
                  advice("install bubblewrap, or mend what keeps it from working"));
    };
  }

  private Capability groups() {
    return there(
        "setsid",
        CommandRunner.findSetsid(),
        "not installed (it belongs to util-linux): commands are ended process by process, and what"
            + " leaves its parents may outlive its call",
        advice("install util-linux"));
  }

  private Capability marks() {
    return there(
        "processes",
        Optional.of(proc).filter(folder -> Files.isReadable(folder.resolve("self/environ"))),
        "this system does not tell the environment of processes: what a command leaves in a session"
            + " of its own outlives its call",
        advice("install bubblewrap: its sandbox ends everything a command leaves behind"));
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
        "not installed: searching large folders takes longer",
        "install the package ripgrep");
  }

  private static Capability there(
      String name, Optional<Path> found, String otherwise, String advice) {
    return found
        .map(path -> Capability.there(name, path.toString()))
        .orElseGet(() -> new Capability(name, State.LACKING, otherwise, advice));
  }
}
