package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {

  @TempDir private Path folder;
  private TestCli cli;
  private Ran waiting;

  @BeforeEach
  void a_session_that_waits() {
    cli = new TestCli(folder);
    cli.runtimes.model.thenReplies(
        "I write.", call("write_file", "{\"path\":\"a.txt\",\"content\":\"one\"}"));
    waiting = cli.run("run", "write\u001b it", "--agent", "coder", "--output-format", "json");
  }

  private static List<JsonObject> items(Ran ran) {
    return switch (JsonText.read(ran.out())) {
      case JsonText.Valid(JsonArray array) ->
          array.items().stream().map(JsonObject.class::cast).toList();
      case JsonText other -> throw new AssertionError(other);
    };
  }

  @Test
  void sessions_are_listed_as_a_table_and_as_json() {
    Ran table = cli.run("sessions", "list");
    assertThat(table.status()).isZero();
    assertThat(table.out())
        .contains("ID ", "WORKSPACE", waiting.session(), "waiting (approval)", "write\\u{1B} it");

    List<JsonObject> json = items(cli.run("sessions", "list", "--format", "json"));
    assertThat(json).hasSize(1);
    assertThat(json.getFirst().string("session_id")).contains(waiting.session());
    assertThat(json.getFirst().string("status")).contains("waiting");
    assertThat(cli.run("sessions", "list", "--most", "0").status()).isEqualTo(2);
  }

  @Test
  void a_session_is_shown_with_its_transcript_and_what_it_waits_for() {
    Ran text = cli.run("sessions", "show", waiting.session());
    assertThat(text.out())
        .contains("user: write\\u{1B} it", "coder: I write.", "> write_file")
        .contains("approvals approve " + waiting.approval());

    JsonObject json =
        JsonText.readObject(
            cli.run("sessions", "show", waiting.session(), "--format", "json").out());
    assertThat(json.array("messages")).hasSize(2);
    assertThat(json.array("pending_approvals")).hasSize(1);
  }

  @Test
  void one_switch_is_one() {
    cli.runtimes
        .model
        .thenReplies("", call("switch_mode", "{\"mode\":\"ask\",\"reason\":\"a question\"}"))
        .thenReplies("Done.");
    String session =
        cli.run("run", "x", "--agent", "coder", "--approve", "all", "--output-format", "json")
            .session();

    assertThat(cli.run("sessions", "show", session).out()).contains("(1 switch)");
    assertThat(cli.run("sessions", "show", waiting.session()).out()).contains("(0 switches)");
  }

  @Test
  void approvals_are_listed_with_what_a_decision_needs() {
    assertThat(cli.run("approvals", "list").out())
        .contains(waiting.approval(), "pending", "coder", "write_file a.txt");

    JsonObject json =
        items(cli.run("approvals", "list", "-s", waiting.session(), "--format", "json")).getFirst();
    assertThat(json.string("digest").orElseThrow()).hasSize(64);
    assertThat(json.object("details").orElseThrow().string("path")).contains("a.txt");

    assertThat(cli.run("approvals", "list", "--state", "approved").out()).isEmpty();
    assertThat(items(cli.run("approvals", "list", "--state", "all", "--format", "json")))
        .hasSize(1);
  }

  @Test
  void the_database_of_a_command_is_in_the_commands_it_suggests_but_never_its_password() {
    Ran ran =
        cli.run(
            "approvals",
            "approve",
            waiting.approval(),
            "--db",
            "postgresql://me:se@cret@host/db name");

    assertThat(ran.err())
        .contains("--db 'postgresql://me:***@host/db name'")
        .doesNotContain("cret");
  }

  @Test
  void settings_are_shown_with_their_origin() {
    assertThat(cli.run("config", "show", "--origin", "--db", "sqlite:x").out())
        .contains("SETTING", "database", "sqlite:x", "--db");
    assertThat(items(cli.run("config", "show", "--format", "json")).getFirst())
        .hasToString("{\"name\":\"database\",\"origin\":\"--db\",\"value\":\"memory\"}");
  }

  @Test
  void settings_are_shown_even_where_one_cannot_be_used_and_the_status_says_so() {
    cli.runtimes.broken = Optional.of("config.yaml:3: max_tokens: it takes a whole number");

    Ran ran = cli.run("config", "show");

    assertThat(ran.status()).isEqualTo(7);
    assertThat(ran.out()).contains("SETTING", "database");
    assertThat(ran.err()).contains("config.yaml:3: max_tokens: it takes a whole number");
  }

  @Test
  void the_doctor_tells_by_its_status_whether_something_is_broken() {
    assertThat(cli.run("doctor").status()).isZero();
    cli.runtimes.checks =
        List.of(
            new Check("database", Check.Level.FAILED, "it holds foreign tables", "name another"));

    Ran sick = cli.run("doctor");

    assertThat(sick.status()).isEqualTo(7);
    assertThat(sick.out()).contains("failed", "it holds foreign tables");
    assertThat(items(cli.run("doctor", "--format", "json")).getFirst().string("level"))
        .contains("failed");
  }
}
