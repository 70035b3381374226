package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.application.audit.VerifyAuditHandler;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Story;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes the log behind the runtime's back, and looks whether that is found. */
record Tampering(JdbiPersistence store, Connection connection, SessionId session) {

  /** The columns that hold texts. */
  private static final List<String> TEXTS =
      List.of(
          "kind",
          "type",
          "agent",
          "call_id",
          "approval_id",
          "decider",
          "id",
          "correlation",
          "causation",
          "trace",
          "data",
          "link");

  private static final String APPROVED = "approval.approved";

  /** Makes an event one that this version of the runtime cannot read. */
  static String spoiling(SessionId session, long position, boolean newer) {
    return "UPDATE events SET %s WHERE session_id = '%s' AND position = %d"
        .formatted(newer ? "version = 99" : "data = '{'", session, position);
  }

  /** Whatever is changed in the log of a story, on every engine. */
  void isFoundEverywhere(Story story) throws SQLException {
    long last = story.log().size();
    isFoundInEachColumn(last);
    isFoundWhereRowsAreGone(last);
    isFoundInLongTexts();
    isFoundBeside(last);
    isFoundWhereRowsWereMoved(last);
    isFoundInEachCharacter(position(story, APPROVED));
  }

  private static long position(Story story, String type) {
    return story.log().stream()
        .filter(event -> event.type().equals(type))
        .findFirst()
        .orElseThrow()
        .position();
  }

  /** A link needs the one before it, so nobody writes on without it. */
  void stopsWritersWhereTheLastEventIsGone() throws SQLException {
    update("DELETE FROM events" + ofSession());

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> new TestStore(store).retitle(session, "on"))
        .withMessageContaining("event 1, its last, is missing");
    assertThat(store.reads().lastPosition(session)).isEqualTo(1);
  }

  /** Whatever column is changed in whatever row, in one character. */
  private void isFoundInEachColumn(long last) throws SQLException {
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
    set(column, position, value);
    connection.commit();
  }

  private void set(String column, long position, Object value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("UPDATE events SET " + column + " = ?" + where(position))) {
      statement.setObject(1, value);
      assertThat(statement.executeUpdate()).isOne();
    }
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

  /** Each character of each text of a row, in its lowest bit and in the one that makes it large. */
  private void isFoundInEachCharacter(long position) throws SQLException {
    connection.setAutoCommit(true);
    for (String column : TEXTS) {
      Object before = value(column, position);
      if (before instanceof String text) {
        for (int i = 0; i < text.length(); i++) {
          for (int bit : new int[] {0x01, 0x20}) {
            String changed =
                text.substring(0, i) + (char) (text.charAt(i) ^ bit) + text.substring(i + 1);
            if (changed.indexOf(0) < 0 && !isAnothers(column, changed)) {
              set(column, position, changed);
              assertThat(verify().found()).as("%s becomes %s", column, changed).isPositive();
            }
          }
        }
        set(column, position, text);
      }
    }
    assertThat(verify().isSound()).isTrue();
  }

  /** The database itself refuses an id that is taken. */
  private boolean isAnothers(String column, String value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM events WHERE id = ?")) {
      statement.setString(1, value);
      try (ResultSet found = statement.executeQuery()) {
        return column.equals("id") && found.next();
      }
    }
  }

  /** SQLite keeps any kind of value in any column: as bytes, a text is not found by a filter. */
  void isFoundInEachType(Story story) throws SQLException {
    long position = position(story, APPROVED);
    connection.setAutoCommit(true);
    for (String column : TEXTS) {
      Object before = value(column, position);
      if (before != null) {
        update("UPDATE events SET " + column + " = CAST(" + column + " AS BLOB)" + where(position));
        assertThat(verify().found()).as("%s as bytes", column).isPositive();
        set(column, position, before);
      }
    }
    for (String column : List.of("at", "version")) {
      Object before = value(column, position);
      update("UPDATE events SET " + column + " = " + column + " + 0.5" + where(position));
      assertThat(verify().found()).as("%s and a half", column).isPositive();
      set(column, position, before);
    }
    assertThat(verify().isSound()).isTrue();
  }

  /** What the log is found by in other tables. */
  private void isFoundBeside(long last) throws SQLException {
    connection.setAutoCommit(true);
    for (String change :
        List.of(
            "UPDATE sessions SET owner = 'mallory'; UPDATE sessions SET owner = 'local'",
            "UPDATE tool_calls SET tool = 'read_file'; UPDATE tool_calls SET tool = 'write_file'",
            "INSERT INTO removed_sessions VALUES ('%s', 'local', 1, '0', 0); DELETE FROM removed_sessions"
                .formatted(session),
            "UPDATE sessions SET last_position = %d; UPDATE sessions SET last_position = %d"
                .formatted(last - 1, last),
            "UPDATE sessions SET last_position = %d; UPDATE sessions SET last_position = %d"
                .formatted(last + 1, last))) {
      String[] both = change.split("; ", -1);
      assertThat(update(both[0])).as(both[0]).isPositive();
      assertThat(verify().found()).as(both[0]).isPositive();
      update(both[1]);
      assertThat(verify().flaws()).as(both[1]).isEmpty();
    }
  }

  /** However far rows were moved, the check comes to an end, with the last of them. */
  private void isFoundWhereRowsWereMoved(long last) throws SQLException {
    connection.setAutoCommit(true);
    for (String moved :
        List.of(
            "position + 100000",
            "-position",
            "CASE position WHEN %d THEN %d ELSE position END".formatted(last, Long.MAX_VALUE),
            "CASE position WHEN %d THEN %d ELSE position END".formatted(last, Long.MIN_VALUE))) {
      update("UPDATE events SET position = " + moved + ofSession());
      assertThat(verify().found()).as(moved).isPositive();
      update(
          "UPDATE events SET position = "
              + (moved.startsWith("CASE")
                  ? "CASE WHEN position BETWEEN 1 AND %d THEN position ELSE %d END"
                      .formatted(last - 1, last)
                  : moved.equals("-position") ? moved : "position - 100000")
              + ofSession());
      assertThat(verify().isSound()).as(moved).isTrue();
    }
  }

  private String ofSession() {
    return " WHERE session_id = '" + session + "'";
  }

  /** A row that is taken out, and rows that are put elsewhere. */
  private void isFoundWhereRowsAreGone(long last) throws SQLException {
    connection.setAutoCommit(true);
    update("UPDATE events SET position = -1" + where(last));
    assertThat(verify().flaws().stream().map(Verification.Flaw::what))
        .containsExactly(
            "no row belongs before the first", "the rows up to %d are missing".formatted(last));
    update("UPDATE events SET position = %d".formatted(last + 1) + where(-1));
    assertThat(verify().flaws().stream().map(Verification.Flaw::what))
        .anyMatch(text -> text.contains("knows of no such row"));
    update("UPDATE events SET position = %d".formatted(last) + where(last + 1));
    update("UPDATE events SET position = -1" + where(2));
    assertThat(verify().flaws().get(1).position()).isEqualTo(2);
    update("UPDATE events SET position = 2" + where(-1));
    assertThat(verify().isSound()).isTrue();
  }

  /** A long text is kept beside its row. */
  private void isFoundInLongTexts() throws SQLException {
    connection.setAutoCommit(true);
    assertThat(update("UPDATE payloads SET text = replace(text, 'l', 'L')")).isPositive();
    assertThat(verify().flaws().getFirst().what()).contains("is another one");
    update("UPDATE payloads SET text = replace(text, 'L', 'l')");
    assertThat(verify().isSound()).isTrue();
  }
}
