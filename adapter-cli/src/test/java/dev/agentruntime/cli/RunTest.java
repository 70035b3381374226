package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"one\"}";

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
  }

  private Ran stream(String... more) {
    return run("stream-json", more);
  }

  private Ran run(String format, String... more) {
    var arguments = new ArrayList<>(List.of("run", "do it", "--agent", "coder"));
    arguments.addAll(List.of("--output-format", format));
    arguments.addAll(List.of(more));
    return cli.run(arguments.toArray(String[]::new));
  }

  @Test
  void the_answer_is_all_that_standard_output_gets() {
    cli.runtimes.model.thenReplies("Let me see.", call("list_files", "{}"));
    cli.runtimes.model.thenReplies("It is done.");

    Ran ran = run("text");

    assertThat(ran.status()).isZero();
    assertThat(ran.out()).isEqualTo("It is done.\n");
    assertThat(ran.err()).contains("session ", "Let me see.", "tool: list_files");
    assertThat(ran.err()).doesNotContain("It is done.");
  }

  @Test
  void what_a_model_says_cannot_steer_the_terminal() {
    cli.runtimes.model.thenReplies("\u001b[2Jgone \u202eright");

    assertThat(run("text").out()).isEqualTo("\\u{1B}[2Jgone \\u{202E}right\n");
  }

  @Test
  void json_is_one_object_with_everything_that_came_of_it() {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE));
    cli.runtimes.model.thenReplies("Done.");

    Ran ran = run("json", "--approve", "edits");

    assertThat(ran.lines()).hasSize(1);
    JsonObject result = ran.result();
    assertThat(result.string("type")).contains("result");
    assertThat(result.string("status")).contains("completed");
    assertThat(result.string("text")).contains("Done.");
    assertThat(result.strings("files_changed")).containsExactly("a.txt");
    assertThat(result.array("pending_approvals")).isEmpty();
    JsonObject usage = result.object("usage").orElseThrow();
    assertThat(usage.integer("prompt_tokens")).contains(20L);
    assertThat(usage.integer("completion_tokens")).contains(10L);
    assertThat(usage.integer("total_tokens")).contains(30L);
  }

  @Test
  void stream_json_names_the_session_first_then_every_event_once_then_the_result() {
    cli.runtimes.model.thenReplies("I look.", call("list_files", "{}"));
    cli.runtimes.model.thenReplies("Done.");

    Ran ran = stream();

    List<JsonObject> lines = ran.lines();
    assertThat(lines.getFirst().string("type")).contains("session");
    assertThat(lines.getFirst().string("session_id")).contains(ran.session());
    assertThat(ran.result().string("type")).contains("result");
    List<Long> positions =
        lines.stream().flatMap(line -> line.integer("position").stream()).toList();
    assertThat(positions).isEqualTo(LongStream.rangeClosed(1, positions.size()).boxed().toList());
    assertThat(lines)
        .extracting(line -> line.string("type").orElseThrow())
        .contains(
            "session.created",
            "session.message.added",
            "message.delta",
            "message.completed",
            "tool.execution.completed",
            "turn.completed");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void a_prompt_can_be_piped_in() {
    cli.runtimes.model.thenReplies("Done.");

    Ran ran = cli.typing("from", "a pipe").run("run", "--agent", "coder");

    assertThat(ran.out()).isEqualTo("Done.\n");
    assertThat(cli.runtimes.model.lastRequest().messages().toString()).contains("from\na pipe");
  }

  @Test
  void a_failure_of_the_model_is_status_1() {
    cli.runtimes.model.thenFails(FailureKind.UNAVAILABLE, "http://models/v1 is down");

    Ran ran = stream();

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.result().string("status")).contains("failed");
    assertThat(ran.result().string("error")).contains("http://models/v1 is down");
    assertThat(ran.err()).contains("agent-runtime run -s " + ran.session());
  }

  @Test
  void a_key_that_is_refused_is_status_7() {
    cli.runtimes.model.thenFails(FailureKind.AUTHENTICATION, "401: check the key");

    assertThat(run("text").status()).isEqualTo(7);
  }

  @Test
  void a_broken_configuration_is_status_7_and_still_has_a_result() {
    cli.runtimes.broken = Optional.of("no model is named");

    Ran ran = stream();

    assertThat(ran.status()).isEqualTo(7);
    assertThat(ran.lines()).hasSize(1);
    assertThat(ran.result().string("status")).contains("failed");
    assertThat(ran.result().string("error")).contains("no model is named");
  }

  @ParameterizedTest
  @CsvSource({
    "run --unknown-option, has no option --unknown-option",
    "run, there is nothing to do",
    "run hello -w missing, is not an existing folder",
    "run hello --script missing.yaml, missing.yaml does not exist",
    "run hello --agent Nobody!, is no name of an agent",
    "run hello --agent nobody, there is no enabled agent named nobody",
    "run hello -c -s x, exclude each other",
    "run hello -P a=b, -P is for the parameters of a --script",
    "run hello --timeout 0, at least 1",
    "run hello --approve some, some",
    "run hello --output-format xml, xml",
    "run - --approvals stdin, cannot be both",
    "approvals edit 0190a5f0-0000-7000-8000-000000000000 --arguments [], is no JSON object",
  })
  void wrong_usage_is_status_2_and_says_what_is_wrong(String line, String said) {
    Ran ran = cli.run(line.split(" "));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void a_run_that_takes_too_long_is_status_3_and_can_be_resumed() {
    cli.runtimes.model.then(
        (request, deltas) -> {
          new CountDownLatch(1).await();
          throw new AssertionError("nobody opens it");
        });

    Ran ran = stream("--timeout", "1");

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.result().string("error").orElseThrow()).contains("--timeout");

    cli.runtimes.model.thenReplies("Now it is done.");
    Ran resumed = cli.run("run", "-s", ran.session());
    assertThat(resumed.status()).isZero();
    assertThat(resumed.out()).isEqualTo("Now it is done.\n");
  }

  @ParameterizedTest
  @CsvSource({
    "run -s 0190a5f0-0000-7000-8000-000000000000",
    "run -s nonsense",
    "run -c",
    "sessions show 0190a5f0-0000-7000-8000-000000000000",
    "approvals approve 0190a5f0-0000-7000-8000-000000000000",
  })
  void no_such_session_is_status_4(String line) {
    Ran ran = cli.run(line.split(" "));

    assertThat(ran.status()).isEqualTo(4);
    assertThat(ran.err()).contains("there is no ");
  }

  @Test
  void a_limit_that_nobody_lifts_is_status_6() {
    cli.runtimes.limits = new TurnLimits(1, 200, 3, 32, Duration.ofMinutes(30));
    cli.runtimes.model.thenReplies("", call("list_files", "{}"));

    Ran ran = stream();

    assertThat(ran.status()).isEqualTo(6);
    assertThat(ran.result().string("status")).contains("limit");
    assertThat(ran.pending().getFirst().string("request_type")).contains("limit");

    Ran rejected = cli.run("run", "-s", ran.session(), "--approvals", "deny");
    assertThat(rejected.status()).isEqualTo(6);
  }

  @Test
  void a_script_plays_in_place_of_a_model_with_the_values_it_is_given() throws IOException {
    Files.writeString(
        folder.resolve("s.yaml"),
        """
        parameters: {who: {}}
        messages: [hello]
        replies: [{text: "Hello ${who}."}]
        """);

    Ran ran = cli.run("run", "--script", "s.yaml", "-P", "who=you", "--agent", "coder");
    Ran without = cli.run("run", "--script", "s.yaml", "--output-format", "json");

    assertThat(ran.out()).isEqualTo("Hello you.\n");
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.result().string("error").orElseThrow())
        .contains("s.yaml:1:14: the parameter who has no value; give it one: -P who=VALUE");
  }

  @Test
  void output_of_a_command_streams_as_it_comes() {
    cli.runtimes
        .workspace(folder)
        .command(
            "make",
            output -> {
              output.accept("compiling");
              return ToolResult.succeeded("ok");
            });
    cli.runtimes.model.thenReplies("", call("execute_command", "{\"command\":\"make\"}"));
    cli.runtimes.model.thenReplies("Done.");

    assertThat(stream("--approve", "all").lines())
        .filteredOn(line -> line.string("type").orElseThrow().equals("tool.output"))
        .extracting(line -> line.string("text").orElseThrow())
        .containsExactly("compiling");
  }

  @Test
  void the_model_and_its_endpoint_can_be_named() {
    cli.runtimes.model.thenReplies("Done.");

    run("text", "--model", "m-2", "--base-url", "http://other/v1");

    assertThat(cli.runtimes.asked).hasToString("[Live[model=m-2, baseUrl=http://other/v1]]");
  }

  @Test
  void help_tells_the_exit_status_of_every_ending() {
    Ran ran = cli.run("run", "--help");

    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("Exit status", "6", "limit", "130", "143");
    assertThat(cli.run("--version").out()).startsWith("agent-runtime");
    assertThat(cli.run().status()).isEqualTo(2);
  }

  @Test
  void nothing_of_the_model_is_asked_where_the_first_message_is_missing() {
    assertThat(cli.run("run").status()).isEqualTo(2);
    assertThat(cli.runtimes.model.requests()).isEqualTo(List.<ChatModel.Request>of());
    assertThat(cli.run("sessions", "list").err()).contains("no sessions");
  }
}
