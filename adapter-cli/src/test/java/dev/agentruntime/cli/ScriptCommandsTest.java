package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.script.ScriptSchema;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptCommandsTest {

  private static final String WRITES =
      """
      description: A file is written.
      agent: coder
      workspace: {files: {notes/a.txt: "one\\ntwo\\n"}}
      messages: [write it]
      replies:
        - text: I write.
          calls: [{tool: write_file, arguments: {path: b.txt, content: new}}]
        - text: Written.
      decisions: [approve]
      checks:
        answer: {contains: Written}
        files: {notes/a.txt: {equals: "one\\ntwo\\n"}}
        events: {approval.approved: 1}
      """;

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
  }

  private void script(String name, String yaml) throws IOException {
    Files.writeString(folder.resolve(name), yaml);
  }

  /** Where the newest session worked. */
  private Path workspace() {
    String sessions = cli.run("sessions", "list", "--format", "json").out();
    var newest = (JsonObject) ((JsonArray) json(sessions)).items().getFirst();
    return Path.of(newest.object("runner").orElseThrow().string("workspace").orElseThrow());
  }

  private static JsonValue json(String text) {
    return ((JsonText.Valid) JsonText.read(text.strip())).value();
  }

  @Test
  void validate_names_every_problem_of_every_file_with_line_and_column() throws IOException {
    script("good.yaml", WRITES);
    script("bad.yaml", "mesages: [a]\nreplies: [5]\n");
    script("worse.yaml", "replies: [");

    Ran ran = cli.run("script", "validate", "good.yaml", "bad.yaml", "worse.yaml");
    Ran json = cli.run("script", "validate", "--format", "json", "good.yaml", "bad.yaml");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("bad.yaml:1:1: a script has no \"mesages\"; did you mean"),
            line -> assertThat(line).startsWith("bad.yaml:2:11: a reply should be a mapping"),
            line -> assertThat(line).startsWith("worse.yaml:1:11: this is no YAML"));
    assertThat(ran.err()).isEqualTo("3 problems\n");
    assertThat(json.status()).isEqualTo(2);
    var second = (JsonObject) ((JsonArray) json(json.out())).items().get(1);
    assertThat(second)
        .isEqualTo(
            JsonText.readObject(
                "{\"file\":\"bad.yaml\",\"line\":2,\"column\":11,\"problem\":\"a reply should be a"
                    + " mapping, but here is the number 5\"}"));
  }

  @Test
  void a_script_in_order_is_said_to_be() throws IOException {
    script("good.yaml", WRITES);

    Ran ran = cli.run("script", "validate", "good.yaml");
    Ran json = cli.run("script", "validate", "--format", "json", "good.yaml");

    assertThat(ran.status()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).isEqualTo("1 script is in order\n");
    assertThat(json.status()).isZero();
    assertThat(json.out()).isEqualTo("[]\n");
  }

  @ParameterizedTest
  @CsvSource({
    "script validate missing.yaml, missing.yaml does not exist",
    "script validate bytes.yaml, is no UTF-8 text",
    "script validate ., is a folder",
    "script validate, agent-runtime script validate needs FILE",
    "script explain missing.yaml, missing.yaml does not exist",
    "script explain bad.yaml, bad.yaml:1:1:",
    "script run bad.yaml, bad.yaml:1:1:",
    "script run good.yaml -P a=b, has no such parameter",
    "script run good.yaml -P a, '--parameter: it takes NAME=VALUE, not \"a\"'",
    "script run good.yaml --workspace full, is not empty",
    "script run good.yaml good.yaml --workspace w, --workspace is for one script",
    "script run good.yaml --workspace good.yaml, is a file; name a new folder",
    "script run live.yaml --workspace w, is not an existing folder",
    "script run from.yaml, which is not there",
    "script run clash.yaml, cannot be written",
    "script run good.yaml --timeout 0, at least 1",
  })
  void wrong_usage_is_status_2_and_says_what_is_wrong(String line, String said) throws IOException {
    script("good.yaml", WRITES);
    script("bad.yaml", "mesages: [a]\n");
    script("live.yaml", "messages: [a]\n");
    script("from.yaml", "workspace: {from: nowhere}\nmessages: [a]\nreplies: []\n");
    script("clash.yaml", "workspace: {files: {a: b, a/b: c}}\nmessages: [a]\nreplies: []\n");
    Files.write(folder.resolve("bytes.yaml"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0x20});
    Files.createDirectories(folder.resolve("full/more"));

    Ran ran = cli.run(line.split(" "));

    assertThat(ran.status()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
    assertThat(ran.out()).isEmpty();
    assertThat(cli.run("sessions", "list").err()).contains("there are no sessions yet");
  }

  @Test
  void explain_tells_in_words_what_would_happen() throws IOException {
    script(
        "s.yaml",
        """
        description: Shows everything.
        parameters:
          who: {description: the name}
          n: {default: "5"}
        workspace: {from: project, files: {a.txt: "${n}"}}
        messages: ["hello ${who}", bye]
        routes: [{agent: coder}, hm]
        replies:
          - text: I write.
            calls: [{tool: write_file, arguments: {path: b.txt, content: "${who}"}}]
          - text: Done.
          - text: ""
        decisions: [{reject: "no, ${who}"}]
        checks:
          exit: 1
          answer: {equals: a, contains: b, lacks: c, matches: d}
          files:
            a: exists
            b: absent
            c: {digest: 0000000000000000000000000000000000000000000000000000000000000000}
          events: {turn.failed: 1, turn.completed: {at_least: 1}}
          order: [turn.started, turn.failed]
        """);

    Ran ran = cli.run("script", "explain", "s.yaml", "-P", "n=6");

    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            Shows everything.

            PARAMETER  VALUE  DEFAULT            DESCRIPTION
            who        <who>  (has to be given)  the name
            n          6      5

            Starts in a copy of project with a.txt.
            The router chooses who takes the first message; approved by itself: reads.

            What happens, as far as the script alone can tell:
              user: hello <who>
              router: coder
              coder: I write.
                write_file b.txt → asks: rejected: no, <who> (decision 1)
              coder: Done.
              user: bye
              coder:

            What has to hold:
              the exit status is 1
              everything in the script was played
              the answer is "a"
              the answer contains "b"
              the answer does not contain "c"
              the answer matches "d"
              a is there
              b is not there
              c has the SHA-256 0000000000000000000000000000000000000000000000000000000000000000
              1 × turn.failed
              at least 1 × turn.completed
              there come in this order: turn.started, turn.failed
            """);
  }

  @Test
  void explain_leaves_open_what_a_live_model_decides() throws IOException {
    script("live.yaml", "agent: ask\nmessages: [hello]\n");

    assertThat(cli.run("script", "explain", "live.yaml").out())
        .contains(
            "Starts in an empty folder, or in the one that --workspace names.",
            "The first message goes to ask;",
            "A live model answers");
  }

  @Test
  void run_plays_in_a_folder_of_its_own_and_tells_of_every_check() throws IOException {
    script("s.yaml", WRITES);

    Ran ran = cli.run("script", "run", "s.yaml");

    assertThat(ran.status()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            s.yaml: 5 of 5 checks hold
              ok      exit: 0
              ok      played: everything in the script
              ok      answer contains: Written
              ok      file notes/a.txt equals: one\\ntwo\\n
              ok      events approval.approved: 1
            """);
    assertThat(ran.err()).isEmpty();
    Path workspace = workspace();
    assertThat(workspace).doesNotExist();
    assertThat(workspace.getParent()).doesNotExist();
    assertThat(folder.resolve("notes")).doesNotExist();
  }

  @Test
  void a_check_that_fails_is_told_with_what_was_found_and_what_happened() throws IOException {
    script("good.yaml", WRITES);
    script(
        "s.yaml",
        WRITES
            .replace("{contains: Written}", "{equals: \"Written!\"}")
            .replace("{equals: \"one\\ntwo\\n\"}", "absent"));

    Ran ran = cli.run("script", "run", "good.yaml", "s.yaml");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .endsWith(
            """
            s.yaml: 3 of 5 checks hold
              ok      exit: 0
              ok      played: everything in the script
              FAILED  answer equals
                        expected: line 1: "Written!"
                        found:    line 1: "Written."
              FAILED  file notes/a.txt
                        expected: nothing
                        found:    a file
              ok      events approval.approved: 1
            1 of 2 scripts hold
            """);
    assertThat(ran.err())
        .contains("what happened:", "  | I write.", "approved by script", "  | Written.");
  }

  @Test
  void a_script_that_fails_advises_nothing_on_what_is_removed_with_it() throws IOException {
    script("s.yaml", WRITES.replace("[approve]", "[]"));

    Ran gone = cli.run("script", "run", "s.yaml");
    Ran kept = cli.run("script", "run", "s.yaml", "--keep");
    Ran mine = cli.run("script", "run", "s.yaml", "-w", "mine", "--db", "sqlite:mine.db");

    assertThat(gone.err())
        .contains("an approval is undecided", "  look: the same command with --keep keeps")
        .doesNotContain("agent-runtime approvals", "agent-runtime run -s", "--db");
    assertThat(kept.err())
        .contains("kept: ", "approvals approve ", "agent-runtime run -s ", "/sessions.db")
        .containsPattern("look: agent-runtime sessions show [0-9a-f-]{36} --db sqlite:/");
    assertThat(mine.err())
        .containsPattern("look: agent-runtime sessions show [0-9a-f-]{36} --db sqlite:mine.db");
    Path workspace = Path.of(kept.err().replaceAll("(?s).*kept: (\\S+).*", "$1"));
    new TrialFolder(workspace, workspace).remove();
  }

  @Test
  void a_run_of_a_script_begins_with_its_agent_unless_another_is_named() throws IOException {
    script("s.yaml", "agent: ask\nmessages: [hello]\nreplies: [{text: Hi.}]\n");

    Ran own = cli.run("run", "--script", "s.yaml", "--output-format", "stream-json");
    Ran other =
        cli.run("run", "--script", "s.yaml", "--agent", "coder", "--output-format", "stream-json");
    Ran chat = cli.typing("hello").run("chat", "--script", "s.yaml");

    assertThat(own.status()).as(own.err()).isZero();
    assertThat(own.out()).contains("\"agent\":\"ask\"").doesNotContain("agent.routed");
    assertThat(other.out()).contains("\"agent\":\"coder\"").doesNotContain("\"agent\":\"ask\"");
    assertThat(chat.out()).isEqualTo("Hi.\n");
    assertThat(cli.run("sessions", "list").out()).containsPattern("ask .*hello");
  }

  @Test
  void what_is_left_over_or_undecided_makes_a_script_fail() throws IOException {
    script("over.yaml", WRITES.replace("[approve]", "[approve, approve]"));
    script("under.yaml", WRITES.replace("[approve]", "[]"));
    script("short.yaml", WRITES.replace("  - text: Written.\n", ""));

    Ran over = cli.run("script", "run", "over.yaml");
    Ran under = cli.run("script", "run", "under.yaml");
    Ran tooShort = cli.run("script", "run", "short.yaml");

    assertThat(over.status()).isEqualTo(1);
    assertThat(over.out()).contains("found:    not the last decision in order");
    assertThat(under.status()).isEqualTo(1);
    assertThat(under.out()).contains("expected: 0\n            found:    5");
    assertThat(under.err()).contains("an approval is undecided: write_file");
    assertThat(tooShort.status()).isEqualTo(1);
    assertThat(tooShort.err()).contains("the script has one entry in \"replies\"");
  }

  @Test
  void an_ending_that_is_expected_holds() throws IOException {
    script(
        "s.yaml",
        """
        agent: coder
        messages: [write it]
        replies: [{calls: [{tool: write_file, arguments: {path: b.txt, content: new}}]}]
        checks: {exit: 5, files: {b.txt: absent}, events: {turn.waiting: 1}}
        """);

    assertThat(cli.run("script", "run", "s.yaml").status()).isZero();
  }

  @Test
  void whatever_is_configured_a_script_says_what_is_approved_by_itself() throws IOException {
    script(
        "s.yaml",
        WRITES
            .replace("agent: coder", "agent: coder\napprove: edits")
            .replace("decisions: [approve]\n", "")
            .replace("approval.approved: 1", "approval.requested: 0"));

    assertThat(cli.run("script", "run", "s.yaml").status()).isZero();
  }

  @Test
  void parameters_get_their_values_from_the_command_line() throws IOException {
    script(
        "s.yaml",
        """
        parameters: {who: {}}
        agent: coder
        messages: [hello]
        replies: [{text: "Hello ${who}."}]
        checks: {answer: {equals: "Hello ${who}."}}
        """);

    Ran ran = cli.run("script", "run", "s.yaml", "-P", "who=a=b");
    Ran without = cli.run("script", "run", "s.yaml");

    assertThat(ran.out()).contains("answer equals: Hello a=b.");
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("s.yaml:1:14: the parameter who has no value");
  }

  @Test
  void a_folder_that_is_named_stays() throws IOException {
    script("s.yaml", WRITES);
    script("bare.yaml", "agent: coder\nmessages: [a]\nreplies: [{text: b}]\n");

    Ran filled = cli.run("script", "run", "s.yaml", "--workspace", "new/folder");
    Ran bare = cli.run("script", "run", "bare.yaml", "-w", "new/folder");

    assertThat(filled.status()).as(filled.err()).isZero();
    assertThat(folder.resolve("new/folder/notes/a.txt")).hasContent("one\ntwo");
    assertThat(bare.status()).as(bare.err()).isZero();
    assertThat(workspace()).isEqualTo(folder.toRealPath().resolve("new/folder"));
  }

  @Test
  void what_is_to_be_kept_is_kept_and_what_is_to_be_shown_is_shown() throws IOException {
    Files.createDirectories(folder.resolve("project/src"));
    Files.writeString(folder.resolve("project/src/a.txt"), "from the folder");
    script("s.yaml", WRITES.replace("{files:", "{from: project, files:"));

    Ran ran = cli.run("script", "run", "s.yaml", "--keep", "--show");

    assertThat(ran.status()).isZero();
    Path workspace = workspace();
    assertThat(ran.err()).contains("I write.", "kept: " + workspace.getParent());
    assertThat(workspace.resolve("src/a.txt")).hasContent("from the folder");
    assertThat(workspace.resolve("notes/a.txt")).hasContent("one\ntwo");
    new TrialFolder(workspace, workspace.getParent()).remove();
  }

  @Test
  void a_live_model_can_be_held_to_checks_too() throws IOException {
    script(
        "s.yaml",
        """
        messages: [hello, more]
        agent: coder
        decisions: [approve]
        checks: {answer: {equals: Two.}}
        """);
    cli.runtimes.model.thenReplies("One.").thenReplies("Two.");

    Ran ran = cli.run("script", "run", "s.yaml", "--model", "m");

    assertThat(ran.status()).as(ran.out()).isZero();
    assertThat(ran.out()).doesNotContain("played");
    assertThat(cli.runtimes.asked.getFirst().model()).isEqualTo("m");
  }

  @Test
  void a_session_that_was_run_becomes_a_script_that_plays() throws IOException {
    cli.runtimes.model.thenReplies(
        "Which?", call("ask_followup_question", "{\"question\":\"Which one?\"}"));
    cli.runtimes.model.thenReplies(
        "I write ${this}.", call("write_file", "{\"path\":\"a.txt\",\"content\":\"one\"}"));
    cli.runtimes.model.thenReplies("Done.");
    Ran live =
        cli.atTerminal()
            .typing("this one", "e", "a")
            .run("run", "do it", "--agent", "coder", "--approve", "edits");
    assertThat(live.status()).as(live.err()).isZero();
    String session = live.err().lines().findFirst().orElseThrow().substring("session ".length());

    Ran recorded = cli.run("script", "record", session, "-o", "played.yaml");
    assertThat(recorded.status()).as(recorded.err()).isZero();
    Ran played = cli.run("script", "run", "played.yaml");
    assertThat(played.status()).as(played.out() + played.err()).isZero();
    assertThat(played.out()).contains("ok      answer equals: Done.");

    Ran printed = cli.run("script", "record", session);
    assertThat(printed.out())
        .isEqualTo(Files.readString(folder.resolve("played.yaml")))
        .contains("this one", "$${this}", "approve: \"edits\"");
    Ran again = cli.run("script", "record", session, "-o", "played.yaml");
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains("there is a file");
    assertThat(cli.run("script", "record", "nonsense").status()).isEqualTo(4);
    assertThat(cli.run("script", "record", session, "-o", "no/folder/s.yaml").status())
        .isEqualTo(1);
  }

  @Test
  void what_a_recording_leaves_out_is_said() {
    cli.runtimes.model.thenReplies(
        "I write.", call("write_file", "{\"path\":\"a.txt\",\"content\":\"one\"}"));
    Ran live = cli.run("run", "do it", "--agent", "coder", "--output-format", "json");
    assertThat(live.status()).isEqualTo(5);

    Ran recorded = cli.run("script", "record", live.session());

    assertThat(recorded.status()).isZero();
    assertThat(recorded.err()).contains("an approval that nobody decided, is not in the script");
  }

  @Test
  void the_schema_is_printed_for_editors() {
    assertThat(cli.run("script", "schema").out()).isEqualTo(ScriptSchema.text());
  }
}
