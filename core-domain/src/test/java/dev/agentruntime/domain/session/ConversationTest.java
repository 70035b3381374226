package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {

  private final Play play = Play.coder();

  private String title() {
    return play.session().state().header().settings().title();
  }

  @Test
  void a_message_opens_a_turn() {
    play.says("hello\u0000");

    assertThat(play.eventTypes())
        .containsExactly("session.updated", "turn.started", "session.message.added");
    assertThat(play.last(SessionEvent.UserMessageAdded.class).message().text())
        .isEqualTo("hello\u2400");
    assertThat(play.session().status()).isEqualTo(SessionStatus.RUNNING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t"})
  void an_empty_message_is_refused(String text) {
    assertThat(Play.refusalOf(() -> play.says(text)).message()).isEqualTo("the message is empty");
  }

  @Test
  void the_title_is_the_first_line_of_the_first_message() {
    play.says("\n  Fix the build \nplease").takesUp().replies("done").says("And now this");

    assertThat(title()).isEqualTo("Fix the build");
    assertThat(play.eventTypes()).doesNotContain("session.updated");
  }

  @Test
  void a_title_that_was_given_stays() {
    play.act(s -> s.update(s.state().header().settings().withTitle("Given"), play.moment()));
    play.says("hello");

    assertThat(title()).isEqualTo("Given");
  }

  @Test
  void a_long_title_is_cut_at_500_characters() {
    play.says("x".repeat(501));

    assertThat(title()).isEqualTo("x".repeat(500));
  }

  @Test
  void a_title_is_not_cut_between_the_halves_of_a_character() {
    play.says("x".repeat(499) + "\ud83d\ude02");
    assertThat(title()).isEqualTo("x".repeat(499));

    Play other = Play.coder().says("x".repeat(498) + "\ud83d\ude02y");
    assertThat(other.session().state().header().settings().title())
        .isEqualTo("x".repeat(498) + "\ud83d\ude02");
  }

  @Test
  void a_title_reads_back_as_it_was_cut() {
    SessionSettings cut =
        Play.settings(TurnLimits.DEFAULT, ToolExecution.CLIENT, RoutingMode.FIRST)
            .withTitle("x".repeat(499) + " \u0000y");

    assertThat(cut.title()).isEqualTo("x".repeat(499));
    assertThat(cut.withTitle(cut.title())).isEqualTo(cut);
    assertThat(cut.withTitle(" a\u0000 ").title()).isEqualTo("a\u2400");
  }

  @Test
  void settings_that_say_the_same_change_nothing() {
    play.act(s -> s.update(s.state().header().settings(), play.moment()));

    assertThat(play.events()).isEmpty();
  }

  @Test
  void a_follow_up_question_is_answered_by_the_next_message() {
    Preparation question = play.question("Which?");
    play.says("hello").takesUp().replies(question).steers().says("The second\u0000");

    assertThat(play.eventTypes()).containsExactly("tool.execution.completed");
    assertThat(play.answerOf(question)).isEqualTo(ToolResult.succeeded("The second\u2400"));
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void a_message_to_a_named_agent_is_no_answer() {
    play.says("hello").takesUp().replies(play.question("Which?")).steers();

    assertThat(Play.refusalOf(() -> play.says("you do it", Play.ASK)))
        .isInstanceOf(Refusal.Busy.class);
  }

  @Test
  void a_message_while_the_turn_runs_is_refused() {
    play.says("hello");

    assertThat(Play.refusalOf(() -> play.says("more")).message())
        .isEqualTo("the session's turn is running; settle or cancel it first");
  }

  @Test
  void a_message_while_something_is_pending_is_refused_with_what_is_pending() {
    play.says("hello").takesUp().replies(play.write("a", "1"), play.command("make"));
    play.requests("deploy", JsonObject.empty());

    var busy = (Refusal.Busy) Play.refusalOf(() -> play.says("more"));

    assertThat(busy.waiting()).contains(WaitReason.APPROVAL);
    List<String> pending =
        play.session().state().pendingApprovals().stream()
            .map(a -> a.request().type() + " approval " + a.id() + " of " + a.request().subject())
            .toList();
    assertThat(busy.approvals()).isEqualTo(play.session().state().pendingApprovals()).hasSize(3);
    assertThat(busy.message())
        .isEqualTo(
            "the session's turn waits for approval ("
                + String.join(", ", pending)
                + "); settle or cancel it first");
  }

  @Test
  void calls_of_the_client_and_questions_are_pending_too() {
    Play client = Play.client().says("hello").takesUp();
    Preparation read = client.read("a");
    client.replies(read).starts();
    var asked = (Refusal.Busy) Play.refusalOf(() -> client.says("more"));
    assertThat(asked.calls()).extracting(OpenCall::call).containsExactly(read.call());
    assertThat(asked.message()).contains("(call " + read.call().id() + " of read_file)");

    Preparation question = play.question("Which?");
    play.says("hello").takesUp().replies(question).steers();
    assertThat(((Refusal.Busy) Play.refusalOf(() -> play.says("you", Play.ASK))).calls())
        .extracting(OpenCall::call)
        .containsExactly(question.call());
  }

  @Test
  void an_interrupting_message_answers_open_calls_as_superseded_and_cancels_approvals() {
    Preparation asked = play.write("a", "1");
    Preparation done = play.read("b");
    play.says("hello").takesUp().replies(done, asked).runs();
    TurnId first = play.turn().id();

    play.says("something else", IfBusy.INTERRUPT);

    assertThat(play.eventTypes())
        .containsExactly(
            "approval.cancelled",
            "tool.call.superseded",
            "turn.cancelled",
            "turn.started",
            "session.message.added");
    assertThat(play.answerOf(asked).outcome()).isEqualTo(ToolResult.Outcome.SUPERSEDED);
    assertThat(play.answerOf(done).outcome()).isEqualTo(ToolResult.Outcome.SUCCEEDED);
    assertThat(play.turn().id()).isNotEqualTo(first);
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void an_interrupting_message_to_nobody_changes_nothing() {
    play.says("hello");
    Session before = play.session();

    assertThat(
            Play.refusalOf(
                () ->
                    play.act(
                        s ->
                            s.say(
                                "you",
                                Optional.of(new AgentName("nobody")),
                                IfBusy.INTERRUPT,
                                Play.AGENTS,
                                play.moment()))))
        .isInstanceOf(Refusal.SwitchRefused.class);
    assertThat(play.session()).isSameAs(before);
  }

  @Test
  void labels_are_copied() {
    var labels = new HashMap<>(Map.of("team", "core"));
    var settings =
        new SessionSettings(
            "",
            labels,
            TurnLimits.DEFAULT,
            new Runner.Any(),
            RoutingMode.FIRST,
            new SessionSettings.Tools(ToolExecution.CLIENT, List.of()));
    labels.clear();

    assertThat(settings.labels()).containsEntry("team", "core");
  }
}
