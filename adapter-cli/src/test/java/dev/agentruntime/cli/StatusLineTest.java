package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusLineTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private int columns = 40;
  private long now;
  private final StatusLine status =
      new StatusLine(
          new PrintStream(written, true, StandardCharsets.UTF_8), () -> columns, () -> now, false);
  private final PrintStream guarded =
      status.guard(new PrintStream(written, true, StandardCharsets.UTF_8));

  private String shown() {
    String all = written.toString(StandardCharsets.UTF_8);
    written.reset();
    return all;
  }

  @Test
  void tells_what_is_awaited_and_for_how_long() {
    status.await("the model");
    now += Duration.ofSeconds(75).toNanos();
    status.tick();

    assertThat(shown()).contains("the model 1 min 15 s").doesNotContain("\n");
  }

  @Test
  void is_gone_before_anything_is_written() {
    status.await("the model");
    status.tick();
    shown();

    guarded.println("text");

    assertThat(shown()).isEqualTo("\r\u001b[Jtext\n");
  }

  @Test
  void leaves_no_trace_when_nothing_is_awaited_any_more() {
    status.await("the model");
    status.tick();
    status.idle();
    shown();

    status.tick();
    guarded.println("text");

    assertThat(shown()).isEqualTo("text\n");
  }

  @Test
  void never_stands_behind_an_unfinished_line() {
    status.await("the model");
    guarded.print("answer > ");
    shown();

    status.tick();
    assertThat(shown()).isEmpty();

    status.lineStarts();
    status.tick();
    assertThat(shown()).contains("the model");
  }

  @Test
  void shows_the_last_lines_of_a_command_and_no_more() {
    status.await("execute_command make");
    status.output("one\ntwo\nthr");
    status.output("ee\nfour\nfive");
    status.tick();

    assertThat(shown().lines().toList())
        .hasSize(4)
        .startsWith("| three", "| four", "| five")
        .last()
        .asString()
        .contains("execute_command make");

    guarded.println("text");
    assertThat(shown()).isEqualTo("\r\u001b[3A\u001b[Jtext\n");
  }

  @Test
  void what_a_command_prints_cannot_steer_the_terminal() {
    status.await("execute_command evil");
    status.output("\u001b[2Jgone\r\u202e\n");
    status.tick();

    assertThat(shown()).doesNotContain("\u001b[2J", "\u202e").contains("\\u{1B}[2Jgone");
  }

  @Test
  void fits_every_width_and_erases_what_a_narrower_terminal_broke() {
    for (int width = 1; width <= 60; width++) {
      columns = width;
      status.await("execute_command 漢字漢字漢字漢字漢字漢字漢字漢字 and more");
      status.output("x".repeat(100) + "\n");
      status.tick();
      List<String> rows = new ArrayList<>(shown().lines().toList());
      int most = width;
      assertThat(rows)
          .allSatisfy(
              row ->
                  assertThat(Styled.columns(row.substring(row.lastIndexOf('J') + 1)))
                      .isLessThanOrEqualTo(Math.max(most - 1, 1)));
      status.idle();
      shown();
    }
    columns = 40;
    status.await("x".repeat(100));
    status.tick();
    shown();

    columns = 20;
    guarded.println("text");

    assertThat(shown()).isEqualTo("\r\u001b[1A\u001b[Jtext\n");
  }
}
