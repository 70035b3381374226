import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server holds at a moment.
 *
 * @param second since the load began; negative before
 * @param heap what is left of it after a full collection, in MiB
 * @param resident memory of the process, in MiB
 * @param descriptors open files and sockets
 * @param connections to the database
 * @param rows of sessions and of all that belongs to them
 * @param turns completed so far
 */
record Sample(
    long second,
    double heap,
    double resident,
    long threads,
    long descriptors,
    long connections,
    long rows,
    long turns) {

  private static final double KIB_OF_A_MIB = 1024;
  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

  /** The tables whose rows go with their session. */
  private static final List<String> TABLES =
      List.of(
          "sessions",
          "session_labels",
          "turns",
          "messages",
          "tool_calls",
          "approvals",
          "events",
          "payloads",
          "partial_messages",
          "partial_readers");

  static Sample of(Instance server, World world, long second, long turns) {
    long pid = server.pid();
    jcmd(world, pid, "GC.run");
    return new Sample(
        second,
        heap(jcmd(world, pid, "GC.heap_info")),
        status(pid, "VmRSS") / KIB_OF_A_MIB,
        status(pid, "Threads"),
        descriptors(pid),
        server.connections(),
        rows(world),
        turns);
  }

  /** What the heap holds after a full collection, class by class. */
  static String histogram(Instance server, World world) {
    return jcmd(world, server.pid(), "GC.class_histogram");
  }

  private static String jcmd(World world, long pid, String command) {
    String jcmd = Path.of(world.program().getFirst()).resolveSibling("jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", e);
    }
  }

  /** Of both generations. */
  private static double heap(String info) {
    Matcher used = USED.matcher(info);
    double sum = used.results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
    if (sum == 0) {
      throw new IllegalStateException("no heap in: " + info);
    }
    return sum / KIB_OF_A_MIB;
  }

  private static long status(long pid, String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long descriptors(long pid) {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long rows(World world) {
    String counts =
        String.join(
            " + ", TABLES.stream().map(table -> "(SELECT count(*) FROM " + table + ")").toList());
    return (Long) world.database().ask("SELECT " + counts).getFirst().getFirst();
  }

  /** A line of the record that is kept of it. */
  String line() {
    return "%d\t%.1f\t%.1f\t%d\t%d\t%d\t%d\t%d"
        .formatted(second, heap, resident, threads, descriptors, connections, rows, turns);
  }
}
