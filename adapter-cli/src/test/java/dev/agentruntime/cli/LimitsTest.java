package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.session.TurnLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void an_agent_that_looks_twice() {
    cli = new TestCli(folder);
    cli.runtimes
        .model
        .thenReplies("", call("list_files", "{}"))
        .thenReplies("", call("list_files", "{\"path\":\"src\"}"))
        .thenReplies("Done.");
  }

  private Ran run(String... more) {
    var line = new ArrayList<>(List.of("run", "do it", "--agent", "coder"));
    line.addAll(List.of("--output-format", "json"));
    line.addAll(List.of(more));
    return cli.run(line.toArray(String[]::new));
  }

  /** Each fake reply counts 15 tokens; the fake price is one for each of them. */
  @ParameterizedTest
  @CsvSource({
    "--max-steps, 1, model_calls",
    "--max-tokens, 15, tokens",
    "--max-cost, 15, cost",
  })
  void a_ceiling_stops_the_turn_and_a_person_lets_it_go_on(String flag, String most, String limit) {
    Ran stopped = run(flag, most);

    assertThat(stopped.status()).as(stopped.out()).isEqualTo(6);
    assertThat(stopped.result().string("status")).contains("limit");
    assertThat(stopped.err()).contains("limit of " + limit.replace('_', ' '));
    assertThat(cli.runtimes.model.requests()).hasSize(1);
    String session = stopped.session();

    assertThat(cli.run("run", "-s", session, "--output-format", "json").status()).isEqualTo(6);
    cli.run("approvals", "approve", stopped.approval());
    Ran further = cli.run("run", "-s", session, "--output-format", "json");

    assertThat(further.status()).isEqualTo(6);
    assertThat(cli.runtimes.model.requests()).hasSize(2);
  }

  @Test
  void changes_that_nobody_is_asked_about_stop_the_turn_in_the_end() {
    TurnLimits usual = TurnLimits.DEFAULT;
    var another = new TestCli(folder);
    another.runtimes.limits =
        new TurnLimits(
            usual.modelCalls(),
            usual.toolCalls(),
            usual.equalCalls(),
            1,
            usual.callsPerReply(),
            usual.runningTime(),
            usual.budget());
    another
        .runtimes
        .model
        .thenReplies("", call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"))
        .thenReplies("", call("write_file", "{\"path\":\"b\",\"content\":\"2\"}"))
        .thenReplies("Done.");

    Ran stopped =
        another.run(
            "run", "x", "--agent", "coder", "--approve", "edits", "--output-format", "json");

    assertThat(stopped.status()).as(stopped.out()).isEqualTo(6);
    assertThat(stopped.err()).contains("limit of auto approvals");
    assertThat(another.run("run", "-s", stopped.session(), "--max-steps", "50").status())
        .isEqualTo(6);
    another.run("approvals", "approve", stopped.approval());
    assertThat(another.run("run", "-s", stopped.session()).out()).isEqualTo("Done.\n");
  }

  @Test
  void who_resumes_may_set_other_ceilings_and_the_rest_stays() {
    Ran stopped = run("--max-steps", "1", "--max-tokens", "1000");
    cli.run("approvals", "approve", stopped.approval());

    Ran done = cli.run("run", "-s", stopped.session(), "--max-steps", "50");

    assertThat(done.out()).isEqualTo("Done.\n");
    assertThat(cli.run("sessions", "export", stopped.session(), "--format", "jsonl").out())
        .contains("\"session.updated\"", "1000");
  }

  @ParameterizedTest
  @CsvSource({"--max-steps, x", "--max-tokens, 1.5"})
  void a_ceiling_that_is_no_number_is_refused(String flag, String value) {
    Ran ran = cli.run("run", "x", flag, value);

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains(flag, value);
  }
}
