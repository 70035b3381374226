package dev.agentruntime.application.lease;

import dev.agentruntime.application.port.LeaseOwner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** This process as an owner of leases, and what it knows of other processes of the same machine. */
public final class LocalProcess {

  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PROCESSES = Path.of("/proc/self/ns/pid");
  private static final String NAME = name();
  private static final String MACHINE = NAME + "/" + place();

  private LocalProcess() {}

  /** The name of this machine. */
  public static String hostName() {
    return NAME;
  }

  /** This process as an owner. */
  public static LeaseOwner owner(UUID instance) {
    ProcessHandle self = ProcessHandle.current();
    return new LeaseOwner(MACHINE, self.pid(), start(self), instance);
  }

  /**
   * Whether that owner is known to be gone: a process of this machine since its last start that no
   * longer runs. Of any other owner nothing is known.
   */
  public static boolean isDead(LeaseOwner owner) {
    return owner.host().equals(MACHINE)
        && ProcessHandle.of(owner.pid())
            .filter(ProcessHandle::isAlive)
            .map(process -> isAnother(start(process), owner.processStart()))
            .orElse(true);
  }

  /**
   * Processes compute start times from a boot time of their own reading, which moves a little when
   * the clock is set; a process id is not given out again that soon.
   */
  static boolean isAnother(Instant start, Instant recorded) {
    return Duration.between(start, recorded).abs().compareTo(CLOCKS_DIFFER) > 0;
  }

  private static Instant start(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  private static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /**
   * Tells machines of equal names apart, and containers of one machine: process ids mean the same
   * only within one boot and one process namespace.
   */
  private static String place() {
    try {
      return Files.readString(BOOT).strip() + "/" + Files.readSymbolicLink(PROCESSES);
    } catch (IOException e) {
      return Optional.ofNullable(System.getProperty("os.name")).orElse("unknown");
    }
  }
}
