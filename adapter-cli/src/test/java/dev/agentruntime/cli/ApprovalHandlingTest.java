package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalHandlingTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"one\"}";

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void a_session_that_wants_to_write() {
    cli = new TestCli(folder);
    cli.runtimes.model.thenReplies("I write.", call("write_file", WRITE));
    cli.runtimes.model.thenReplies("Done.");
  }

  private Ran run(String handling) {
    return run(handling, "stream-json");
  }

  private Ran run(String handling, String format) {
    return cli.run(
        "run", "do it", "--agent", "coder", "--output-format", format, "--approvals", handling);
  }

  private Optional<String> written() {
    return cli.runtimes.workspace(folder).content("a.txt");
  }

  @Test
  void wait_leaves_it_pending_and_tells_how_to_decide_and_go_on() {
    Ran ran = run("wait");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.result().string("status")).contains("waiting");
    assertThat(ran.pending()).hasSize(1);
    assertThat(ran.err())
        .contains(
            "agent-runtime approvals approve " + ran.approval(),
            "agent-runtime approvals edit " + ran.approval(),
            "agent-runtime approvals reject " + ran.approval(),
            "agent-runtime run -s " + ran.session());
    assertThat(written()).isEmpty();
  }

  @Test
  void without_a_terminal_a_run_waits() {
    Ran ran = cli.run("run", "do it", "--agent", "coder", "--output-format", "json");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.result().string("status")).contains("waiting");
  }

  @Test
  void fail_ends_as_failed() {
    Ran ran = run("fail");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.result().string("status")).contains("failed");
    assertThat(written()).isEmpty();
  }

  @Test
  void deny_rejects_goes_on_and_tells_by_its_status() {
    Ran ran = run("deny");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.result().string("status")).contains("completed");
    assertThat(ran.result().string("text")).contains("Done.");
    assertThat(written()).isEmpty();
    assertThat(cli.run("approvals", "list", "--state", "rejected", "--format", "json").out())
        .contains("rejected");
    assertThat(ran.out()).contains("\"by\":\"mode:deny\"");
  }

  @Test
  void at_a_terminal_a_person_is_shown_everything_and_approves() {
    Ran ran = cli.atTerminal().typing("what", "a").run("run", "do it", "--agent", "coder");

    assertThat(ran.status()).isZero();
    assertThat(ran.out()).isEqualTo("Done.\n");
    assertThat(ran.err())
        .contains("tool: write_file, asked by coder", "path a.txt (3 bytes)", "content: one")
        .containsSubsequence("asked for: write_file", "? approval", "one letter, please");
    assertThat(written()).contains("one");
  }

  @Test
  void a_rejection_by_a_person_is_a_decision_and_no_failure() {
    Ran ran = cli.typing("r", "not this file").atTerminal().run("run", "x", "--agent", "coder");

    assertThat(ran.status()).isZero();
    assertThat(written()).isEmpty();
    assertThat(cli.runtimes.model.lastRequest().messages().toString()).contains("not this file");
  }

  @Test
  void a_person_edits_in_the_editor_of_their_choice() throws IOException {
    cli.environment.put("EDITOR", editor("sed -i s/one/two/"));

    Ran ran = cli.typing("e").atTerminal().run("run", "x", "--agent", "coder");

    assertThat(ran.status()).isZero();
    assertThat(written()).contains("two");
  }

  @Test
  void an_edit_that_is_no_json_or_not_accepted_is_asked_again() throws IOException {
    cli.environment.put("VISUAL", editor("sed -i s/content/contents/"));
    Ran refused = cli.typing("e", "q").atTerminal().run("run", "x", "--agent", "coder");
    assertThat(refused.status()).isEqualTo(5);
    assertThat(refused.err()).contains("not accepted: ");

    cli.environment.put("VISUAL", editor("sed -i 's/^}//'"));
    Ran broken = cli.typing("e", "q").atTerminal().run("run", "-c");
    assertThat(broken.status()).isEqualTo(5);
    assertThat(broken.err()).contains("what you wrote is not usable");
    assertThat(written()).isEmpty();
  }

  private String editor(String command) throws IOException {
    Path script = folder.resolve("editor.sh");
    Files.writeString(script, "#!/bin/sh\n" + command + " \"$1\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }

  @Test
  void leaving_or_the_end_of_the_input_leaves_it_undecided() {
    assertThat(cli.typing("q").atTerminal().run("run", "x", "--agent", "coder").status())
        .isEqualTo(5);
    assertThat(cli.atTerminal().run("run", "-c").status()).isEqualTo(5);
    assertThat(written()).isEmpty();
  }

  @Test
  void another_program_approves_by_what_the_stream_told_it() throws IOException {
    Ran ran = decidingBy(asked -> decision(asked, "\"decision\":\"approve\""));

    assertThat(ran.status()).isZero();
    assertThat(written()).contains("one");
  }

  @Test
  void another_program_edits() throws IOException {
    String edit =
        "\"decision\":\"edit\",\"modifications\":{\"path\":\"a.txt\",\"content\":\"two\"}";

    assertThat(decidingBy(asked -> decision(asked, edit)).status()).isZero();
    assertThat(written()).contains("two");
  }

  @Test
  void another_program_rejects() throws IOException {
    String no = "\"decision\":\"reject\",\"reason\":\"no\"";

    assertThat(decidingBy(asked -> decision(asked, no)).status()).isZero();
    assertThat(written()).isEmpty();
  }

  @Test
  void a_decision_on_something_else_than_was_asked_is_refused() throws IOException {
    Ran ran =
        decidingBy(
            asked ->
                "nonsense\n{\"what\":1}\n"
                    + decision(asked, "\"decision\":\"approve\"")
                        .replace(
                            asked.string("approval_id").orElseThrow(),
                            "0193f2c4-8d6e-7c1a-9f3b-2a5d7e1c4b60")
                    + "\n"
                    + decision(asked, "\"decision\":\"approve\"")
                        .replaceAll(
                            "\"digest\":\"[0-9a-f]+\"", "\"digest\":\"" + "0".repeat(64) + "\"")
                    + "\n"
                    + decision(asked, "\"decision\":\"approve\""));

    assertThat(ran.status()).isZero();
    assertThat(ran.lines())
        .filteredOn(line -> line.string("type").orElseThrow().equals("decision.refused"))
        .hasSize(4)
        .anyMatch(line -> line.string("message").orElse("").contains("no approval with this id"));
  }

  private static String decision(JsonObject asked, String decision) {
    return "{\"approval_id\":\"%s\",\"digest\":\"%s\",%s}"
        .formatted(
            asked.string("approval_id").orElseThrow(),
            asked.string("digest").orElseThrow(),
            decision);
  }

  /** Answers the first request in the output as soon as it is written there. */
  private Ran decidingBy(Function<JsonObject, String> reaction) throws IOException {
    var input = new PipedInputStream();
    var answers = new PrintStream(new PipedOutputStream(input), true, StandardCharsets.UTF_8);
    var out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            String line = new String(bytes, offset, length, StandardCharsets.UTF_8).strip();
            if (line.startsWith("{\"type\":\"approval.requested\"")) {
              answers.println(reaction.apply(JsonText.readObject(line)));
            }
          }
        };
    return cli.reading(input)
        .run(
            out,
            new ByteArrayOutputStream(),
            "run",
            "do it",
            "--agent",
            "coder",
            "--output-format",
            "stream-json",
            "--approvals",
            "stdin");
  }

  @Test
  void requests_from_before_are_told_again_when_a_program_is_to_decide() {
    Ran waiting = run("wait");
    JsonObject asked = waiting.pending().getFirst();

    Ran resumed =
        cli.typing(decision(asked, "\"decision\":\"approve\""))
            .run(
                "run",
                "-s",
                waiting.session(),
                "--output-format",
                "stream-json",
                "--approvals",
                "stdin");

    assertThat(resumed.status()).isZero();
    assertThat(resumed.lines().get(1).string("type")).contains("approval.requested");
    assertThat(resumed.lines().get(1).string("digest")).isEqualTo(asked.string("digest"));
    assertThat(written()).contains("one");
  }

  @Test
  void the_end_of_the_decisions_leaves_it_undecided() {
    Ran ran = run("stdin", "json");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.lines()).hasSize(1);
    assertThat(ran.err()).contains("{\"type\":\"approval.requested\"");
  }

  @Test
  void edits_can_be_approved_by_themselves_but_never_protected_paths() {
    cli.runtimes.model.thenReplies(
        "", call("write_file", "{\"path\":\".git/hooks/x\",\"content\":\"\"}"));
    Ran first =
        cli.run("run", "x", "--agent", "coder", "--approve", "edits", "--output-format", "json");
    assertThat(first.status()).isZero();
    assertThat(written()).contains("one");

    Ran second = cli.run("run", "-s", first.session(), "again", "--output-format", "json");

    assertThat(second.status()).isEqualTo(5);
    assertThat(second.pending().getFirst().string("subject")).contains("write_file");
  }

  @Test
  void with_none_even_reading_is_asked_for() {
    var fresh = new TestCli(folder);
    fresh.runtimes.model.thenReplies("", call("list_files", "{}"));

    Ran ran =
        fresh.run("run", "x", "--agent", "coder", "--approve", "none", "--output-format", "json");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.pending()).hasSize(1);
  }
}
