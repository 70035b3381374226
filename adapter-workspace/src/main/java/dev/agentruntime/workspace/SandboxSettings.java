package dev.agentruntime.workspace;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether commands run in a sandbox, and what they find there beside the workspace.
 *
 * @param network whether they reach the network; otherwise not even services of this machine
 * @param readable files and folders that are shown although they lie in the home folder
 * @param writable files and folders outside the workspace that may be changed
 */
public record SandboxSettings(Use use, boolean network, Set<Path> readable, Set<Path> writable) {

  /** The sandbox where there is one, without network. */
  public static final SandboxSettings DEFAULT =
      new SandboxSettings(Use.AUTO, false, Set.of(), Set.of());

  /** Commands run as the user who started this process, with all that this user may do. */
  public static final SandboxSettings OFF = new SandboxSettings(Use.OFF, false, Set.of(), Set.of());

  /** When commands run in the sandbox. */
  public enum Use {
    /** Never. */
    OFF,
    /** Where it works. */
    AUTO,
    /** Always: where it does not work, no command runs. */
    REQUIRED
  }

  public SandboxSettings {
    readable = Set.copyOf(readable);
    writable = Set.copyOf(writable);
    Stream.concat(readable.stream(), writable.stream())
        .filter(path -> !path.isAbsolute())
        .findAny()
        .ifPresent(
            path -> {
              throw new IllegalArgumentException("the path " + path + " is not absolute");
            });
  }
}
