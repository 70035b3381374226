package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Never exit 0 when something stayed undecided: every handling with everything that can wait. */
class UndecidedTest {

  /** What a session can wait for. */
  enum Waiting {
    TOOL,
    QUESTION,
    LIMIT,
    RECOVERY,
    CUSTOM
  }

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
  }

  static Stream<Arguments> everything() {
    return Stream.of(ApprovalHandling.values())
        .flatMap(
            handling ->
                Stream.of(Waiting.values()).map(waiting -> Arguments.of(handling, waiting)));
  }

  /** A session that waits for exactly that, and would be done with the next reply. */
  private String sessionThatWaitsFor(Waiting waiting) {
    return switch (waiting) {
      case TOOL -> {
        cli.runtimes.model.thenReplies(
            "", call("write_file", "{\"path\":\"a.txt\",\"content\":\"one\"}"));
        yield begin();
      }
      case QUESTION -> {
        cli.runtimes.model.thenReplies(
            "", call("ask_followup_question", "{\"question\":\"Which?\"}"));
        yield begin();
      }
      case LIMIT -> {
        cli.runtimes.model.thenReplies("", call("list_files", "{}"));
        yield begin("--max-steps", "1");
      }
      case RECOVERY -> interrupted();
      case CUSTOM -> {
        cli.runtimes.model.thenReplies("Done.");
        String session = begin();
        askFor(session);
        yield session;
      }
    };
  }

  private String begin(String... more) {
    var line =
        Stream.concat(
            Stream.of(
                "run",
                "do it",
                "--agent",
                "coder",
                "--output-format",
                "json",
                "--approvals",
                "wait"),
            Stream.of(more));
    return cli.run(line.toArray(String[]::new)).session();
  }

  /** A command that a stop killed: nobody knows how far it came. */
  private String interrupted() {
    var never = new CountDownLatch(1);
    cli.runtimes
        .workspace(folder)
        .command(
            "make",
            output -> {
              never.await();
              return ToolResult.succeeded("made");
            });
    cli.runtimes.model.thenReplies("", call("execute_command", "{\"command\":\"make\"}"));
    return begin("--approve", "all", "--timeout", "1");
  }

  private void askFor(String session) {
    var opening = new RuntimeFactory.Opening(cli.runtimes.model, any -> false, Map.of(), false);
    try (AgentRuntime runtime = cli.runtimes.prepare(List.of()).open(opening)) {
      runtime.request(
          new RequestApproval(
              Owner.LOCAL,
              Optional.of(SessionId.parse(session)),
              new RequestApproval.Wanted(
                  new ApprovalType("release"), "production", JsonObject.empty()),
              new Petition(
                  Optional.of("somebody has to say so"), Optional.empty(), Optional.empty())));
    }
  }

  /** What is told of a session that waits, to somebody who reads a file. */
  private String toldOf(String session) {
    return cli.run("run", "-s", session, "--approvals", "wait").err();
  }

  private static List<String> offered(String told) {
    return told.lines()
        .filter(line -> line.matches(" {4}.*agent-runtime approvals (approve|edit|reject) .*"))
        .map(line -> line.substring(line.indexOf("agent-runtime")))
        .toList();
  }

  static Stream<Arguments> decisions() {
    return Stream.of(
        Arguments.of(Waiting.TOOL, "approve, edit, reject"),
        Arguments.of(Waiting.CUSTOM, "approve, edit, reject"),
        Arguments.of(Waiting.RECOVERY, "approve, edit, reject"),
        Arguments.of(Waiting.LIMIT, "approve, reject"));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void every_decision_that_is_offered_for_a_request_is_one_that_it_takes(
      Waiting waiting, String expected) {
    List<String> verbs = List.of(expected.split(", "));
    for (int i = 0; i < verbs.size(); i++) {
      cli = new TestCli(folder);
      List<String> offered = offered(toldOf(sessionThatWaitsFor(waiting)));
      assertThat(offered).hasSameSizeAs(verbs);
      List<String> words = words(offered.get(i), waiting);
      assertThat(words.get(1)).isEqualTo(verbs.get(i));

      Ran decided = cli.run(words.toArray(String[]::new));

      assertThat(decided.status()).as("%s: %s", words, decided.err()).isZero();
    }
  }

  /** As a shell would take the line. */
  private static List<String> words(String line, Waiting waiting) {
    String arguments =
        waiting == Waiting.CUSTOM ? "{}" : "{\"path\":\"a.txt\",\"content\":\"two\"}";
    return Stream.of(line.split(" ", -1))
        .skip(1)
        .map(word -> word.equals("JSON") ? arguments : word.replace("'", ""))
        .toList();
  }

  @Test
  void what_was_interrupted_can_be_read_without_a_terminal() {
    String told = toldOf(sessionThatWaitsFor(Waiting.RECOVERY));

    assertThat(told)
        .contains(
            "an approval is undecided: execute_command make, interrupted",
            "? recovery: execute_command, asked by coder",
            "because a crash came while it ran",
            "command: make",
            "run it once more:  agent-runtime approvals approve ",
            "it did its work:   agent-runtime approvals edit ",
            "skip it:           agent-runtime approvals reject ")
        .doesNotContain("{\"arguments\"");
  }

  @Test
  void a_limit_can_be_read_without_a_terminal() {
    String told = toldOf(sessionThatWaitsFor(Waiting.LIMIT));

    assertThat(told)
        .contains(
            "the turn reached its limit of model calls\n",
            "so far: 1 model call, 1 tool call",
            "go on for as much again:  agent-runtime approvals approve ",
            "stop here:                agent-runtime approvals reject ")
        .doesNotContain("model_calls", "{");
  }

  @Test
  void what_is_long_shows_its_beginning_its_end_and_where_all_of_it_is() {
    String content = "line\\n".repeat(100);
    cli.runtimes.model.thenReplies(
        "", call("write_file", "{\"path\":\"a.txt\",\"content\":\"%s\"}".formatted(content)));

    assertThat(toldOf(begin()))
        .contains("path a.txt (500 bytes)", "+line")
        .containsPattern("… [0-9]+ more lines, agent-runtime approvals show [0-9a-f-]+ has all");
  }

  @Test
  void what_a_person_made_of_a_request_is_what_is_shown_of_it() {
    String session = sessionThatWaitsFor(Waiting.TOOL);
    String approval = offered(toldOf(session)).getFirst().split(" ", -1)[3];
    Ran edited =
        cli.run(
            "approvals",
            "edit",
            approval,
            "--arguments",
            "{\"path\":\"b.txt\",\"content\":\"two\"}");

    assertThat(edited.out()).isEqualTo("approved write_file b.txt (edited)\n");
    assertThat(cli.run("approvals", "list", "--state", "all").out())
        .contains("write_file b.txt (edited)")
        .doesNotContain("a.txt");
    assertThat(cli.run("approvals", "list", "--state", "all", "--format", "json").out())
        .contains("\"granted\":{", "\"path\":\"b.txt\"", "\"path\":\"a.txt\"");
    cli.runtimes.model.thenReplies("Done.");
    assertThat(cli.run("run", "-s", session).err())
        .contains("tool: write_file b.txt")
        .doesNotContain("a.txt");
  }

  @Test
  void what_is_reported_done_is_shown_as_that() {
    String told = toldOf(sessionThatWaitsFor(Waiting.RECOVERY));
    Ran done = cli.run(words(offered(told).get(1), Waiting.RECOVERY).toArray(String[]::new));

    assertThat(done.out())
        .isEqualTo("approved execute_command make, interrupted (reported done)\n");
  }

  @Test
  void what_is_answered_after_a_resume_keeps_the_name_of_its_tool() {
    String session = sessionThatWaitsFor(Waiting.TOOL);
    cli.runtimes.model.thenReplies("Done.");
    cli.run(words(offered(toldOf(session)).getFirst(), Waiting.TOOL).toArray(String[]::new));

    assertThat(cli.run("run", "-s", session).err())
        .containsPattern("tool: write_file a.txt( \\(|\n)");
  }

  @ParameterizedTest
  @MethodSource("everything")
  void a_run_that_leaves_something_undecided_never_ends_with_0(
      ApprovalHandling handling, Waiting waiting) {
    String session = sessionThatWaitsFor(waiting);
    // Should the session go on, it is done at once.
    cli.runtimes.model.thenReplies("Done.");

    Ran ran =
        cli.run("run", "-s", session, "--output-format", "json", "--approvals", handling.id());

    String status = ran.result().string("status").orElseThrow();
    assertThat(ran.status())
        .as("%s %s: %s", handling, waiting, ran.out())
        .isIn(ExitCode.UNDECIDED.status(), ExitCode.LIMIT.status());
    boolean denies = handling == ApprovalHandling.DENY && waiting != Waiting.QUESTION;
    assertThat(ran.pending().isEmpty())
        .as("%s %s: %s", handling, waiting, ran.out())
        .isEqualTo(denies || waiting == Waiting.QUESTION);
    if (!denies) {
      assertThat(status).isNotEqualTo("completed");
    }
  }
}
