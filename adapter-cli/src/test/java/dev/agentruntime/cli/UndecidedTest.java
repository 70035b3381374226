package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
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
              SessionId.parse(session),
              new RequestApproval.Wanted(
                  new ApprovalType("deployment"), "production", JsonObject.empty()),
              "somebody has to say so",
              Optional.empty()));
    }
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
