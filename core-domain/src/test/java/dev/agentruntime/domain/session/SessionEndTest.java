package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SessionEndTest {

  /** A call in some state, and what the model is told of it when the turn ends. */
  record Row(String name, Play play, Preparation call, String told) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("cleared", "before this call was run.", Play::coder, Play::read, (p, c) -> p),
        row("asked", "before this call was run.", Play::coder, SessionEndTest::write, (p, c) -> p),
        row(
            "approved",
            "before this call was run.",
            Play::coder,
            SessionEndTest::write,
            (p, c) -> p.approves(p.pending())),
        row(
            "started",
            "while this call was running; it may have had effects.",
            Play::coder,
            Play::freeCommand,
            SessionEndTest::start),
        row(
            "announced",
            "before the client told the result of this call; it may have had effects.",
            Play::client,
            Play::freeCommand,
            SessionEndTest::start),
        row(
            "interrupted",
            "after a crash interrupted this call; it may have had effects.",
            Play::coder,
            Play::freeCommand,
            (p, c) -> start(p, c).crashes().takesUp().closesInterrupted()),
        row(
            "question",
            "before this question was answered.",
            Play::coder,
            Play::question,
            (p, c) -> p.steers()));
  }

  private static Preparation write(Play play, String path) {
    return play.write(path, "1");
  }

  private static Play start(Play play, Preparation call) {
    play.starts();
    return play;
  }

  private static Row row(
      String name,
      String told,
      Supplier<Play> session,
      BiFunction<Play, String, Preparation> call,
      BiFunction<Play, Preparation, Play> acts) {
    Play play = session.get().says("hello").takesUp();
    Preparation prepared = call.apply(play, "a");
    play.replies(prepared);
    return new Row(name, acts.apply(play, prepared), prepared, told);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void cancelling_answers_the_open_call(Row row) {
    Play play = row.play().cancels();

    assertThat(play.answerOf(row.call()))
        .isEqualTo(
            ToolResult.notRun(
                ToolResult.Outcome.CANCELLED, "The turn ended (cancelled) " + row.told()));
    assertThat(play.outcome()).isEqualTo(new TurnOutcome.Cancelled("enough"));
    assertEnded(play, SessionStatus.IDLE);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void closing_answers_the_open_call(Row row) {
    Play play = row.play();
    play.act(s -> s.close(play.moment()));

    assertThat(play.answerOf(row.call()).outcome()).isEqualTo(ToolResult.Outcome.CANCELLED);
    assertThat(play.outcome()).isEqualTo(new TurnOutcome.Cancelled("the session was closed"));
    assertEnded(play, SessionStatus.CLOSED);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void deleting_answers_the_open_call(Row row) {
    Play play = row.play();
    play.act(s -> s.delete(play.moment()));

    assertThat(play.answerOf(row.call()).outcome()).isEqualTo(ToolResult.Outcome.CANCELLED);
    assertEnded(play, SessionStatus.DELETED);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void failing_answers_the_open_call(Row row) {
    Play play = row.play();
    play.act(s -> s.fail(FailureKind.INTERNAL, "broken", play.moment()));

    assertThat(play.answerOf(row.call()).outcome()).isEqualTo(ToolResult.Outcome.CANCELLED);
    assertThat(play.outcome()).isEqualTo(new TurnOutcome.Failed(FailureKind.INTERNAL, "broken"));
  }

  private static void assertEnded(Play play, SessionStatus status) {
    assertThat(play.session().status()).isEqualTo(status);
    assertThat(play.session().state().approvals()).isEmpty();
    assertThat(play.next()).isEqualTo(new NextStep.Finished());
    assertThat(play.session().isRunnable()).isFalse();
  }

  @Test
  void the_reason_of_a_cancellation_can_be_recorded() {
    Play play = Play.coder().says("hello");
    play.act(s -> s.cancelTurn("a\u0000", play.moment()));

    assertThat(play.outcome()).isEqualTo(new TurnOutcome.Cancelled("a\u2400"));
  }

  @Test
  void ending_what_is_over_changes_nothing() {
    Play play = Play.coder().cancels();
    assertThat(play.events()).isEmpty();
    play.act(s -> s.fail(FailureKind.INTERNAL, "", play.moment()));
    assertThat(play.events()).isEmpty();
    play.act(s -> s.close(play.moment())).act(s -> s.close(play.moment()));
    assertThat(play.events()).isEmpty();
    play.act(s -> s.delete(play.moment())).act(s -> s.delete(play.moment()));
    assertThat(play.events()).isEmpty();
  }

  @Test
  void closing_does_not_bring_a_deleted_session_back() {
    Play play = Play.coder();
    play.act(s -> s.delete(play.moment())).act(s -> s.close(play.moment()));

    assertThat(play.session().status()).isEqualTo(SessionStatus.DELETED);
    assertThat(play.events()).isEmpty();
  }

  @Test
  void a_request_to_a_person_ends_with_its_session() {
    Play play = Play.coder();
    play.requests("deploy", JsonObject.empty());
    play.act(s -> s.close(play.moment()));

    assertThat(play.eventTypes()).containsExactly("approval.cancelled", "session.closed");
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void a_session_that_is_over_takes_nothing_more(boolean deleted) {
    Play play = Play.coder();
    play.act(s -> deleted ? s.delete(play.moment()) : s.close(play.moment()));
    var closed = new Refusal.Closed(play.session().id());

    assertThat(Play.refusalOf(() -> play.says("hello"))).isEqualTo(closed);
    assertThat(Play.refusalOf(() -> play.requests("deploy", JsonObject.empty()))).isEqualTo(closed);
    assertThat(
            Play.refusalOf(
                () -> play.act(s -> s.update(s.state().header().settings(), play.moment()))))
        .isEqualTo(closed);
    assertThat(
            Play.refusalOf(
                () -> play.act(s -> s.switchAgent(Play.ASK, "", Play.AGENTS, play.moment()))))
        .isEqualTo(closed);
  }
}
