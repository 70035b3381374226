package dev.agentruntime.jdbi;

import dev.agentruntime.application.audit.EventChain;
import dev.agentruntime.application.audit.Subject;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.sql.Connection;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The sixth migration: chains the log and writes beside each event what it is found by. In Java,
 * because no database can work that out from the events that are there already.
 */
final class ChainMigration implements JavaMigration {

  /** The columns behind another one that bring its events in the order of the ledger. */
  static final String ORDER = "thenInOrder";

  private static final int PAGE = 500;

  private static final List<String> COLUMNS =
      List.of(
          "ALTER TABLE events ADD COLUMN type TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE events ADD COLUMN agent TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE events ADD COLUMN call_id TEXT",
          "ALTER TABLE events ADD COLUMN approval_id TEXT",
          "ALTER TABLE events ADD COLUMN decider TEXT",
          "ALTER TABLE events ADD COLUMN trace TEXT",
          "ALTER TABLE events ADD COLUMN link TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE tool_calls ADD COLUMN tool TEXT NOT NULL DEFAULT ''");

  /** What entries of the log are looked for by, where no session is named. */
  private static final List<String> INDEXES =
      List.of(
          "CREATE INDEX events_by_type ON events (type%s)",
          "CREATE INDEX events_by_time ON events (at)",
          "CREATE INDEX events_by_call ON events (call_id) WHERE call_id IS NOT NULL",
          "CREATE INDEX events_by_approval ON events (approval_id) WHERE approval_id IS NOT NULL",
          "CREATE INDEX events_by_decider ON events (decider) WHERE decider IS NOT NULL");

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("6");
  }

  @Override
  public String getDescription() {
    return "chain of events";
  }

  /** Never changes, as the migrations in SQL do not. */
  @Override
  public Integer getChecksum() {
    return 1;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) {
    Connection connection = context.getConnection();
    String order = context.getConfiguration().getPlaceholders().getOrDefault(ORDER, "");
    Rows.over(Jdbi.create(connection)).useHandle(handle -> migrate(handle, order));
  }

  private static void migrate(Handle handle, String order) {
    COLUMNS.forEach(handle::execute);
    handle
        .createQuery("SELECT id FROM sessions")
        .mapTo(String.class)
        .list()
        .forEach(session -> chain(handle, SessionId.parse(session)));
    INDEXES.forEach(index -> handle.execute(index.formatted(order)));
  }

  private static void chain(Handle handle, SessionId session) {
    Tables tables = Tables.of(handle);
    var state = new Walk();
    List<LogRows.Event> page;
    do {
      page = tables.log().events(session.toString(), state.position, PAGE);
      var unpacking =
          new Payloads.Unpacking(
              tables.payloads(), page.stream().map(LogRows.Event::data).toList());
      if (!page.isEmpty()) {
        write(handle, page.stream().map(row -> state.next(session, row, unpacking)).toList());
      }
    } while (page.size() == PAGE);
  }

  /** Where the walk through a log is. */
  private static final class Walk {
    private long position;
    private Digest link = EventChain.START;
    private String agent = "";

    Found next(SessionId session, LogRows.Event row, Payloads.Unpacking unpacking) {
      LoggedEvent logged = LogMapping.event(session, row, unpacking);
      RecordedEvent event = logged.event();
      position = row.position();
      agent = Subject.agentAfter(event.event()).map(AgentName::value).orElse(agent);
      link = EventChain.link(link, event, logged, agent);
      return new Found(event, LogMapping.facts(event, agent, link));
    }
  }

  private record Found(RecordedEvent event, LogRows.Facts facts) {}

  private static void write(Handle handle, List<Found> page) {
    try (PreparedBatch events =
            handle.prepareBatch(
                """
                UPDATE events SET type = :f.type, agent = :f.agent, call_id = :f.about.callId,
                  approval_id = :f.about.approvalId, decider = :f.decider, link = :f.link
                WHERE id = :id
                """);
        PreparedBatch calls =
            handle.prepareBatch(
                """
                UPDATE tool_calls SET tool = :tool
                WHERE session_id = :session AND call_id = :call
                """)) {
      for (Found found : page) {
        events.bind("id", found.event().id().toString()).bindMethods("f", found.facts()).add();
        if (found.event().event() instanceof SessionEvent.ReplyRecorded replied) {
          replied
              .reply()
              .calls()
              .forEach(
                  call ->
                      calls
                          .bind("tool", call.name())
                          .bind("session", found.event().session().toString())
                          .bind("call", call.id().toString())
                          .add());
        }
      }
      events.execute();
      if (calls.size() > 0) {
        calls.execute();
      }
    }
  }
}
