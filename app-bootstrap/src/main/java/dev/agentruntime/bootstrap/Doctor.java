package dev.agentruntime.bootstrap;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.cli.RuntimeFactory.Check.Level;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks whether everything works that sessions need. */
record Doctor(Configuration configuration, Map<String, String> variables) {

  private static final int NEWEST = 20;
  private static final int PAGE = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  List<Check> examine(Path workspace) {
    var checks = new ArrayList<Check>();
    checks.add(
        new Check("java", Level.OK, Runtime.version() + ", " + System.getProperty("java.home")));
    checks.addAll(database());
    checks.add(workspace(workspace));
    checks.add(endpoint());
    checks.add(program("git", "work with version control in commands"));
    checks.add(program("setsid", "stop what commands leave running in the background"));
    checks.add(program("rg", "search large folders quickly"));
    checks.add(program("bwrap", "confine commands"));
    return checks;
  }

  private List<Check> database() {
    try (Persistence store = Stores.open(configuration.database())) {
      List<SessionSummary> newest =
          store.reads().sessions(Owner.LOCAL, SessionFilter.newest(NEWEST)).items();
      return List.of(
          new Check("database", Level.OK, configuration.database() + " opens, its tables fit"),
          replay(store, newest));
    } catch (PersistenceException e) {
      return List.of(new Check("database", Level.FAILED, Objects.toString(e.getMessage())));
    }
  }

  private static Check replay(Persistence store, List<SessionSummary> sessions) {
    List<String> broken =
        sessions.stream()
            .map(SessionSummary::id)
            .filter(id -> !replays(store, id))
            .map(SessionId::toString)
            .toList();
    return broken.isEmpty()
        ? new Check(
            "replay", Level.OK, "the logs of the newest " + sessions.size() + " sessions agree")
        : new Check(
            "replay", Level.FAILED, "the log gives another state: " + String.join(", ", broken));
  }

  /** A session that is at work is compared as far as it had come when it was read. */
  private static boolean replays(Persistence store, SessionId id) {
    Session session = store.inTransaction(work -> work.sessions().find(id)).orElseThrow();
    var log = new ArrayList<Session.Dated>();
    List<RecordedEvent> page = store.reads().events(id, 0, PAGE);
    while (!page.isEmpty()) {
      page.stream()
          .filter(event -> event.position() <= session.version().position())
          .forEach(event -> log.add(new Session.Dated(event.event(), event.at())));
      page = store.reads().events(id, page.getLast().position(), PAGE);
    }
    return Session.replay(id, log).equals(session.state());
  }

  private static Check workspace(Path folder) {
    if (!Files.isDirectory(folder)) {
      return new Check("workspace", Level.FAILED, folder + " is not an existing folder");
    }
    return Files.isWritable(folder)
        ? new Check("workspace", Level.OK, folder + " can be written")
        : new Check("workspace", Level.WARNING, folder + " can be read, not written");
  }

  private Check endpoint() {
    String base = configuration.model().endpoint().baseUrl();
    if (configuration.model().name().isEmpty()) {
      return new Check(
          "model",
          Level.WARNING,
          "no model is named (--model, AGENT_RUNTIME_MODEL): only scripts run");
    }
    try {
      int status = ask(base + "/models");
      return status == 401 || status == 403
          ? new Check("model", Level.FAILED, base + " refuses the key (status " + status + ")")
          : new Check("model", Level.OK, base + " answers (status " + status + ")");
    } catch (IOException | IllegalArgumentException e) {
      return new Check("model", Level.FAILED, base + " cannot be reached: " + e.getMessage());
    }
  }

  private int ask(String url) throws IOException {
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout((int) PATIENCE.toMillis());
    connection.setReadTimeout((int) PATIENCE.toMillis());
    connection.setInstanceFollowRedirects(false);
    var endpoint = configuration.model().endpoint();
    endpoint
        .apiKey()
        .ifPresent(key -> connection.setRequestProperty("Authorization", "Bearer " + key.value()));
    endpoint.headers().forEach((name, value) -> connection.setRequestProperty(name, value.value()));
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private Check program(String name, String purpose) {
    Optional<Path> found =
        Stream.of(variables.getOrDefault("PATH", "").split(":"))
            .filter(folder -> folder.startsWith("/"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    return found
        .map(path -> new Check(name, Level.OK, path.toString()))
        .orElseGet(() -> new Check(name, Level.WARNING, "not installed; it helps to " + purpose));
  }
}
