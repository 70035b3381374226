package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.ToolExecution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"one\"}";
  private static final String QUESTION =
      "{\"question\":\"Which one?\",\"suggestions\":[\"left\",\"right\"]}";

  private static final String TWO_WRITES =
      """
      messages: [write both]
      replies:
        - calls: [{tool: write_file, arguments: {path: a.txt, content: one}}]
        - calls: [{tool: write_file, arguments: {path: b.txt, content: one}}]
        - text: Done.
      decisions: [approve, {edit: {path: b.txt, content: two}}]
      """;

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
  }

  private Ran started(String... more) {
    var arguments = new ArrayList<>(List.of("run", "do it", "--agent", "coder"));
    arguments.addAll(List.of("--output-format", "json"));
    arguments.addAll(List.of(more));
    return cli.run(arguments.toArray(String[]::new));
  }

  private String script(String name, String yaml) throws IOException {
    Files.writeString(folder.resolve(name), yaml);
    return name;
  }

  @Test
  void what_was_decided_meanwhile_is_taken_up() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE)).thenReplies("Done.");
    Ran waiting = started();

    Ran decided = cli.run("approvals", "approve", waiting.approval());
    assertThat(decided.status()).isZero();
    assertThat(decided.out()).contains("approved write_file a.txt");
    assertThat(decided.err()).contains("agent-runtime run -s " + waiting.session());
    assertThat(cli.runtimes.workspace(folder).executed()).isEmpty();

    Ran resumed = cli.run("run", "-s", waiting.session());

    assertThat(resumed.status()).isZero();
    assertThat(resumed.out()).isEqualTo("Done.\n");
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).contains("one");
  }

  @Test
  void an_edit_and_a_rejection_can_be_decided_meanwhile_too() throws IOException {
    cli.runtimes.model.thenReplies(
        "",
        call("write_file", WRITE),
        call("write_file", "{\"path\":\"b.txt\",\"content\":\"one\"}"));
    cli.runtimes.model.thenReplies("Done.");
    Ran waiting = started();
    List<String> asked =
        waiting.pending().stream().map(a -> a.string("approval_id").orElseThrow()).toList();
    script("arguments.json", "{\"path\":\"a.txt\",\"content\":\"two\"}");
    String first = asked.get(waiting.pending().get(0).toString().contains("a.txt") ? 0 : 1);
    String second = asked.get(first.equals(asked.get(0)) ? 1 : 0);

    assertThat(cli.run("approvals", "edit", first, "--arguments", "@arguments.json").status())
        .isZero();
    assertThat(cli.run("approvals", "reject", second, "--reason", "no").status()).isZero();
    Ran resumed = cli.run("run", "-s", waiting.session());

    assertThat(resumed.status()).isZero();
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).contains("two");
    assertThat(cli.runtimes.workspace(folder).content("b.txt")).isEmpty();
  }

  @Test
  void an_argument_that_begins_with_at_is_what_it_says_and_no_list_of_arguments()
      throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path file = Files.createTempFile(here.resolve("target"), "prompt", ".txt");
    try {
      cli.runtimes.model.thenReplies("Done.");

      Ran ran = cli.run("run", "@" + here.relativize(file), "--agent", "coder");

      assertThat(ran.status()).as(ran.err()).isZero();
      assertThat(cli.runtimes.model.lastRequest().messages().getLast().toString())
          .contains("@" + here.relativize(file));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void a_second_and_other_decision_is_refused() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE)).thenReplies("Done.");
    Ran waiting = started();
    cli.run("approvals", "reject", waiting.approval());

    Ran late = cli.run("approvals", "approve", waiting.approval());

    assertThat(late.status()).isEqualTo(1);
    assertThat(late.err())
        .contains("rejected already", "  look: agent-runtime approvals list --state all");
  }

  @Test
  void a_decision_can_insist_on_what_was_seen() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE));
    Ran waiting = started();

    Ran stale = cli.run("approvals", "approve", waiting.approval(), "--digest", "0".repeat(64));

    assertThat(stale.status()).isEqualTo(1);
    assertThat(stale.err()).contains("read it again");
    assertThat(cli.run("approvals", "approve", waiting.approval(), "--digest", "x").status())
        .isEqualTo(2);
  }

  @Test
  void another_workspace_is_refused() throws IOException {
    cli.runtimes.model.thenReplies("Done.");
    Ran first = started();
    Path other = Files.createDirectory(folder.resolve("other"));

    Ran refused = cli.run("run", "-s", first.session(), "more", "-w", other.toString());

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("works in ", "not in ");
    assertThat(cli.run("run", "-s", first.session(), "-w", folder.toString()).status()).isZero();
  }

  @Test
  void another_host_is_refused() {
    SessionId id = elsewhere(new Runner.OnHost("another", folder.toString(), live()));

    Ran refused = cli.run("run", "-s", id.toString(), "more");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("belongs to host another");
  }

  @Test
  void a_session_of_a_client_is_refused() {
    Ran refused = cli.run("run", "-s", elsewhere(new Runner.Any()).toString(), "more");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("executed by a client", "agent-runtime serve");
  }

  @Test
  void no_run_is_advised_where_it_would_be_refused() {
    SessionId clients = clientsTool();

    Ran shown = cli.run("sessions", "show", clients.toString());
    assertThat(shown.out())
        .contains("goes on in the server that its client uses", "agent-runtime serve")
        .doesNotContain("agent-runtime run");

    Ran decided = cli.run("approvals", "approve", pendingOf(clients));
    assertThat(decided.err()).contains("agent-runtime serve").doesNotContain("agent-runtime run");

    var remote = new Runner.OnHost("another", folder.toString(), live());
    assertThat(new NextCommands(Optional.empty()).goOn(clients, remote))
        .startsWith("go on: on host another, where its workspace is: agent-runtime run -s ");
  }

  /** A session that waits for a decision on a tool which its client would execute. */
  private SessionId clientsTool() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE));
    try (var runtime =
        AgentRuntime.builder()
            .persistence(cli.runtimes.store())
            .model(cli.runtimes.model)
            .build()) {
      var settings = settings(new Runner.Any(), ToolExecution.CLIENT);
      SessionId id =
          runtime.create(
              new CreateSession(
                  Owner.LOCAL, settings, Optional.of(new AgentName("coder")), Optional.empty()));
      runtime.send(new SendMessage(Owner.LOCAL, id, "go", Optional.empty(), IfBusy.REJECT));
      runtime.settled(id).join();
      return id;
    }
  }

  private static ModelChoice live() {
    return new ModelChoice.Live("m", "http://models/v1");
  }

  private static SessionSettings settings(Runner runner, ToolExecution execution) {
    return new SessionSettings(
        "elsewhere",
        Map.of(),
        TurnLimits.DEFAULT,
        runner,
        RoutingMode.FIRST,
        new SessionSettings.Tools(execution, List.of()));
  }

  private String pendingOf(SessionId session) {
    return cli
        .run("sessions", "show", session.toString(), "--format", "json")
        .result()
        .array("pending_approvals")
        .stream()
        .map(JsonObject.class::cast)
        .findFirst()
        .flatMap(approval -> approval.string("approval_id"))
        .orElseThrow();
  }

  private SessionId elsewhere(Runner runner) {
    var id = new SessionId(UUID.fromString("0190a5f0-0000-7000-8000-000000000001"));
    var settings = settings(runner, ToolExecution.WORKSPACE);
    return cli.runtimes
        .store()
        .inTransaction(
            work -> {
              Session session =
                  Session.create(id, Owner.LOCAL, settings, new AgentName("coder"), work.now());
              return work.sessions().save(session, id.value()).session().id();
            });
  }

  @Test
  void the_stored_model_holds_and_another_is_refused() {
    cli.runtimes.model.thenReplies("Done.").thenReplies("More.");
    Ran first = started("--model", "m-1", "--approve", "edits");
    String id = first.session();

    assertThat(cli.run("run", "-s", id, "more", "--model", "m-2").err()).contains("--model m-1");
    assertThat(cli.run("run", "-s", id, "more", "--base-url", "http://x/v1").status()).isEqualTo(2);
    Ran resumed = cli.run("run", "-s", id, "more", "--model", "m-1", "--approve", "edits");

    assertThat(resumed.out()).isEqualTo("More.\n");
    assertThat(cli.runtimes.asked.getLast())
        .hasToString("Live[model=m-1, baseUrl=http://models/v1]");
  }

  private static final String NOTE = "{\"path\":\"note.txt\",\"content\":\"n\"}";

  @Test
  void who_resumes_may_widen_and_narrow_what_is_approved_by_itself() {
    cli.runtimes.model.thenReplies("Done.");
    String id = started("--approve", "reads").session();
    cli.runtimes.model.thenReplies("", call("write_file", NOTE)).thenReplies("Wrote.");
    Ran widened = cli.run("run", "-s", id, "write", "--approve", "edits");
    assertThat(widened.out()).isEqualTo("Wrote.\n");
    assertThat(cli.run("policy", "show", "-s", id).out())
        .contains("version 2 of the session's policy, by ");
    assertThat(cli.run("sessions", "show", id, "--format", "json").out())
        .contains("\"approve\":\"edits\"");

    cli.runtimes.model.thenReplies("", call("write_file", NOTE.replace("n\"}", "m\"}")));
    Ran narrowed =
        cli.run("run", "-s", id, "again", "--approve", "none", "--output-format", "json");

    assertThat(narrowed.status()).isEqualTo(5);
    assertThat(cli.runtimes.workspace(folder).content("note.txt")).contains("n");
  }

  @Test
  void the_mode_a_session_has_already_changes_nothing_so_what_was_allowed_for_it_stays() {
    cli.runtimes.model.thenReplies("Done.").thenReplies("More.");
    String id = started("--approve", "edits").session();

    cli.run("run", "-s", id, "more", "--approve", "edits");

    assertThat(cli.run("policy", "show", "-s", id).out())
        .contains("version 1 of the session's policy");
  }

  @Test
  void a_question_is_told_and_answered_by_the_next_run() {
    cli.runtimes.model.thenReplies("", call("ask_followup_question", QUESTION));
    cli.runtimes.model.thenReplies("Right it is.");
    Ran asking = started();

    assertThat(asking.status()).isEqualTo(5);
    assertThat(asking.result().string("text")).contains("Which one?");
    assertThat(asking.err())
        .contains("agent-runtime run -s " + asking.session() + " 'YOUR ANSWER'");

    Ran again = cli.run("run", "-s", asking.session());
    assertThat(again.status()).isEqualTo(5);
    assertThat(again.err()).contains("Which one?", "1. left", "2. right");

    Ran answered = cli.run("run", "-s", asking.session(), "right");
    assertThat(answered.status()).isZero();
    assertThat(answered.out()).isEqualTo("Right it is.\n");
    assertThat(cli.runtimes.model.lastRequest().messages().toString()).contains("right");
  }

  @Test
  void at_a_terminal_a_question_is_answered_at_once() {
    cli.runtimes.model.thenReplies("", call("ask_followup_question", QUESTION));
    cli.runtimes.model.thenReplies("Left it is.");

    Ran ran = cli.atTerminal().typing("", "1").run("run", "x", "--agent", "coder");

    assertThat(ran.out()).isEqualTo("Left it is.\n");
    assertThat(cli.runtimes.model.lastRequest().messages().getLast().toString()).contains("left");
  }

  @Test
  void the_newest_session_of_the_workspace_is_continued() throws IOException {
    cli.runtimes.model.thenReplies("One.").thenReplies("Two.").thenReplies("Three.");
    Ran first = started();
    Path other = Files.createDirectory(folder.resolve("other"));
    started("-w", other.toString());

    Ran continued = cli.run("run", "-c", "and then", "--output-format", "json");

    assertThat(continued.session()).isEqualTo(first.session());
    assertThat(continued.result().string("text")).contains("Three.");
  }

  @Test
  void a_script_goes_on_at_its_place_in_another_process() throws IOException {
    String script = script("two.yaml", TWO_WRITES);
    // Half of the script's decisions: the second approval waits.
    String half = script("half.yaml", TWO_WRITES.replaceAll(", \\{edit.*", "]"));
    Ran waiting = cli.run("run", "--script", half, "--agent", "coder", "--output-format", "json");
    assertThat(waiting.status()).isEqualTo(5);
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).contains("one");

    Ran other = cli.run("run", "-s", waiting.session(), "--script", script);
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("another script");

    cli.run("approvals", "reject", waiting.approval());
    Ran resumed = cli.run("run", "-s", waiting.session());
    assertThat(resumed.status()).isZero();
    assertThat(resumed.out()).isEqualTo("Done.\n");
    assertThat(cli.runtimes.workspace(folder).content("b.txt")).isEmpty();
  }

  @Test
  void the_decisions_of_a_script_count_over_processes() throws IOException {
    String script = script("two.yaml", TWO_WRITES.replace("[approve,", "["));
    Ran first = cli.run("run", "--script", script, "--agent", "coder", "--approvals", "fail");
    // The first decision of this script does not fit the first approval: it writes b.txt.
    assertThat(first.status()).isEqualTo(5);
    assertThat(cli.runtimes.workspace(folder).content("b.txt")).contains("two");
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).isEmpty();
  }

  @Test
  void a_script_talks_on_and_answers_questions() throws IOException {
    String script =
        script(
            "talk.yaml",
            """
            messages: [first, left, second]
            replies:
              - calls: [{tool: ask_followup_question, arguments: {question: "Which one?"}}]
              - text: One.
              - text: Two.
            """);

    Ran ran = cli.run("run", "--script", script, "--agent", "coder", "--output-format", "json");

    assertThat(ran.status()).isZero();
    assertThat(ran.result().string("text")).contains("Two.");
    assertThat(cli.run("sessions", "show", ran.session()).out())
        .contains("user: first", "user: second", "One.");
  }

  @Test
  void a_script_that_runs_out_fails() throws IOException {
    String script = script("short.yaml", "messages: [x]\nreplies: []\n");

    Ran ran = cli.run("run", "--script", script, "--agent", "coder");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("the script has no \"replies\"");
  }

  @Test
  void a_script_does_not_play_in_a_live_session() throws IOException {
    cli.runtimes.model.thenReplies("Done.");
    Ran live = started();

    Ran ran = cli.run("run", "-s", live.session(), "x", "--script", script("s.yaml", TWO_WRITES));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("answered by the model fake");
  }

  @Test
  void a_message_while_an_approval_is_pending_is_refused_and_says_what_is_pending() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE));
    Ran waiting = started();

    Ran refused = cli.run("run", "-s", waiting.session(), "go on");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("approval " + waiting.approval());
  }

  @Test
  void a_failed_turn_stays_failed_until_something_is_said() {
    cli.runtimes.model.thenFails(FailureKind.UNAVAILABLE, "down").thenReplies("Done.");
    Ran failed = started();

    assertThat(cli.run("run", "-s", failed.session()).status()).isEqualTo(1);
    assertThat(cli.run("run", "-s", failed.session(), "again").out()).isEqualTo("Done.\n");
  }
}
