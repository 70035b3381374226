package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.bootstrap.Commands.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on the database as a whole, on real ones. */
class DatabaseCommandsTest {

  @TempDir private Path home;
  private Commands commands;
  private String url;
  private String session;

  @BeforeEach
  void a_session() throws IOException {
    commands = new Commands(home);
    url = "sqlite:" + home.resolve("x.db");
    session = run();
  }

  private String run() throws IOException {
    Path script =
        Files.writeString(home.resolve("s.yaml"), "messages: [hi]\nreplies: [{text: ho}]\n");
    Ran run =
        with("run", "--script", script.toString(), "--agent", "ask", "--output-format", "json");
    assertThat(run.status()).as(run.err()).isZero();
    return JsonText.readObject(run.out().strip()).string("session_id").orElseThrow();
  }

  private Ran with(String... words) {
    String[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--db";
    all[words.length + 1] = url;
    return commands.run(all);
  }

  private void change(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("x.db"));
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  @Test
  void a_sound_database_is_told_to_be_sound() {
    Ran status = with("db", "status");
    assertThat(status.status()).as(status.err()).isZero();
    assertThat(status.out())
        .contains("database: " + url, "up to date", "sessions 1", "used by:  -");
    assertThat(with("db", "migrate").out()).startsWith("up to date at version ");

    Ran verified = with("db", "verify");
    assertThat(verified.status()).as(verified.out()).isZero();
    assertThat(verified.out())
        .contains("file", "references", "log", "rows")
        .doesNotContain("failed");
  }

  @Test
  void a_state_that_is_not_what_the_log_tells_is_found() throws SQLException {
    change("UPDATE sessions SET agent = 'coder'");

    Ran verified = with("db", "verify");

    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.out())
        .contains("1 sessions are not what their log tells: " + session, "do not resume these");
  }

  @Test
  void a_log_that_was_changed_and_a_reference_to_nothing_are_found() throws SQLException {
    change("UPDATE events SET at = at + 1 WHERE position = 2");
    Ran verified = with("db", "verify");
    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.out()).contains("NOT as it was written: ", "agent-runtime audit verify");

    change("UPDATE messages SET session_id = 'nobody'");
    assertThat(with("db", "verify").out()).contains("refers to what is not in sessions");
  }

  @Test
  void a_database_is_backed_up_destroyed_and_restored() throws IOException {
    Ran backup = with("db", "backup", "copy.db");
    assertThat(backup.status()).as(backup.err()).isZero();
    String later = run();
    Path file = home.resolve("x.db");
    byte[] content = Files.readAllBytes(file);
    Arrays.fill(content, 100, content.length, (byte) 0x5a);
    Files.write(file, content);
    for (String command : new String[] {"sessions list", "db status", "db migrate"}) {
      Ran refused = with(command.split(" "));
      assertThat(refused.status()).isEqualTo(7);
      assertThat(refused.err()).contains("damaged", "agent-runtime db restore FILE");
    }
    assertThat(with("db", "verify").status()).isEqualTo(1);

    Ran restored = with("db", "restore", "copy.db");

    assertThat(restored.status()).as(restored.err()).isZero();
    assertThat(restored.out()).contains("what was there before is kept as " + file + ".replaced-");
    assertThat(with("db", "verify").status()).isZero();
    assertThat(with("sessions", "list").out()).contains(session).doesNotContain(later);
  }

  @Test
  void on_postgresql_it_is_looked_at_and_checked_and_its_tools_are_named() throws Exception {
    try (var database = new EmptyDatabase()) {
      url = database.url();
      assertThat(with("db", "status").out()).contains("no tables yet");
      assertThat(with("db", "migrate").status()).isEqualTo(2);
      run();

      assertThat(with("db", "status").out()).contains("up to date", "sessions 1");
      Ran verified = with("db", "verify");
      assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
      assertThat(verified.out()).contains("log", "rows").doesNotContain("file");
      assertThat(with("db", "backup", "copy.db").err()).contains("pg_dump", "docs/operations.md");
      assertThat(with("db", "restore", "copy.db").err()).contains("pg_restore");
    }
  }
}
