package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TurnLimitsTest {

  private static final Duration LONG = Duration.ofHours(1);

  private static Play within(int model, int tools, int equal, int perReply, Duration time) {
    return Play.coder(new TurnLimits(model, tools, equal, perReply, time)).says("go").takesUp();
  }

  /** Each model call takes 10 and 5 tokens. */
  private static Play within(TurnBudget budget) {
    return Play.coder(new TurnLimits(99, 99, 99, 9, LONG, budget)).says("go").takesUp();
  }

  /** A turn that has just reached a limit of two, and the way to use up more. */
  record Reached(Limit limit, Play play, Runnable one) {
    @Override
    public String toString() {
      return limit.id();
    }
  }

  static Stream<Reached> reached() {
    Play model = within(2, 99, 99, 9, LONG);
    Play tools = within(99, 2, 99, 9, LONG);
    Play equal = within(99, 99, 2, 9, LONG);
    Play time = within(99, 99, 99, 9, Duration.ofSeconds(2));
    Play tokens = within(new TurnBudget(OptionalLong.of(30), Optional.empty()));
    Play cost =
        within(
            new TurnBudget(
                OptionalLong.empty(),
                Optional.of(
                    new TurnBudget.CostLimit(new TurnBudget.Price(1_000_000, 2_000_000), 40))));
    return Stream.of(
        new Reached(Limit.TOKENS, tokens, () -> tokens.replies(tokens.unknown())),
        new Reached(Limit.COST, cost, () -> cost.replies(cost.unknown())),
        new Reached(Limit.MODEL_CALLS, model, () -> model.replies(model.unknown())),
        new Reached(
            Limit.TOOL_CALLS, tools, () -> tools.replies(tools.read("f" + tools.id())).runs()),
        new Reached(
            Limit.RUNNING_TIME,
            time,
            () -> time.later(Duration.ofSeconds(1)).replies(time.unknown())),
        new Reached(
            Limit.EQUAL_CALLS,
            equal,
            () -> {
              equal.replies(equal.read("a"));
              if (equal.next() instanceof NextStep.RunTools) {
                equal.runs();
              }
            }));
  }

  private static void useUp(Reached reached) {
    for (int i = 0; i < 2; i++) {
      assertThat(reached.play().next()).isEqualTo(new NextStep.AskModel());
      reached.one().run();
    }
    if (reached.limit() == Limit.EQUAL_CALLS) {
      // As many equal calls as the limit says may run; it is the next one that is held.
      reached.one().run();
    }
  }

  @ParameterizedTest
  @MethodSource("reached")
  void a_limit_that_is_reached_is_asked_about(Reached reached) {
    useUp(reached);

    assertThat(reached.play().next()).isEqualTo(new NextStep.AskForMore(reached.limit()));
    reached.play().asksForMore();
    assertThat(reached.play().next()).isEqualTo(new NextStep.Await(WaitReason.LIMIT));
    assertThat(reached.play().pending().request().subject()).isEqualTo(reached.limit().id());
    assertThat(reached.play().pending().asked().reason())
        .isEqualTo("the turn reached its limit of " + reached.limit().id().replace('_', ' '));
  }

  @ParameterizedTest
  @MethodSource("reached")
  void approving_raises_a_limit_by_its_own_amount(Reached reached) {
    Play play = reached.play();
    useUp(reached);
    play.asksForMore().approves(play.pending()).takesUp();

    if (reached.limit() == Limit.EQUAL_CALLS) {
      play.runs();
      reached.one().run();
      assertThat(play.next()).isEqualTo(new NextStep.AskModel());
      reached.one().run();
    } else {
      useUp(reached);
    }
    assertThat(play.next()).isEqualTo(new NextStep.AskForMore(reached.limit()));
  }

  @ParameterizedTest
  @MethodSource("reached")
  void rejecting_ends_the_turn_with_every_call_answered(Reached reached) {
    Play play = reached.play();
    useUp(reached);
    play.asksForMore().rejects(play.pending(), "enough");

    assertThat(play.outcome()).isEqualTo(new TurnOutcome.LimitReached(reached.limit()));
    assertThat(play.eventTypes()).startsWith("approval.rejected").endsWith("turn.limit_reached");
    assertThat(play.session().status()).isEqualTo(SessionStatus.IDLE);
  }

  @ParameterizedTest
  @MethodSource("reached")
  void withdrawing_the_request_ends_the_turn_too(Reached reached) {
    Play play = reached.play();
    useUp(reached);
    play.asksForMore().act(s -> s.withdrawApproval(play.pending().id(), "no need", play.moment()));

    assertThat(play.outcome()).isEqualTo(new TurnOutcome.LimitReached(reached.limit()));
  }

  @Test
  void a_limit_cannot_be_edited() {
    Play play = within(1, 9, 9, 9, LONG);
    play.replies(play.unknown()).asksForMore();

    assertThat(Play.refusalOf(() -> play.edits(play.pending(), JsonObject.empty())).message())
        .isEqualTo(
            "the edited request is refused: a limit can only be raised or not; approve or reject"
                + " it");
  }

  @Test
  void calls_held_by_a_limit_are_answered_when_it_is_rejected() {
    Play play = within(9, 9, 1, 9, LONG);
    Preparation one = play.read("a");
    Preparation two = play.read("a");
    play.replies(one, two).asksForMore().rejects(play.pending(), "");

    assertThat(play.answerOf(one).outcome()).isEqualTo(ToolResult.Outcome.CANCELLED);
    assertThat(play.answerOf(two).outcome()).isEqualTo(ToolResult.Outcome.CANCELLED);
  }

  @Test
  void calls_beyond_those_of_one_reply_are_answered_and_not_run() {
    Play play = within(9, 99, 9, 2, LONG);
    List<Preparation> calls = IntStream.range(0, 4).mapToObj(i -> play.read("f" + i)).toList();
    play.replies(calls.toArray(Preparation[]::new));

    assertThat(((NextStep.RunTools) play.next()).calls()).hasSize(2);
    for (Preparation beyond : calls.subList(2, 4)) {
      assertThat(play.answerOf(beyond))
          .isEqualTo(ToolResult.failed("Not run: too many calls. At most 2 were possible here."));
    }
  }

  @Test
  void a_reply_brings_no_more_calls_than_the_turn_has_left() {
    Play play = within(9, 3, 9, 32, LONG);
    play.replies(play.read("a"), play.read("b")).runs();
    Preparation last = play.read("c");
    Preparation beyond = play.read("d");
    play.replies(last, beyond);

    assertThat(play.answerOf(beyond).content()).contains("At most 1 were possible");
    play.runs();
    assertThat(play.next()).isEqualTo(new NextStep.AskForMore(Limit.TOOL_CALLS));
  }

  @Test
  void another_call_in_between_starts_the_row_of_equal_calls_anew() {
    Play play = within(9, 9, 1, 9, LONG);
    play.replies(play.read("a")).runs().replies(play.read("b")).runs().replies(play.read("a"));

    assertThat(play.next()).isInstanceOf(NextStep.RunTools.class);
    assertThat(play.turn().progress().used().equalCalls()).isEqualTo(1);
  }

  @Test
  void routing_counts_as_a_model_call() {
    Play play =
        Play.with(
                Play.settings(
                    new TurnLimits(1, 9, 9, 9, LONG), ToolExecution.WORKSPACE, RoutingMode.FIRST),
                AgentName.ORCHESTRATOR)
            .says("go")
            .takesUp()
            .routes(Play.CODER);

    assertThat(play.next()).isEqualTo(new NextStep.AskForMore(Limit.MODEL_CALLS));
  }

  @Test
  void tokens_of_routing_count_and_so_do_their_cost() {
    for (TurnBudget budget :
        List.of(
            new TurnBudget(OptionalLong.of(15), Optional.empty()),
            new TurnBudget(
                OptionalLong.empty(),
                Optional.of(new TurnBudget.CostLimit(new TurnBudget.Price(100_000, 0), 1))))) {
      Play play =
          Play.with(
                  Play.settings(
                      new TurnLimits(9, 9, 9, 9, LONG, budget),
                      ToolExecution.WORKSPACE,
                      RoutingMode.FIRST),
                  AgentName.ORCHESTRATOR)
              .says("go")
              .takesUp()
              .routes(Play.CODER);

      assertThat(play.next()).isInstanceOf(NextStep.AskForMore.class);
    }
  }

  @Test
  void a_budget_is_looked_at_only_before_the_model_is_asked() {
    Play play = within(new TurnBudget(OptionalLong.of(1), Optional.empty()));
    play.replies(play.read("a"));

    assertThat(play.next()).isInstanceOf(NextStep.RunTools.class);
    play.runs();
    assertThat(play.next()).isEqualTo(new NextStep.AskForMore(Limit.TOKENS));
  }

  @Test
  void the_person_is_told_what_was_used_and_what_it_cost() {
    Play play =
        within(
            new TurnBudget(
                OptionalLong.of(1),
                Optional.of(
                    new TurnBudget.CostLimit(
                        new TurnBudget.Price(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2), 40))));
    play.replies(play.unknown()).asksForMore();

    JsonObject details = play.pending().request().details();
    assertThat(details.integer("prompt_tokens")).contains(10L);
    assertThat(details.integer("completion_tokens")).contains(5L);
    assertThat(details.bool("tokens_estimated")).contains(false);
    assertThat(details.integer("cost_micros")).contains(69_175_290_276_410L);
  }

  @Test
  void a_budget_that_would_hold_nothing_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TurnBudget(OptionalLong.of(0), Optional.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> new TurnBudget.Price(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new TurnBudget.Price(-1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new TurnBudget.Price(2, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TurnBudget.CostLimit(new TurnBudget.Price(1, 1), 0));
  }

  @Test
  void every_turn_starts_anew() {
    Play play = within(1, 9, 9, 9, LONG);
    play.replies(play.unknown()).cancels().says("again");

    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void only_time_in_which_the_turn_runs_is_counted() {
    Play play = Play.coder().says("go").later(Duration.ofMinutes(5)).takesUp();
    play.later(Duration.ofSeconds(3)).replies(play.write("a", "1"));
    assertThat(play.turn().progress().running()).hasSeconds(3);

    play.later(Duration.ofHours(9)).approves(play.pending());
    assertThat(play.turn().progress().running()).hasSeconds(3);
    play.later(Duration.ofHours(9)).takesUp().later(Duration.ofSeconds(4)).starts();
    assertThat(play.turn().progress().running()).hasSeconds(7);
  }

  @Test
  void the_time_a_dead_process_did_not_run_is_not_counted() {
    Play play = Play.coder().says("go").takesUp();
    play.later(Duration.ofSeconds(3)).replies(play.read("a")).starts();
    play.crashes().later(Duration.ofHours(9)).takesUp();

    assertThat(play.turn().progress().running()).hasSeconds(3);
    play.later(Duration.ofSeconds(1)).closesInterrupted();
    assertThat(play.turn().progress().running()).hasSeconds(4);
  }

  @Test
  void a_clock_that_goes_back_takes_no_running_time_away() {
    Play play = Play.coder().says("go").takesUp().later(Duration.ofSeconds(3));
    play.replies(play.unknown()).later(Duration.ofSeconds(-2)).replies(play.unknown());

    assertThat(play.turn().progress().running()).hasSeconds(3);
  }

  @Test
  void a_limit_is_at_least_one() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TurnLimits(0, 1, 1, 1, LONG));
    assertThatIllegalArgumentException().isThrownBy(() -> new TurnLimits(1, 0, 1, 1, LONG));
    assertThatIllegalArgumentException().isThrownBy(() -> new TurnLimits(1, 1, 0, 1, LONG));
    assertThatIllegalArgumentException().isThrownBy(() -> new TurnLimits(1, 1, 1, 0, LONG));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TurnLimits(1, 1, 1, 1, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TurnLimits(1, 1, 1, 1, Duration.ofMillis(-1)));
  }

  @Test
  void a_running_time_that_would_be_told_otherwise_than_it_is_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TurnLimits(1, 1, 1, 1, Duration.ofMillis(1500)))
        .withMessageContaining("whole number of seconds");
  }
}
