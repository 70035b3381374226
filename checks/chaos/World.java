import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What {@code run} has set up, from the environment.
 *
 * @param cuts how many of a thousand requests, and of a thousand events of a stream, its client
 *     does not wait for
 * @param model the address of its endpoint
 * @param data where workspaces are
 * @param logs where the instances' output goes, which stays
 */
record World(
    Duration time,
    long seed,
    int sessions,
    int cuts,
    List<String> kinds,
    List<Place> places,
    Database database,
    String model,
    List<String> program,
    Path data,
    Path logs) {

  static final String KEY = "q7Zt0vXy4-of-the-chaos-check-Lm2Kd8Rs5Wb";

  /** How long a lease lives, as the product documents it. */
  static final Duration LEASE = Duration.ofSeconds(15);

  /**
   * Where an instance runs.
   *
   * @param namespace of the network
   * @param link its far end: without it everything sent is lost silently
   */
  record Place(String namespace, String address, String link) {}

  /** The database, and how to ask it past the product. */
  record Database(String host, String name, String user, String password) {

    String url() {
      return "postgresql://" + user + ":" + password + "@" + host + "/" + name;
    }

    /** Asks with these values in the places of the question marks. */
    List<List<Object>> ask(String sql, Object... values) {
      try (Connection connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://" + host + "/" + name + "?ApplicationName=chaos",
                  user,
                  password);
          PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        return rows(statement.executeQuery());
      } catch (SQLException e) {
        throw new IllegalStateException("the database does not answer: " + sql, e);
      }
    }

    private static List<List<Object>> rows(ResultSet found) throws SQLException {
      var rows = new ArrayList<List<Object>>();
      while (found.next()) {
        var row = new ArrayList<Object>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.add(found.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  static World of(Map<String, String> variables) {
    var places = new ArrayList<Place>();
    for (String place : variables.get("CHAOS_PLACES").split(" ")) {
      String[] parts = place.split(",");
      places.add(new Place(parts[0], parts[1], parts[2]));
    }
    return new World(
        Duration.ofSeconds(Long.parseLong(variables.get("CHAOS_SECONDS"))),
        Long.parseLong(variables.get("CHAOS_SEED")),
        Integer.parseInt(variables.get("CHAOS_SESSIONS")),
        Integer.parseInt(variables.getOrDefault("CHAOS_CUTS", "0")),
        List.of(variables.getOrDefault("CHAOS_FAULTS", "").split(" ")),
        places,
        new Database(
            variables.get("CHAOS_DATABASE"), "postgres", "chaos", variables.get("CHAOS_PASSWORD")),
        variables.get("CHAOS_MODEL"),
        List.of(variables.get("CHAOS_PROGRAM").split(" ")),
        Path.of(variables.get("CHAOS_DATA")),
        Path.of(variables.get("CHAOS_LOGS")));
  }

  Path workspaces() {
    return data.resolve("workspaces");
  }

  /** The settings of an instance that listens there. */
  Map<String, String> settings(String address) {
    return Map.ofEntries(
        Map.entry("AGENT_RUNTIME_API_KEY", KEY),
        Map.entry("OPENAI_API_KEY", "of-the-model"),
        Map.entry("DATABASE_URL", database.url()),
        Map.entry("AGENT_RUNTIME_MODEL", "m"),
        Map.entry("AGENT_RUNTIME_BASE_URL", model + "/v1"),
        Map.entry("AGENT_RUNTIME_SERVER_HOST", address),
        Map.entry("AGENT_RUNTIME_SERVER_PORT", "8080"),
        Map.entry("AGENT_RUNTIME_SERVER_BEHIND_TLS", "true"),
        Map.entry("AGENT_RUNTIME_SERVER_WORKSPACE_ROOTS", workspaces().toString()),
        Map.entry("AGENT_RUNTIME_SERVER_MAX_STREAMS", "2000"),
        Map.entry("AGENT_RUNTIME_SERVER_REQUESTS_PER_MINUTE", "1000000"),
        Map.entry("AGENT_RUNTIME_SANDBOX", "off"),
        Map.entry("XDG_DATA_HOME", data.resolve("user").toString()),
        Map.entry("XDG_CONFIG_HOME", data.resolve("user").toString()),
        Map.entry("XDG_STATE_HOME", data.resolve("user").toString()));
  }

  /** Runs a command of the system to its end. */
  static void system(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
    } catch (IOException e) {
      throw new IllegalStateException(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", e);
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", e);
    }
  }
}
