package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.application.audit.VerifyAuditHandler;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.session.SessionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Changes the log behind the runtime's back, and looks whether that is found. */
record Tampering(Persistence store, Connection connection, SessionId session) {

  /** Makes an event one that this version of the runtime cannot read. */
  static String spoiling(SessionId session, long position, boolean newer) {
    return "UPDATE events SET %s WHERE session_id = '%s' AND position = %d"
        .formatted(newer ? "version = 99" : "data = '{'", session, position);
  }

  /** Whatever column is changed in whatever row, in one character. */
  void isFoundInEachColumn(long last) throws SQLException {
    Map<String, String> changes = new LinkedHashMap<>();
    for (String column :
        new String[] {"kind", "type", "agent", "data", "link", "id", "correlation", "causation"}) {
      changes.put(column, "'x' || substr(" + column + ", 2)");
    }
    changes.put("data ", "data || ' '");
    changes.put("data  ", "replace(data, '\"', '\\u0022')");
    changes.put("version", "version + 1");
    changes.put("at", "at + 1");
    changes.put("call_id", "'another'");
    changes.put("approval_id", "'another'");
    changes.put("decider", "'another'");
    changes.put("trace", "'00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'");
    for (Map.Entry<String, String> change : changes.entrySet()) {
      for (long position : new long[] {1, last / 2, last}) {
        isFound(change.getKey().trim(), change.getValue(), position);
      }
    }
  }

  private void isFound(String column, String value, long position) throws SQLException {
    connection.setAutoCommit(false);
    Object before = value(column, position);
    assertThat(update("UPDATE events SET " + column + " = " + value + where(position))).isOne();
    connection.commit();
    Verification found = verify();
    assertThat(found.isSound()).as("%s of row %d becomes %s", column, position, value).isFalse();
    assertThat(found.flaws().getFirst().position()).as(column).isEqualTo(position);
    restore(column, position, before);
    assertThat(verify().isSound()).as("as it was").isTrue();
  }

  private String where(long position) {
    return " WHERE session_id = '%s' AND position = %d".formatted(session, position);
  }

  private Object value(String column, long position) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT " + column + " FROM events" + where(position))) {
      assertThat(row.next()).isTrue();
      return row.getObject(1);
    }
  }

  private void restore(String column, long position, Object value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("UPDATE events SET " + column + " = ?" + where(position))) {
      statement.setObject(1, value);
      assertThat(statement.executeUpdate()).isOne();
    }
    connection.commit();
  }

  int update(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  Verification verify() {
    return new VerifyAuditHandler(store.reads())
        .handle(new VerifyAudit(Optional.empty(), Optional.of(session)));
  }

  /** A row that is taken out, and rows that are put elsewhere. */
  void isFoundWhereRowsAreGone(long last) throws SQLException {
    connection.setAutoCommit(true);
    update("UPDATE events SET position = -1" + where(last));
    assertThat(verify().flaws().getFirst().what()).contains("are missing");
    update("UPDATE events SET position = %d".formatted(last + 1) + where(-1));
    assertThat(verify().flaws().stream().map(Verification.Flaw::what))
        .anyMatch(text -> text.contains("knows of no such row"));
    update("UPDATE events SET position = %d".formatted(last) + where(last + 1));
    update("UPDATE events SET position = -1" + where(2));
    assertThat(verify().flaws().getFirst().position()).isEqualTo(2);
    update("UPDATE events SET position = 2" + where(-1));
    assertThat(verify().isSound()).isTrue();
  }

  /** A long text is kept beside its row. */
  void isFoundInLongTexts() throws SQLException {
    connection.setAutoCommit(true);
    assertThat(update("UPDATE payloads SET text = replace(text, 'l', 'L')")).isPositive();
    assertThat(verify().flaws().getFirst().what()).contains("is another one");
    update("UPDATE payloads SET text = replace(text, 'L', 'l')");
    assertThat(verify().isSound()).isTrue();
  }
}
