package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"two\"}";

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void an_agent_that_reads_edits_and_runs_a_command() {
    cli = new TestCli(folder);
    cli.runtimes.workspace(folder).file("a.txt", "one");
    cli.runtimes
        .model
        .thenReplies("", call("read_file", "{\"path\":\"a.txt\"}"))
        .thenReplies("", call("write_file", WRITE))
        .thenReplies("", call("execute_command", "{\"command\":\"make\"}"))
        .thenReplies("This is what I would do.");
  }

  private Ran run(String... more) {
    var line = new ArrayList<>(List.of("run", "do it", "--agent", "coder", "--dry-run"));
    line.addAll(List.of(more));
    return cli.run(line.toArray(String[]::new));
  }

  private void nothingChanged() {
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).contains("one");
    assertThat(cli.runtimes.workspace(folder).executedTools())
        .isSubsetOf("read_file", "list_files", "search_in_code");
  }

  @Test
  void reading_runs_and_what_would_change_something_is_shown_instead() {
    Ran ran = run("--approve", "all");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("This is what I would do.\n");
    assertThat(ran.err())
        .contains("dry run: nothing was changed", "write_file a.txt", "    +two")
        .contains("execute_command make");
    assertThat(cli.runtimes.workspace(folder).executedTools()).containsExactly("read_file");
    nothingChanged();
  }

  @Test
  void the_agent_is_told_and_goes_on() {
    Ran ran = run("--output-format", "json");

    assertThat(cli.runtimes.model.requests()).hasSize(4);
    assertThat(cli.runtimes.model.lastRequest().messages().toString()).contains("not run: dry run");
    List<JsonObject> planned =
        ran.result().array("planned").stream().map(JsonObject.class::cast).toList();
    assertThat(planned)
        .extracting(one -> one.string("tool").orElseThrow())
        .containsExactly("write_file", "execute_command");
    assertThat(planned.getFirst().string("diff")).contains("+two");
    assertThat(ran.result().strings("files_changed")).isEmpty();
  }

  @Test
  void it_stays_a_dry_run_however_it_is_resumed() {
    String session = run("--output-format", "json").session();
    cli.runtimes.model.thenReplies("", call("write_file", WRITE)).thenReplies("Again.");

    Ran plain = cli.run("run", "-s", session, "do it now");

    assertThat(plain.out()).isEqualTo("Again.\n");
    assertThat(plain.err()).contains("dry run: nothing was changed", "write_file a.txt");
    Ran widened = cli.run("run", "-s", session, "do it now", "--approve", "all");
    assertThat(widened.status()).isEqualTo(2);
    assertThat(widened.err()).contains("is a dry run and stays one", "start a new session");
    nothingChanged();
  }

  @Test
  void a_session_that_is_none_does_not_become_one() {
    cli.runtimes.model.then((request, deltas) -> null);
    String session = cli.run("run", "-c", "x", "--output-format", "json").out();
    assertThat(session).contains("no session of");
    cli = new TestCli(folder);
    cli.runtimes.model.thenReplies("Done.");
    String real = cli.run("run", "x", "--agent", "coder", "--output-format", "json").session();

    Ran ran = cli.run("run", "-s", real, "more", "--dry-run");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("is no dry run");
  }
}
