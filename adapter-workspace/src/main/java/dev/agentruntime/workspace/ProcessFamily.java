package dev.agentruntime.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A command's process and everything that comes from it: its group and session, its descendants,
 * and every process that carries the call's mark in its environment, which also finds those that
 * made a session of their own and whose parents are gone. One that also cleared its environment
 * escapes.
 *
 * <p>Only Linux tells about sessions and environments. Elsewhere there is the group and the
 * descendants.
 */
final class ProcessFamily {

  /** Where Linux tells of its processes. */
  static final Path PROC = Path.of("/proc");

  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMillis(2800);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Process process;
  private final Leader leader;
  private final byte[] mark;
  private final Path proc;
  private final Set<ProcessHandle> known = new HashSet<>();

  /** The family of a process. */
  ProcessFamily(Process process, Leader leader, String mark, Path proc) {
    this.process = process;
    this.leader = leader;
    this.mark = (CommandEnvironment.MARK + "=" + mark + "\0").getBytes(StandardCharsets.UTF_8);
    this.proc = proc;
  }

  /** What the first process is to the others. */
  enum Leader {
    /** Their ancestor. */
    ALONE,
    /** It leads a process group too, whose id is its own. */
    OF_GROUP,
    /** It also keeps a sandbox, whose end at once is the end of all in it. */
    OF_SANDBOX;

    boolean hasGroup() {
      return this != ALONE;
    }
  }

  /**
   * What ending a family came to.
   *
   * @param found how many were alive
   * @param survivors how many still are
   */
  record Stopped(int found, int survivors) {}

  /** What Linux tells of a process. */
  private record Told(long parent, long group, long session, boolean alive) {}

  /**
   * Ends all: asks first, kills after a second. Takes less than three seconds and is not
   * interrupted; the caller's interrupt is kept.
   */
  synchronized Stopped stop() {
    Set<ProcessHandle> found = livingAfterAll();
    if (found.isEmpty()) {
      return new Stopped(0, 0);
    }
    long begin = System.nanoTime();
    signal("TERM", found);
    boolean interrupted = false;
    Set<ProcessHandle> left = living();
    while (!left.isEmpty() && passed(begin).compareTo(LIMIT) < 0) {
      if (passed(begin).compareTo(GRACE) > 0) {
        signal("KILL", left);
      }
      interrupted |= pause();
      left = livingAfterAll();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new Stopped(found.size(), left.size());
  }

  /** One look can miss a process that another one makes meanwhile and leaves behind. */
  private Set<ProcessHandle> livingAfterAll() {
    Set<ProcessHandle> living = living();
    return living.isEmpty() ? living() : living;
  }

  /** Kills all that is there now, without waiting. */
  void kill() {
    signal("KILL", living());
  }

  private static Duration passed(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static boolean pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** The group at once, so that nothing in it can fork past the signal; the others one by one. */
  private void signal(String name, Set<ProcessHandle> living) {
    if (living.isEmpty()) {
      return;
    }
    boolean kill = name.equals("KILL");
    // Whoever is asked to end is given the time for it, so the sandbox has to stand till then.
    boolean sparesLeader = leader == Leader.OF_SANDBOX && !kill;
    if (leader.hasGroup() && !sparesLeader) {
      signalGroup(name);
    }
    for (ProcessHandle handle : living) {
      if (kill) {
        handle.destroyForcibly();
      } else if (!sparesLeader || handle.pid() != process.pid()) {
        handle.destroy();
      }
    }
  }

  /** By the shell, whose built-in kill is always there. */
  private void signalGroup(String name) {
    try {
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" -- \"-$1\"", name, "" + process.pid())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(PAUSE.toMillis() * 10, TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // Its members are signalled one by one as well.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Set<ProcessHandle> living() {
    Map<Long, Told> all = all();
    if (all.isEmpty()) {
      return livingByHandle();
    }
    // Once the process is gone its id may be another's, and so may be a group of that id.
    boolean idIsOurs = process.isAlive() || !all.containsKey(process.pid());
    var family = new HashSet<Long>();
    all.forEach(
        (pid, told) -> {
          if ((idIsOurs && isNear(pid, told)) || carriesMark(pid)) {
            family.add(pid);
          }
        });
    for (ProcessHandle handle : known) {
      if (handle.isAlive()) {
        family.add(handle.pid());
      }
    }
    while (addChildren(all, family)) {
      // Until nobody in it has a child outside.
    }
    family.retainAll(all.keySet());
    var living = new LinkedHashSet<ProcessHandle>();
    family.forEach(pid -> ProcessHandle.of(pid).ifPresent(living::add));
    known.addAll(living);
    return living;
  }

  private boolean isNear(long pid, Told told) {
    return pid == process.pid()
        || (leader.hasGroup()
            && (told.group() == process.pid() || told.session() == process.pid()));
  }

  private static boolean addChildren(Map<Long, Told> all, Set<Long> family) {
    var children = new HashSet<Long>();
    all.forEach(
        (pid, told) -> {
          if (family.contains(told.parent())) {
            children.add(pid);
          }
        });
    return family.addAll(children);
  }

  /** All living processes, or none where the system does not tell. */
  private Map<Long, Told> all() {
    var all = new HashMap<Long, Told>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[1-9]*")) {
      for (Path folder : folders) {
        told(folder)
            .filter(Told::alive)
            .ifPresent(told -> all.put(Long.valueOf(folder.getFileName().toString()), told));
      }
    } catch (IOException e) {
      return Map.of();
    }
    return all;
  }

  private static Optional<Told> told(Path folder) {
    try {
      String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
      // The name in parentheses may hold anything, also parentheses and spaces.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      boolean alive = !fields[0].equals("Z") && !fields[0].equals("X");
      return Optional.of(
          new Told(
              Long.parseLong(fields[1]),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3]),
              alive));
    } catch (IOException e) {
      // It ended in the meantime.
      return Optional.empty();
    }
  }

  private boolean carriesMark(long pid) {
    try {
      byte[] environment = Files.readAllBytes(proc.resolve(pid + "/environ"));
      String text = new String(environment, StandardCharsets.ISO_8859_1);
      String wanted = new String(mark, StandardCharsets.ISO_8859_1);
      return text.startsWith(wanted) || text.contains("\0" + wanted);
    } catch (IOException e) {
      // It ended, or belongs to somebody else.
      return false;
    }
  }

  private Set<ProcessHandle> livingByHandle() {
    process.descendants().forEach(known::add);
    known.add(process.toHandle());
    Set<ProcessHandle> living = new LinkedHashSet<>(known);
    // A dead process that nobody has collected yet counts as alive, but has no command any more.
    living.removeIf(handle -> !handle.isAlive() || handle.info().command().isEmpty());
    return living;
  }
}
