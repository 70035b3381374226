package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static dev.agentruntime.testkit.FakeChatModel.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.cli.Terminals.Stream;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in front of a person. */
class TerminalRunTest {

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void a_terminal() {
    cli = new TestCli(folder);
    cli.environment.put("TERM", "xterm");
  }

  private Ran run(String... more) {
    String[] arguments = new String[4 + more.length];
    System.arraycopy(new String[] {"run", "do it", "--agent", "coder"}, 0, arguments, 0, 4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return cli.run(arguments);
  }

  private void wants(String tool, String arguments) {
    cli.runtimes.model.thenReplies("Step.", call(tool, arguments));
  }

  private static String write(String path, String content) {
    return "{\"path\":\"%s\",\"content\":\"%s\"}".formatted(path, content);
  }

  private static String editor(Path folder, String command) throws IOException {
    Path script = folder.resolve("editor.sh");
    Files.writeString(script, "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }

  @Test
  void an_answer_that_was_streamed_to_the_same_terminal_is_not_printed_again() {
    cli.runtimes.model.thenReplies("It is done.");

    Ran ran = cli.atTerminal(Stream.OUT, Stream.ERR).run("run", "do it", "--agent", "coder");

    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).containsOnlyOnce("It is done.");
  }

  @Test
  void an_answer_that_goes_elsewhere_is_printed_there() {
    cli.runtimes.model.thenReplies("It is done.");
    assertThat(cli.atTerminal(Stream.ERR).run("run", "x", "--agent", "coder").out())
        .isEqualTo("It is done.\n");

    var other = new TestCli(folder);
    other.runtimes.model.thenReplies("It is done.");
    Ran ran = other.atTerminal(Stream.OUT).run("run", "x", "--agent", "coder");
    assertThat(ran.out()).isEqualTo("It is done.\n");
    assertThat(ran.err()).doesNotContain("It is done.", "\u001b");
  }

  @Test
  void text_that_came_to_nothing_is_marked() {
    cli.runtimes.model.then(
        (request, deltas) -> {
          deltas.text("I will \ud83d");
          deltas.text("\ude00 do");
          return new Outcome.Failed(FailureKind.UNAVAILABLE, "the line broke");
        });

    Ran ran = cli.atTerminal(Stream.ERR).run("run", "x", "--agent", "coder");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("I will \ud83d\ude00 do\n", "the text above does not count");
  }

  @Test
  void tools_are_told_with_their_outcome_and_how_long_they_took() {
    cli.runtimes.workspace(folder).command("make", out -> ToolResult.failed("exit code 2\nboom"));
    wants("execute_command", "{\"command\":\"make\"}");
    cli.runtimes.model.thenReplies("Done.");

    Ran ran = cli.atTerminal(Stream.ERR).run("run", "x", "--agent", "coder", "--approve", "all");

    assertThat(ran.err())
        .containsPattern("tool: execute_command make \\([0-9.]+ s\\): failed: exit code 2")
        .contains("  | boom");
  }

  @Test
  void the_rule_is_shown_before_it_holds_for_the_session() {
    wants("write_file", write("a.txt", "one"));
    wants("write_file", write("a.txt", "two"));
    cli.runtimes.model.thenReplies("Done.");

    Ran ran = cli.atTerminal().typing("s", "n", "s", "y").run("run", "x", "--agent", "coder");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("write_file: a.txt", "\"paths_in\"", "[y/n]");
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).contains("two");
    assertThat(ran.err().split("\\? tool: write_file", -1)).hasSize(2);
  }

  @Test
  void always_is_offered_for_nothing_that_no_rule_covers_exactly() {
    cli.runtimes.workspace(folder).command("make | sh", out -> ToolResult.succeeded("ok"));
    wants("execute_command", "{\"command\":\"make | sh\"}");
    cli.runtimes.model.thenReplies("Done.");

    Ran ran = cli.atTerminal().typing("s", "?", "a").run("run", "x", "--agent", "coder");

    assertThat(ran.status()).isZero();
    assertThat(ran.err())
        .doesNotContain("always in this session")
        .contains("one of the letters", "a  it is done exactly as shown");
  }

  @Test
  void what_was_not_shown_is_not_approved_by_one_key() {
    wants("write_file", write("a.txt", "line\\n".repeat(300)));
    cli.runtimes.model.thenReplies("Done.");
    cli.runtimes.workspace(folder);

    Ran ran = cli.atTerminal().typing("a", "q").run("run", "x", "--agent", "coder");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.err())
        .contains("more lines, v to view", "lines of it are not shown: v shows all");

    Ran viewed = cli.typing("v", "", "q", "a").run("run", "-c");
    assertThat(viewed.status()).as(viewed.err()).isZero();
    assertThat(viewed.err()).contains("more lines: Enter, or q");
  }

  @Test
  void a_pager_gets_all_of_it() throws IOException {
    cli.environment.put("PAGER", editor(folder, "cp \"$1\" " + folder.resolve("paged.txt")));
    wants("write_file", write("a.txt", "line\\n".repeat(300)));
    cli.runtimes.model.thenReplies("Done.");

    Ran ran = cli.atTerminal().typing("v", "a").run("run", "x", "--agent", "coder");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(Files.readString(folder.resolve("paged.txt")).split("line", -1).length)
        .isGreaterThan(300);
  }

  @Test
  void a_command_is_edited_as_a_command_and_unchanged_is_no_decision() throws IOException {
    cli.runtimes.workspace(folder).command("make test", out -> ToolResult.succeeded("ok"));
    wants("execute_command", "{\"command\":\"make\"}");
    cli.runtimes.model.thenReplies("Done.");
    cli.environment.put("EDITOR", editor(folder, "true"));
    Ran unchanged = cli.atTerminal().typing("e", "q").run("run", "x", "--agent", "coder");
    assertThat(unchanged.status()).isEqualTo(5);
    assertThat(unchanged.err()).contains("nothing is changed");

    cli.environment.put("EDITOR", editor(folder, "case $1 in *.sh) echo make test >$1;; esac"));
    Ran edited = cli.typing("e").run("run", "-c");

    assertThat(edited.status()).as(edited.err()).isZero();
    assertThat(cli.runtimes.workspace(folder).executedTools()).containsExactly("execute_command");
  }

  @Test
  void a_limit_tells_how_much_was_used_and_takes_plain_words() {
    cli.runtimes.limits = new TurnLimits(1, 200, 3, 32, Duration.ofMinutes(30));
    wants("list_files", "{}");
    cli.runtimes.model.thenReplies("Done.");

    Ran ran = cli.atTerminal().typing("a", "g").run("run", "x", "--agent", "coder");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.err())
        .contains("so far: 1 model call, 1 tool call", "[g]o on", "[s]top", "one of the letters");
  }

  @Test
  void no_choice_is_broken_where_the_choices_take_several_rows() {
    wants("write_file", write("a.txt", "one"));

    Ran ran = cli.atTerminal().typing("q").run("run", "x", "--agent", "coder", "--color", "never");

    assertThat(ran.err())
        .contains(
            """
            [a]pprove, [e]dit, [r]eject, [s]: always in this session, [v]iew all,
            [q]uit: decide later, [?]
            """);
  }

  @Test
  void without_input_nobody_is_asked() {
    wants("write_file", write("a.txt", "one"));

    Ran ran = cli.atTerminal().typing("a").run("run", "x", "--agent", "coder", "--no-input");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.err()).doesNotContain("[a]pprove").contains("approvals approve");

    Ran both = run("--no-input", "--approvals", "ask");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("--no-input and --approvals ask exclude each other");
  }

  @Test
  void ctrl_c_cancels_the_turn_and_the_session_goes_on() throws InterruptedException {
    var running = new CountDownLatch(1);
    cli.runtimes.model.then(
        (request, deltas) -> {
          deltas.text("I think");
          running.countDown();
          new CountDownLatch(1).await();
          return new Outcome.Replied(reply(""));
        });
    Thread person =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    running.await();
                    cli.terminals().interrupt();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });

    Ran ran = cli.atTerminal().run("run", "x", "--agent", "coder");
    person.join();

    assertThat(ran.status()).isEqualTo(130);
    assertThat(cli.terminals().left).hasValue(0);
    assertThat(ran.err())
        .contains("cancelling", "the turn was cancelled: Ctrl-C", "'YOUR NEXT MESSAGE'");

    cli.runtimes.model.thenReplies("Again.");
    assertThat(cli.run("run", "-c", "go on").out()).contains("Again.");
  }

  @Test
  void colours_can_be_forced_and_forbidden() {
    cli.runtimes.model.thenReplies("Done.");
    assertThat(run("--color", "always").err()).contains("\u001b[2m");

    cli.runtimes.model.thenReplies("Done.");
    assertThat(cli.atTerminal().run("run", "x", "--agent", "coder", "--color=never").err())
        .doesNotContain("\u001b");
    assertThat(run("--color", "some").err()).contains("it takes one of auto, always, never");
  }
}
