package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NextStepTest {

  private static final TurnLimits ONE_EACH = new TurnLimits(1, 1, 1, 32, Duration.ofSeconds(10));

  /** A session in some state, and what must happen next. */
  record Row(String name, Play play, NextStep next) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("new", Play.coder(), p -> new NextStep.Finished()),
        row("said to an agent", busy(Play.coder()), p -> new NextStep.AskModel()),
        row("said to the orchestrator", busy(Play.orchestrator()), p -> new NextStep.Route()),
        row("routed", busy(Play.orchestrator()).routes(Play.CODER), p -> new NextStep.AskModel()),
        row("replied without calls", busy().replies("done"), p -> new NextStep.Finished()),
        row("cancelled", busy().cancels(), p -> new NextStep.Finished()),
        row("a call is allowed", p -> p.replies(p.read("a")), p -> new NextStep.RunTools(calls(p))),
        row(
            "a call is asked about",
            p -> p.replies(p.write("a", "1")),
            p -> new NextStep.Await(WaitReason.APPROVAL)),
        row(
            "a call is approved",
            p -> p.replies(p.write("a", "1")).approves(p.pending()),
            p -> new NextStep.RunTools(calls(p))),
        row(
            "a call is rejected",
            p -> p.replies(p.write("a", "1")).rejects(p.pending(), ""),
            p -> new NextStep.AskModel()),
        row("a call is denied", p -> p.replies(p.forbidden()), p -> new NextStep.AskModel()),
        row("a call is unfit", p -> p.replies(p.unknown()), p -> new NextStep.AskModel()),
        row(
            "a call runs",
            p -> {
              p.replies(p.read("a")).starts();
              return p;
            },
            p -> new NextStep.Underway(calls(p).getFirst())),
        row("a call has run", p -> p.replies(p.read("a")).runs(), p -> new NextStep.AskModel()),
        row(
            "its owner died",
            p -> {
              p.replies(p.read("a")).starts();
              return p.crashes();
            },
            p -> new NextStep.CloseInterrupted(calls(p).getFirst())),
        row(
            "a command was interrupted",
            p -> {
              p.replies(p.freeCommand("make")).starts();
              return p.crashes().closesInterrupted();
            },
            p -> new NextStep.Await(WaitReason.RECOVERY)),
        row(
            "a control call is next",
            p -> p.replies(p.completion("done")),
            p -> new NextStep.ApplyControl(calls(p).getFirst())),
        row(
            "a question is open",
            p -> p.replies(p.question("which?")).steers(),
            p -> new NextStep.Await(WaitReason.ANSWER)),
        row(
            "a question is answered",
            p -> p.replies(p.question("which?")).steers().says("that"),
            p -> new NextStep.AskModel()),
        row(
            "an agent handed back",
            p -> p.replies(p.handOver("orchestrator")).steers(),
            p -> new NextStep.Route()),
        row(
            "an agent handed over",
            p -> p.replies(p.handOver("ask")).steers(),
            p -> new NextStep.AskModel()),
        row(
            "three malformed replies",
            p -> p.replies(p.malformed()).replies(p.malformed()).replies(p.malformed()),
            p -> new NextStep.GiveUp()),
        row(
            "two malformed replies",
            p -> p.replies(p.malformed()).replies(p.malformed()),
            p -> new NextStep.AskModel()),
        row(
            "no model calls left",
            within(ONE_EACH, p -> p.replies(p.unknown())),
            p -> new NextStep.AskForMore(Limit.MODEL_CALLS)),
        row(
            "too many equal calls",
            within(
                new TurnLimits(9, 9, 1, 9, Duration.ofHours(1)),
                p -> p.replies(p.read("a"), p.read("a"))),
            p -> new NextStep.AskForMore(Limit.EQUAL_CALLS)),
        row(
            "no tool calls left",
            within(
                new TurnLimits(9, 1, 9, 9, Duration.ofHours(1)),
                p -> p.replies(p.read("a")).runs()),
            p -> new NextStep.AskForMore(Limit.TOOL_CALLS)),
        row(
            "no time left",
            within(ONE_EACH, p -> p.later(Duration.ofSeconds(10)).replies(p.read("a"))),
            p -> new NextStep.AskForMore(Limit.RUNNING_TIME)),
        row(
            "a limit is asked about",
            within(ONE_EACH, p -> p.replies(p.unknown()).asksForMore()),
            p -> new NextStep.Await(WaitReason.LIMIT)));
  }

  private static Row row(String name, Function<Play, Play> acts, Function<Play, NextStep> next) {
    return row(name, acts.apply(busy()), next);
  }

  private static Row row(String name, Play play, Function<Play, NextStep> next) {
    return new Row(name, play, next.apply(play));
  }

  private static Play busy() {
    return busy(Play.coder());
  }

  private static Play within(TurnLimits limits, Function<Play, Play> acts) {
    return acts.apply(busy(Play.coder(limits)));
  }

  private static Play busy(Play play) {
    return play.says("hello").takesUp();
  }

  private static List<OpenCall> calls(Play play) {
    return play.turn().batch().calls();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_session_knows_its_next_step(Row row) {
    assertThat(row.play().next()).isEqualTo(row.next());
  }

  @Test
  void an_answer_that_comes_too_late_changes_nothing() {
    Play play = busy();
    var read = play.read("a");
    play.replies(read).runs();

    play.answers(read.call().id(), ToolResult.failed("again"));

    assertThat(play.events()).isEmpty();
    assertThat(play.answerOf(read)).isEqualTo(ToolResult.succeeded("ok"));
  }
}
