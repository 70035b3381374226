import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the servers. It has a network and a process namespace of its own, so that the others know
 * no more of it than of another machine: that it is dead they find out by its lease.
 */
final class Instance {

  private static final int PATIENCE_SECONDS = 60;

  private final World world;
  private final World.Place place;
  private final String name;
  private int starts;
  private Process process;
  private long pid;

  /** The name of its process namespace, which stands in its leases. */
  private String processes = "";

  Instance(World world, int number) {
    this.world = world;
    this.place = world.places().get(number);
    this.name = "instance-" + (number + 1);
  }

  String name() {
    return name;
  }

  /** The server itself. */
  long pid() {
    return pid;
  }

  String url() {
    return "http://" + place.address() + ":8080";
  }

  /** Starts it and waits until it takes requests. */
  void start() {
    starts++;
    var command =
        new ArrayList<>(
            List.of("ip", "netns", "exec", place.namespace(), "unshare", "--pid", "--fork"));
    command.addAll(List.of("--kill-child", "--mount-proc"));
    command.addAll(world.program());
    command.add("serve");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(
            world.logs().resolve(name + "." + starts + ".log").toFile()));
    builder.environment().putAll(world.settings(place.address()));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(name + " does not start", e);
    }
    await();
  }

  private void await() {
    for (int i = 0; i < PATIENCE_SECONDS * 10; i++) {
      if (!process.isAlive()) {
        throw new IllegalStateException(name + " ended; see " + world.logs());
      }
      if (isReady()) {
        remember();
        return;
      }
      World.pause(Duration.ofMillis(100));
    }
    throw new IllegalStateException(name + " is not ready; see " + world.logs());
  }

  private boolean isReady() {
    try {
      var connection = (HttpURLConnection) URI.create(url() + "/readyz").toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(2000);
      boolean ready = connection.getResponseCode() == 200;
      connection.disconnect();
      return ready;
    } catch (IOException e) {
      return false;
    }
  }

  /** The server itself is the first process of its namespace, a child of who made that. */
  private void remember() {
    pid = child().map(ProcessHandle::pid).orElseThrow();
    try {
      processes = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns/pid")).toString();
    } catch (IOException e) {
      throw new IllegalStateException(name + " has no process namespace", e);
    }
  }

  private Optional<ProcessHandle> child() {
    return process.children().findFirst();
  }

  /** As a lost machine: all its processes at once. */
  void kill() {
    signal("KILL");
    process.onExit().join();
  }

  void signal(String signal) {
    World.system("kill", "-" + signal, Long.toString(pid));
  }

  /** Cuts it off from everybody, or joins it again. */
  void link(String state) {
    World.system("ip", "link", "set", place.link(), state);
  }

  /** Ends its connections to the database; how many. */
  int terminateBackends() {
    return terminateBackends(Integer.MAX_VALUE);
  }

  /** Ends some of its connections, at most so many. */
  int terminateBackends(int most) {
    return world
        .database()
        .ask(
            "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity"
                + " WHERE client_addr = CAST(? AS inet) AND application_name LIKE 'agent-runtime%'"
                + " ORDER BY random() LIMIT ?) AS picked",
            place.address(), most)
        .size();
  }

  /** How many connections to the database it has. */
  long connections() {
    return (Long)
        world
            .database()
            .ask(
                "SELECT count(*) FROM pg_stat_activity WHERE client_addr = CAST(? AS inet)",
                place.address())
            .getFirst()
            .getFirst();
  }

  /** A session that it runs, and how far that is. */
  record Running(String session, long position, long at) {}

  /** The sessions that are in its hands, on the database's clock. */
  List<Running> running() {
    return world
        .database()
        .ask(
            "SELECT id, last_position,"
                + " CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT)"
                + " FROM sessions WHERE runnable AND lease_owner LIKE ?",
            "%/" + processes + "|%")
        .stream()
        .map(row -> new Running((String) row.get(0), (Long) row.get(1), (Long) row.get(2)))
        .toList();
  }

  /** Ends it, in whatever state it is. */
  void end() {
    if (process != null) {
      child().ifPresent(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
