package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsTest {

  @TempDir private Path folder;
  private TestCli cli;
  private String session;

  @BeforeEach
  void a_session_with_an_edit_a_rejection_and_a_command() {
    cli = new TestCli(folder);
    cli.runtimes
        .model
        .thenReplies(
            "I write. ![pixel](http://tracker/x.png) <img src=x> `List<String>`\n```\nunclosed",
            call(
                "write_file",
                "{\"path\":\"a.txt\",\"content\":\"one\\ntwo ```` three\\u001b[2J\"}"))
        .thenReplies("", call("write_file", "{\"path\":\"b.txt\",\"content\":\"no\"}"))
        .thenReplies("Done.");
    cli.atTerminal().typing("a", "r", "not b");
    session =
        cli.run("run", "write \u202eit", "--agent", "coder", "--output-format", "json").session();
    cli.awayFromTerminal();
  }

  private Ran sessions(String... words) {
    return cli.run(Stream.concat(Stream.of("sessions"), Stream.of(words)).toArray(String[]::new));
  }

  @Test
  void markdown_tells_messages_calls_answers_and_who_decided() {
    Ran ran = sessions("export", session);

    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .startsWith("# write ")
        .contains("| session | " + session)
        .contains("## User · ", "> write \\u{202E}it")
        .contains("## coder · ", "**Call write\\_file**", "with content:")
        .contains("**Answer of write\\_file**: succeeded, changed a.txt")
        .contains("Approval of write\\_file a.txt approved by ")
        .contains("rejected by ", ": not b")
        .contains("**Answer of write\\_file**: denied");
    assertThat(VisibleText.of(ran.out())).isEqualTo(ran.out());
  }

  @Test
  void nothing_in_markdown_ends_its_block_or_loads_a_picture() {
    String markdown = sessions("export", session).out();

    // The longest run of backticks in the content is four, so its fence has five.
    assertThat(markdown).contains("`````\none\ntwo ```` three\\u{1B}[2J\n`````");
    assertThat(markdown).doesNotContain("![pixel]", "<img").contains("!&#91;pixel]", "&lt;img");
  }

  @Test
  void json_is_the_whole_session_as_one_object() {
    JsonObject json = JsonText.readObject(sessions("export", session, "--format", "json").out());

    assertThat(json.string("session_id")).contains(session);
    assertThat(json.array("messages")).hasSize(6);
    List<JsonObject> approvals =
        json.array("approvals").stream().map(JsonObject.class::cast).toList();
    assertThat(approvals).hasSize(2);
    assertThat(approvals.getFirst().object("outcome").orElseThrow().string("decision"))
        .contains("approve");
    assertThat(approvals.getLast().object("outcome").orElseThrow().string("reason"))
        .contains("not b");
  }

  @Test
  void jsonl_is_the_log_and_no_character_in_it_steers_a_terminal() {
    Ran ran = sessions("export", session, "--format", "jsonl");

    List<JsonObject> lines = ran.lines();
    assertThat(lines.getFirst().string("type")).contains("session.created");
    assertThat(lines.getLast().string("type")).contains("turn.completed");
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i).integer("position")).contains(i + 1L);
    }
    assertThat(VisibleText.of(ran.out())).isEqualTo(ran.out());
    assertThat(ran.out()).contains("write \\u202eit");
    assertThat(lines.stream().map(JsonObject::canonical))
        .anyMatch(line -> line.contains("write \u202eit"));
  }

  @Test
  void an_export_goes_to_a_file_whole_or_not_at_all() throws IOException {
    Ran ran = sessions("export", session, "-o", "session.md");

    assertThat(ran.out()).isEmpty();
    assertThat(Files.readString(folder.resolve("session.md")))
        .isEqualTo(sessions("export", session).out());
    assertThat(sessions("export", session, "-o", ".").status()).isEqualTo(2);
    assertThat(sessions("export", session, "-o", "missing/x.md").err())
        .contains("there is no folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"export", "diff"})
  void what_nobody_takes_to_its_end_is_a_failure(String command) {
    var closed =
        new ByteArrayOutputStream() {
          @Override
          public void flush() throws IOException {
            throw new IOException("closed");
          }
        };

    Ran ran = cli.run(closed, new ByteArrayOutputStream(), "sessions", command, session);

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .contains("the " + command + " cannot be written to standard output", "not all of it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "export", "diff"})
  void the_beginning_of_an_id_is_enough(String command) {
    assertThat(sessions(command, session.substring(0, 30)).status()).isZero();
    assertThat(sessions(command, session.toUpperCase(Locale.ROOT)).status()).isZero();
    assertThat(sessions(command, "ffffffff").status()).isEqualTo(4);
    assertThat(sessions(command, "x").status()).isEqualTo(4);
  }

  @Test
  void a_beginning_that_several_have_is_refused_with_their_ids() {
    cli.runtimes.model.thenReplies("Done.");
    String other = cli.run("run", "x", "--agent", "coder", "--output-format", "json").session();
    int same = 0;
    while (session.charAt(same) == other.charAt(same)) {
      same++;
    }
    String beginning = session.substring(0, Math.max(4, same));

    Ran ran = sessions("show", beginning);

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("2 ids", session, other);
  }

  @Test
  void the_diff_has_the_edits_that_took_effect_and_says_what_is_not_in_it() {
    Ran ran = sessions("diff", session);

    assertThat(ran.out()).contains("+one").doesNotContain("no\n");
    JsonObject change =
        switch (JsonText.read(sessions("diff", session, "--format", "json").out())) {
          case JsonText.Valid(JsonArray changes) -> (JsonObject) changes.items().getFirst();
          case JsonText other -> throw new AssertionError(other);
        };
    assertThat(change.strings("paths")).containsExactly("a.txt");
    assertThat(change.string("allowed_by")).isPresent();

    cli.runtimes.workspace(folder).command("make", output -> ToolResult.succeeded("made"));
    cli.runtimes
        .model
        .thenReplies("", call("execute_command", "{\"command\":\"make\"}"))
        .thenReplies("Made.");
    cli.run("run", "-s", session, "make it", "--approve", "all");
    assertThat(sessions("diff", session).err())
        .contains("what 1 command of this session may have changed");
  }

  @Test
  void who_deletes_confirms_or_says_yes_beforehand() {
    assertThat(sessions("delete", session).err()).contains("give --yes");
    assertThat(sessions("show", session).status()).isZero();

    cli.atTerminal().typing("n");
    assertThat(sessions("delete", session).err()).contains("nothing was deleted");
    cli.typing("y");
    assertThat(sessions("delete", session).out()).isEqualTo("deleted " + session + "\n");
    assertThat(sessions("show", session).status()).isEqualTo(4);
  }

  @Test
  void nothing_is_deleted_if_one_of_them_is_not_there() {
    assertThat(sessions("delete", session, "ffffffff", "--yes").status()).isEqualTo(4);
    assertThat(sessions("show", session).status()).isZero();

    assertThat(sessions("delete", session.substring(0, 20), "--yes").status()).isZero();
    assertThat(sessions("list").out()).isEmpty();
  }

  @Test
  void old_closed_sessions_are_removed_for_good_when_somebody_says_so() {
    cli.runtimes.model.thenReplies("Done.");
    String id = cli.run("run", "hello", "--output-format", "json").session();
    cli.run("sessions", "delete", id, "--yes");

    Ran unasked = cli.run("sessions", "clean-up", "--older-than", "1s");
    assertThat(unasked.status()).isEqualTo(2);
    assertThat(unasked.err()).contains("give --yes");
    Ran refused = cli.atTerminal().typing("n").run("sessions", "clean-up", "--older-than", "90d");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("nobody touched for 90 days?", "nothing was removed");
    cli.awayFromTerminal();
    assertThat(cli.run("sessions", "clean-up", "--older-than", "90d", "--yes").out())
        .isEqualTo("removed 0 sessions\n");
    assertThat(cli.run("sessions", "clean-up", "--older-than", "soon", "--yes").status())
        .isEqualTo(2);
  }
}
