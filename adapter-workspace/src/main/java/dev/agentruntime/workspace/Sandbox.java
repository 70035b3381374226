package dev.agentruntime.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Bubblewrap around a command: it sees its own processes only, may change nothing outside the
 * workspace and a {@code /tmp} of its own, finds home folders and sockets of services hidden, and
 * all of it dies with its first process or with this one.
 *
 * <p>It shares the kernel, and reads what else the user may read, such as {@code /etc}.
 *
 * @param program where bubblewrap is
 * @param home the user's home folder
 * @param root the workspace
 */
record Sandbox(Path program, SandboxSettings settings, Path home, Path root) {

  /** Connecting to a socket takes no right to write, so hiding it is the only way to close it. */
  private static final List<String> HOMES_AND_SOCKETS = List.of("/home", "/root", "/run", "/tmp");

  /** A link on many machines leads there; without it no name is found. */
  private static final Path RESOLVER = Path.of("/run/systemd/resolve");

  /**
   * Where tool chains are installed in a home folder. What is not listed stays hidden, for nobody
   * can list where people keep their secrets.
   */
  private static final List<String> TOOLS =
      List.of(
          ".asdf",
          ".cargo/bin",
          ".cargo/registry",
          ".deno/bin",
          ".gradle/caches",
          ".gradle/wrapper",
          ".jdks",
          ".local/bin",
          ".local/lib",
          ".local/share/mise",
          ".m2/repository",
          ".m2/wrapper",
          ".nvm",
          ".pyenv",
          ".rbenv",
          ".rustup",
          ".sdkman/candidates",
          ".volta",
          "go");

  /** What root could write without any capability, and by it leave the sandbox. */
  private static final List<String> KERNEL =
      List.of("/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus");

  private static final List<String> ALONE =
      List.of(
          "--unshare-user-try",
          "--unshare-pid",
          "--unshare-ipc",
          "--unshare-uts",
          "--unshare-cgroup-try",
          "--die-with-parent",
          "--new-session",
          "--cap-drop",
          "ALL");

  /**
   * The command line that runs a command in it.
   *
   * @param frozen paths in the workspace that exist and may not be changed
   */
  List<String> around(Collection<Path> frozen, List<String> command) {
    var line = new ArrayList<String>();
    line.add(program.toString());
    line.addAll(ALONE);
    if (!settings.network()) {
      line.add("--unshare-net");
    }
    mount(line, "--ro-bind", Path.of("/"));
    line.addAll(List.of("--dev", "/dev", "--proc", "/proc"));
    KERNEL.forEach(file -> mount(line, "--ro-bind-try", Path.of(file)));
    hidden().forEach(folder -> line.addAll(List.of("--tmpfs", folder.toString())));
    shown().forEach(path -> mount(line, "--ro-bind", path));
    real(settings.writable().stream()).forEach(path -> mount(line, "--bind", path));
    mount(line, "--bind", root);
    // A mount cannot be renamed, so nothing else can take the place of what is frozen in it.
    frozen.stream()
        .map(Path::getParent)
        .filter(parent -> !root.equals(parent))
        .distinct()
        .forEach(parent -> mount(line, "--bind", parent));
    frozen.forEach(path -> mount(line, "--ro-bind", path));
    line.addAll(List.of("--setenv", "TMPDIR", "/tmp", "--chdir", root.toString(), "--"));
    line.addAll(command);
    return line;
  }

  private static void mount(List<String> line, String how, Path path) {
    line.addAll(List.of(how, path.toString(), path.toString()));
  }

  /** What nobody in it sees. A workspace that holds one of these would show it again. */
  Set<Path> hidden() {
    Stream<Path> all = Stream.concat(HOMES_AND_SOCKETS.stream().map(Path::of), Stream.of(home));
    Set<Path> hidden = real(all);
    // The home of some services.
    hidden.remove(Path.of("/"));
    return hidden;
  }

  private Set<Path> shown() {
    Stream<Path> tools = TOOLS.stream().map(home::resolve);
    return real(
        Stream.of(Stream.of(RESOLVER), tools, settings.readable().stream()).flatMap(all -> all));
  }

  /** Those that exist; bubblewrap cannot mount on a link. */
  private static Set<Path> real(Stream<Path> paths) {
    var real = new LinkedHashSet<Path>();
    paths
        .filter(Files::exists)
        .forEach(
            path -> {
              try {
                real.add(path.toRealPath());
              } catch (IOException e) {
                // It is gone again.
              }
            });
    return real;
  }

  /** Said to the model where a command failed in it. */
  String hint() {
    return "[it ran in a sandbox: %s, the home folder is empty, and nothing outside the workspace can"
            .formatted(settings.network() ? "the network is there" : "there is no network")
        + " be changed. If that is why it failed: the user can allow more by the settings"
        + " sandbox_network, sandbox_readable and sandbox_writable]";
  }
}
