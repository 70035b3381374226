package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.session.FailureKind;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"one\"}";

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
  }

  private Ran chat(String... lines) {
    return cli.typing(lines).run("chat", "--agent", "coder");
  }

  @Test
  void piped_messages_are_said_line_by_line_and_only_answers_are_printed() {
    cli.runtimes.model.thenReplies("One.").thenReplies("Two.");

    Ran ran = chat("first", "", "second\\", "with more");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("One.\nTwo.\n");
    assertThat(ran.err()).doesNotContain("coder> ", "/help tells");
    assertThat(cli.runtimes.model.lastRequest().messages().toString())
        .contains("second\nwith more");
  }

  @Test
  void a_piped_chat_ends_where_nobody_decides() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE));

    Ran ran = chat("write it", "never said");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.err())
        .containsSubsequence(
            "an approval is undecided: write_file a.txt",
            "the chat ends here; what is piped in behind is not said",
            "to decide:",
            "approvals approve",
            "go on: agent-runtime chat -s ")
        .doesNotContain("agent-runtime run -s");
    assertThat(cli.runtimes.model.requests()).hasSize(1);
  }

  @Test
  void a_piped_chat_ends_at_a_failure() {
    cli.runtimes.model.thenFails(FailureKind.UNAVAILABLE, "down").thenReplies("Never.");

    Ran ran = chat("one", "two");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void the_next_piped_line_answers_a_question() {
    cli.runtimes.model.thenReplies(
        "",
        call("ask_followup_question", "{\"question\":\"Which?\",\"suggestions\":[\"a\",\"b\"]}"));
    cli.runtimes.model.thenReplies("So be it.");

    Ran ran = chat("ask me", "b");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("So be it.\n");
  }

  @Test
  void a_person_decides_in_between_and_may_leave_it_for_later() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE)).thenReplies("Written.");

    Ran ran =
        cli.atTerminal()
            .typing("write it", "q", "another message", "/status", "/decide", "a", "/quit")
            .run("chat", "--agent", "coder");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.err())
        .containsSubsequence(
            "coder> ",
            "[a]pprove",
            "/decide asks again",
            "settle or cancel it first",
            "/decide asks again",
            "waiting  write_file a.txt; /decide asks",
            "[a]pprove",
            "chat -s ");
    assertThat(ran.out()).isEqualTo("Written.\n");
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).contains("one");
  }

  @Test
  void commands_tell_and_change_the_session() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE)).thenReplies("Written.");

    Ran ran =
        cli.atTerminal()
            .typing(
                "write it",
                "a",
                "/diff",
                "/agent",
                "/agent ask",
                "/agent nobody",
                "/status",
                "/help",
                "/nonsense",
                "/new",
                "/status",
                "/quit")
            .run("chat", "--agent", "coder");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.err())
        .contains(
            "write_file a.txt",
            "ask> ",
            "no enabled agent named nobody",
            "tokens   20 read, 10 written",
            "tokens   0 read, 0 written",
            "/decide",
            "there is no command /nonsense");
    assertThat(cli.run("sessions", "list", "--format", "json").out().split("session_id", -1))
        .hasSize(3);
  }

  @Test
  void a_session_is_taken_up_where_it_waits() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE)).thenReplies("Written.");
    assertThat(chat("write it").status()).isEqualTo(5);

    Ran ran = cli.atTerminal().typing("a").run("chat", "-c");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("Written.\n");
  }

  @Test
  void leaving_with_something_undecided_is_told_by_the_status() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE));

    assertThat(cli.atTerminal().typing("write it", "q").run("chat", "--agent", "coder").status())
        .isEqualTo(5);
  }
}
