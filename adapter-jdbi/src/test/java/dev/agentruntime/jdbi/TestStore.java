package dev.agentruntime.jdbi;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Small steps on a store, for tests of how it works rather than of what it keeps. */
record TestStore(JdbiPersistence persistence) {

  static final String LONG_TEXT = "long ".repeat(4_000);
  static final CountingIds IDS = new CountingIds();

  static JdbiSettings settings(DatabaseUrl url, Duration lockWait) {
    return new JdbiSettings(url, IDS, () -> Duration.ZERO, lockWait, Optional.empty());
  }

  static JdbiPersistence open(DatabaseUrl url) {
    return JdbiPersistence.open(settings(url, Duration.ofSeconds(5)));
  }

  Story begin() {
    return Story.begin(persistence, IDS, Owner.LOCAL, Workshop.settings());
  }

  SessionId create() {
    return begin().id();
  }

  /** A session that holds a text which is stored by itself. */
  static SessionId withLongText(JdbiPersistence persistence) {
    Story story = new TestStore(persistence).begin();
    Stories.working(story)
        .loop((s, m) -> s.reply(story.workshop().reply(LONG_TEXT), Workshop.GATE, m));
    return story.id();
  }

  /** A session with an edited approval, a long text and another agent. */
  static Story withEverything(JdbiPersistence persistence) {
    Story story = new TestStore(persistence).begin();
    Stories.all()
        .get("an edit is changed by the reviewer")
        .apply(story)
        .outside((s, m) -> s.cancelTurn("enough", m));
    return Stories.working(story)
        .loop((s, m) -> s.reply(story.workshop().reply(LONG_TEXT), Workshop.GATE, m))
        .outside(
            (s, m) -> s.switchAgent(new AgentName("debug"), "a test fails", Workshop.AGENTS, m));
  }

  static List<AuditEntry> audit(JdbiPersistence persistence) {
    return persistence
        .reads()
        .audit(
            new AuditQuery(
                Owner.LOCAL, AuditFilter.ALL, new AuditQuery.Part(false, 1000, Optional.empty())))
        .items();
  }

  /** The last column of each row. */
  static String lines(ResultSet rows) throws SQLException {
    var lines = new StringBuilder();
    while (rows.next()) {
      lines.append(rows.getString(rows.getMetaData().getColumnCount())).append('\n');
    }
    return lines.toString();
  }

  /** Another title, by a person. */
  void retitle(SessionId id, String title) {
    persistence.inTransaction(work -> retitle(work, id, title));
  }

  static Session retitle(UnitOfWork work, SessionId id, String title) {
    Session locked = work.sessions().lock(id).orElseThrow();
    Session changed =
        locked.update(
            locked.state().header().settings().withTitle(title), new Moment(work.now(), IDS));
    return work.sessions().save(changed, IDS.get()).session();
  }

  List<Long> positions(SessionId id) {
    return persistence.reads().events(id, 0, Integer.MAX_VALUE).stream()
        .map(event -> event.position())
        .toList();
  }

  String title(SessionId id) {
    return persistence.reads().session(Owner.LOCAL, id).orElseThrow().summary().title();
  }
}
