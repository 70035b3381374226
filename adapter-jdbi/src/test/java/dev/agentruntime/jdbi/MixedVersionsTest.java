package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.FakeWorkspace;
import dev.agentruntime.testkit.Workshop;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that goes on while a newer version of the runtime is at work beside it. */
@Timeout(120)
class MixedVersionsTest {

  /** So often a statement is sent before PostgreSQL's driver has the server keep its plan. */
  private static final int UNTIL_PLANS_ARE_KEPT = 6;

  private static final List<String> TABLES =
      List.of(
          "sessions",
          "turns",
          "messages",
          "tool_calls",
          "approvals",
          "events",
          "payloads",
          "idempotency_keys",
          "jobs",
          "subscribers",
          "webhooks");

  private final FakeChatModel model = new FakeChatModel(line -> {});

  @TempDir private Path folder;

  /** A database, and how a newer version changes it. */
  private interface Database {

    JdbiPersistence open();

    void execute(String sql) throws SQLException;
  }

  @Test
  void a_process_goes_on_beside_a_newer_version_on_postgresql() throws Exception {
    DatabaseUrl.Postgres url = TestPostgres.emptySchema();
    try {
      goesOn(
          new Database() {
            @Override
            public JdbiPersistence open() {
              return TestStore.open(url);
            }

            @Override
            public void execute(String sql) {
              TestPostgres.execute(url, sql);
            }
          });
    } finally {
      TestPostgres.drop(url);
    }
  }

  @Test
  void a_process_goes_on_beside_a_newer_version_on_sqlite() throws Exception {
    Path file = folder.resolve("runtime.db");
    goesOn(
        new Database() {
          @Override
          public JdbiPersistence open() {
            return TestStore.open(new DatabaseUrl.Sqlite(file));
          }

          @Override
          public void execute(String sql) throws SQLException {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
              statement.execute(sql);
            }
          }
        });
  }

  private void goesOn(Database database) throws Exception {
    JdbiPersistence store = database.open();
    try (AgentRuntime older =
        AgentRuntime.builder()
            .persistence(store)
            .model(model)
            .workspaces(root -> new FakeWorkspace(line -> {}))
            .build()) {
      SessionId session = create(older);
      SessionId newer = create(older);
      for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
        turn(older, session, "before " + i);
      }

      migrate(database);

      for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
        turn(older, session, "after " + i);
      }
      turn(older, create(older), "a new one");
      leavesAlone(older, store, database, newer);
      turn(older, session, "beside it");
      assertThatExceptionOfType(PersistenceException.class)
          .as("who starts anew")
          .isThrownBy(() -> database.open().close())
          .withMessageContaining("was written by a newer version of the runtime");
    }
  }

  /** As the next release would: columns that may be left out, and a table. */
  private static void migrate(Database database) throws SQLException {
    for (String table : TABLES) {
      database.execute("ALTER TABLE " + table + " ADD COLUMN newer TEXT");
    }
    database.execute("CREATE TABLE of_a_newer_version (id TEXT NOT NULL PRIMARY KEY)");
    database.execute(
        "INSERT INTO agent_runtime_schema SELECT 99, '99', 'newer', type, script, checksum,"
            + " installed_by, installed_on, execution_time, success FROM agent_runtime_schema"
            + " WHERE version = '1'");
  }

  private static SessionId create(AgentRuntime runtime) {
    return runtime.create(
        new CreateSession(
            Owner.LOCAL, Workshop.clientSettings(), Optional.of(Workshop.CODER), Optional.empty()));
  }

  private static long say(AgentRuntime runtime, SessionId session, String text) {
    return runtime
        .send(new SendMessage(Owner.LOCAL, session, text, Optional.empty(), IfBusy.REJECT))
        .position();
  }

  private void turn(AgentRuntime runtime, SessionId session, String text) throws Exception {
    model.thenReplies("Heard: " + text);
    say(runtime, session, text);
    runtime.settled(session).get(30, TimeUnit.SECONDS);
    assertThat(
            runtime
                .get(new GetSession(Owner.LOCAL, session))
                .lastTurn()
                .flatMap(last -> last.outcome()))
        .contains(new TurnOutcome.Completed("Heard: " + text));
  }

  /** The newer version began a turn there, in a way that this one does not know. */
  private void leavesAlone(
      AgentRuntime older, JdbiPersistence store, Database database, SessionId newer)
      throws Exception {
    String where = " WHERE id = '" + newer + "'";
    database.execute("UPDATE sessions SET runnable = TRUE, format = 2" + where);
    database.execute(
        "UPDATE events SET kind = 'of.a_newer_version' WHERE session_id = '" + newer + "'");
    int asked = model.requests().size();

    List<SessionId> claimable =
        store.inTransaction(
            work -> work.leases().claimable(RunnerFilter.onHost("any"), 100, owner -> false));
    assertThat(claimable).isEmpty();
    assertThatThrownBy(() -> older.settled(newer).get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(PersistenceException.class)
        .hasMessageContaining(
            "session %s was written by a newer version of the runtime".formatted(newer));
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> say(older, newer, "hello"))
        .withMessageContaining("leave it to that one, or update this one");
    older.expireDue();

    assertThat(model.requests()).hasSize(asked);
    assertThat(store.reads().lastPosition(newer)).isOne();
    assertThat(
            older
                .list(
                    new ListSessions(
                        Owner.LOCAL,
                        new SessionFilter(Optional.empty(), Map.of(), 10, Optional.empty())))
                .items())
        .as("it is listed all the same")
        .anyMatch(summary -> summary.id().equals(newer));
  }
}
