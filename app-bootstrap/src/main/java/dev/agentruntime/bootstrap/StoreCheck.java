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
import dev.agentruntime.jdbi.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Looks whether the store opens, and whether its logs give the state it holds. Makes none. */
record StoreCheck(Configuration.Database database) {

  private static final int NEWEST = 20;
  private static final int PAGE = 500;

  List<Check> checks() {
    try {
      return Stores.existing(database.url()).map(this::opened).orElseGet(this::missing);
    } catch (PersistenceException e) {
      return List.of(
          new Check(
              "database",
              Level.FAILED,
              Objects.toString(e.getMessage()),
              "mend that, or name another database with --db or DATABASE_URL"));
    }
  }

  private List<Check> opened(Persistence store) {
    try (store) {
      List<SessionSummary> newest =
          store.reads().sessions(Owner.LOCAL, SessionFilter.newest(NEWEST)).items();
      return List.of(
          Check.ok(
              "database", database.url() + " opens, can be written, its tables are up to date"),
          replay(store, newest));
    }
  }

  private List<Check> missing() {
    String finding = Stores.finding(database.url());
    Optional<Path> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return List.of(
          new Check(
              "database",
              Level.FAILED,
              finding + ", and none can be made: " + obstacle.get() + " cannot be written",
              "give yourself the right to write it, or name another database with --db"));
    }
    return List.of(
        database.origin().isDefault()
            ? Check.ok("database", finding + " yet; the first run makes it")
            : new Check(
                "database",
                Level.WARNING,
                finding,
                "check "
                    + database.origin().place()
                    + "; if it is right, the first 'agent-runtime run' makes the database"));
  }

  /** What keeps a file from being made. */
  private Optional<Path> obstacle() {
    return database.url() instanceof DatabaseUrl.Sqlite file
        ? Optional.of(Doctor.nearest(file.file().resolveSibling("")))
            .filter(folder -> !Files.isDirectory(folder) || !Files.isWritable(folder))
        : Optional.empty();
  }

  private static Check replay(Persistence store, List<SessionSummary> sessions) {
    List<String> broken =
        sessions.stream()
            .map(SessionSummary::id)
            .filter(id -> !replays(store, id))
            .map(SessionId::toString)
            .toList();
    return broken.isEmpty()
        ? Check.ok("replay", agreeing(sessions.size()))
        : new Check(
            "replay",
            Level.FAILED,
            "the log gives another state: " + String.join(", ", broken),
            "do not resume these; keep a copy of the database, and report it");
  }

  private static String agreeing(int sessions) {
    return sessions == 1
        ? "the log of the newest session agrees"
        : "the logs of the newest " + sessions + " sessions agree";
  }

  /**
   * Whether a session's log gives its state. One that is at work is compared as far as it had come
   * when it was read; of one that was removed since there is nothing to compare.
   */
  static boolean replays(Persistence store, SessionId id) {
    return store
        .inTransaction(work -> work.sessions().find(id))
        .map(session -> replays(store, id, session))
        .orElse(true);
  }

  private static boolean replays(Persistence store, SessionId id, Session session) {
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
}
