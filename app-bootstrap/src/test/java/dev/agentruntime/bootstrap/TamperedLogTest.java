package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.bootstrap.Commands.Ran;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is changed behind the runtime's back, and what the commands say of it. */
class TamperedLogTest {

  @TempDir private Path home;
  private Commands commands;
  private String session;

  @BeforeEach
  void a_session() throws IOException {
    commands = new Commands(home);
    Path script =
        Files.writeString(home.resolve("s.yaml"), "messages: [hi]\nreplies: [{text: ho}]\n");
    Ran run =
        with("run", "--script", script.toString(), "--agent", "ask", "--output-format", "json");
    assertThat(run.status()).as(run.err()).isZero();
    session = JsonText.readObject(run.out().strip()).string("session_id").orElseThrow();
  }

  private Ran with(String... words) {
    String[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--db";
    all[words.length + 1] = "sqlite:" + home.resolve("x.db");
    return commands.run(all);
  }

  private void change(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("x.db"));
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  @Test
  void a_log_that_nobody_changed_is_as_it_was_written_and_so_is_its_copy() {
    assertThat(with("audit", "verify").status()).isZero();
    assertThat(with("audit", "export", "-o", "copy.jsonl").status()).isZero();
    Ran copy = with("audit", "verify", "--copy", "copy.jsonl");
    assertThat(copy.status()).as(copy.out()).isZero();
    assertThat(with("audit", "list", "--cursor", "x").status()).isEqualTo(2);
  }

  @Test
  void the_log_of_a_deleted_session_is_still_told_checked_and_found_by_its_approvals() {
    Ran asked = with("approvals", "request", "purchase", "x", "-s", session, "--format", "json");
    String approval = JsonText.readObject(asked.out().strip()).string("approval_id").orElseThrow();
    assertThat(with("sessions", "delete", session, "--yes").status()).isZero();

    assertThat(with("audit", "list", "--session", session).out()).contains("session.deleted");
    assertThat(with("audit", "verify", "--session", session).status()).isZero();
    assertThat(with("audit", "approval", approval).out())
        .contains("session:  " + session, "withdrawn: ", "approval.cancelled");
  }

  @ParameterizedTest
  @CsvSource({
    "UPDATE events SET at = at + 1 WHERE position = 3, 'position 3: its link does not fit'",
    "UPDATE events SET decider = 'mallory' WHERE position = 3, 'position 3: what it is found by'",
    "DELETE FROM events WHERE position = 3, 'position 3: the rows up to 3 are missing'",
    "UPDATE events SET link = 'x' WHERE position = 2, position 2: ",
    "UPDATE events SET data = 'x' WHERE position = 2, 'position 2: it cannot be read'",
  })
  void what_is_changed_is_found_where_it_is(String sql, String flaw) throws SQLException {
    with("audit", "export", "-o", "copy.jsonl");
    change(sql);

    Ran ran = with("audit", "verify");

    assertThat(ran.status()).as(ran.out() + ran.err()).isEqualTo(1);
    assertThat(ran.out())
        .startsWith("NOT as it was written: 1 session, ")
        .contains("  session " + session + ", " + flaw);
    JsonObject json =
        JsonText.readObject(
            with("audit", "verify", "--session", session, "--format", "json").out());
    assertThat(json.bool("sound")).contains(false);
    assertThat(json.array("flaws").getFirst())
        .isInstanceOfSatisfying(
            JsonObject.class, found -> assertThat(found.string("session_id")).contains(session));
  }

  @Test
  void a_chain_that_was_worked_out_anew_is_found_by_a_copy_from_before() throws SQLException {
    with("audit", "export", "-o", "copy.jsonl");
    change(
        "UPDATE events SET link = '%s' WHERE position = (SELECT max(position) FROM events)"
            .formatted("0".repeat(64)));

    Ran ran = with("audit", "verify", "--copy", "copy.jsonl");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).contains("the store has another link there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data = 'x'",
        "data = '{}'",
        "link = 'x'",
        "id = 'x'",
        "kind = 'x.y'",
        "version = 99",
        "correlation = 'x'"
      })
  void where_the_log_cannot_be_read_the_check_that_tells_where_is_named(String change)
      throws SQLException {
    change("UPDATE events SET " + change + " WHERE position = 1");

    for (String command : new String[] {"audit list", "audit export"}) {
      Ran ran = with(command.split(" "));

      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.err())
          .contains("the log is not as it was written, and cannot be read: ")
          .contains("look: agent-runtime audit verify --db sqlite:")
          .doesNotContain("should not have happened");
    }
    assertThat(with("audit", "verify", "--session", session).status()).isEqualTo(1);
  }
}
