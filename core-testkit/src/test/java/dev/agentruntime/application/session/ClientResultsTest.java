package dev.agentruntime.application.session;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.domain.tool.ToolSpec;
import dev.agentruntime.testkit.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of results that clients bring: once, twice, late, wrong. */
@Timeout(60)
class ClientResultsTest {

  private static final String ALLOW = "{\"rules\":[{\"id\":\"all\",\"decision\":\"allow\"}]}";
  private static final String ASK = "{\"rules\":[]}";

  private final Scenario story =
      Scenario.given()
          .clientTools(
              new ToolSpec(
                  new ToolName("click"),
                  "of the client",
                  JsonText.readObject("{\"type\":\"object\"}"),
                  SideEffect.COMMAND));

  @AfterEach
  void end() {
    story.close();
  }

  private void requested() {
    story.policy(ALLOW).modelCalls(call("click", "{\"x\":1}")).modelReplies("Clicked.");
    story.userSays("click").thenWaitsFor(WaitReason.CLIENT);
  }

  private SessionEvent.ToolRequested announced() {
    return story.events().stream()
        .map(event -> event.event())
        .filter(SessionEvent.ToolRequested.class::isInstance)
        .map(SessionEvent.ToolRequested.class::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private Accepted submit(String content) {
    return submit(announced().call(), announced().digest(), content, false);
  }

  private Accepted submit(ToolCallId call, Digest digest, String content, boolean failed) {
    return story
        .runtime()
        .submit(new SubmitToolResult(Owner.LOCAL, story.open(), call, digest, content, failed));
  }

  private static Refusal refusal(Runnable act) {
    try {
      act.run();
    } catch (RefusedException e) {
      return e.refusal();
    }
    throw new AssertionError("it was not refused");
  }

  @Test
  void the_same_result_again_is_accepted_again_at_once_and_long_after() {
    requested();
    Accepted first = submit("done");
    assertThat(submit("done")).isEqualTo(first);
    story.settle().thenCompletedWith("Clicked.");
    int recorded = story.events().size();
    assertThat(submit("done")).isEqualTo(first);
    story.modelReplies("Hi.").userSays("another turn");
    assertThat(submit("done")).isEqualTo(first);
    assertThat(story.answers()).hasSize(1);
    assertThat(story.events().get((int) first.position() - 1).event())
        .isInstanceOf(SessionEvent.ToolAnswered.class);
    assertThat(recorded).isLessThan(story.events().size());
  }

  @Test
  void the_answer_names_what_was_recorded_with_it() {
    story
        .policy(ALLOW)
        .modelCalls(call("click", "{\"x\":1}"), call("click", "{\"x\":2}"))
        .userSays("click")
        .thenWaitsFor(WaitReason.CLIENT);
    Accepted first = submit("one");
    story.settle();
    SessionEvent.ToolRequested second = announced();
    assertThat(submit("one-two").position()).isGreaterThan(first.position());
    assertThat(second.arguments().canonical()).contains("2");
  }

  @Test
  void another_result_of_an_answered_call_is_a_conflict_before_and_after_the_turn() {
    requested();
    submit("done");
    var conflict = new Refusal.ResultConflict(announced().call(), Outcome.SUCCEEDED);
    assertThat(refusal(() -> submit("something else"))).isEqualTo(conflict);
    story.settle().thenCompletedWith("Clicked.");
    assertThat(refusal(() -> submit("something else"))).isEqualTo(conflict);
    assertThat(refusal(() -> submit(announced().call(), announced().digest(), "done", true)))
        .isEqualTo(conflict);
    assertThat(refusal(() -> submit(announced().call(), Digest.of("x"), "done", false)))
        .isEqualTo(conflict);
    story.thenAnswered(Outcome.SUCCEEDED);
  }

  @Test
  void the_same_result_of_an_edited_call_is_known_although_the_model_was_told_more() {
    story
        .policy(ASK)
        .modelCalls(call("click", "{\"x\":1}"))
        .modelReplies("Clicked.")
        .userSays("click")
        .edited("click", "{\"x\":2}")
        .thenWaitsFor(WaitReason.CLIENT);
    Accepted first = submit("done");
    story.settle().thenCompletedWith("Clicked.");
    assertThat(story.answers().getFirst().told()).contains("{\"x\":2}", "done");
    assertThat(submit("done")).isEqualTo(first);
    assertThat(refusal(() -> submit(story.answers().getFirst().told())))
        .isInstanceOf(Refusal.ResultConflict.class);
  }

  @Test
  void the_same_result_with_a_secret_is_known_as_it_was_recorded() {
    story.secrets("very-secret-thing");
    requested();
    Accepted first = submit("it is very-secret-thing");
    assertThat(submit("it is very-secret-thing")).isEqualTo(first);
    assertThat(story.answers().getFirst().content()).isEqualTo("it is ***");
  }

  @Test
  void a_call_that_is_proposed_but_not_requested_takes_no_result_and_stays_pending() {
    story
        .policy(ASK)
        .modelCalls(call("click", "{\"x\":1}"))
        .userSays("click")
        .thenWaitsFor(WaitReason.APPROVAL);
    ToolCallId call = story.view().openCalls().getFirst().id();
    assertThat(refusal(() -> submit(call, Digest.of("x"), "done", false)))
        .isInstanceOf(Refusal.ResultRefused.class);
    story.thenWaitsFor(WaitReason.APPROVAL);
  }

  @Test
  void a_result_of_something_else_than_what_was_requested_is_refused() {
    requested();
    assertThat(refusal(() -> submit(announced().call(), Digest.of("x"), "done", false)))
        .isEqualTo(new Refusal.StaleDigest(announced().digest()));
  }

  @Test
  void a_call_that_is_unknown_or_of_another_session_is_not_found() {
    requested();
    var unknown = new ToolCallId(new UUID(7, 7));
    assertThat(refusal(() -> submit(unknown, announced().digest(), "done", false)))
        .isEqualTo(new Refusal.NotFound("call", unknown.toString()));
    ToolCallId call = announced().call();
    SessionId other =
        story
            .runtime()
            .create(
                new CreateSession(
                    Owner.LOCAL,
                    story.view().header().settings(),
                    Optional.empty(),
                    Optional.empty()));
    assertThatThrownBy(
            () ->
                story
                    .runtime()
                    .submit(
                        new SubmitToolResult(
                            Owner.LOCAL, other, call, announced().digest(), "done", false)))
        .isInstanceOf(RefusedException.class)
        .hasMessage("there is no call " + call);
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        Arguments.of(
            Outcome.CANCELLED,
            (Consumer<Scenario>)
                s -> s.runtime().cancel(new CancelTurn(Owner.LOCAL, s.open(), "enough"))),
        Arguments.of(
            Outcome.SUPERSEDED, (Consumer<Scenario>) s -> s.send("stop that", IfBusy.INTERRUPT)),
        Arguments.of(
            Outcome.CANCELLED,
            (Consumer<Scenario>) s -> s.runtime().close(new CloseSession(Owner.LOCAL, s.open()))));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void a_result_of_a_call_whose_turn_is_over_is_a_conflict_that_says_so(
      Outcome answered, Consumer<Scenario> end) {
    requested();
    end.accept(story);
    story.settle();
    assertThat(refusal(() -> submit("done")))
        .isEqualTo(new Refusal.ResultConflict(announced().call(), answered));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "false", "0", "null", " ", "{}"})
  void a_result_reaches_the_model_as_it_is(String content) {
    requested();
    submit(content);
    story.settle().thenCompletedWith("Clicked.");
    List<String> told =
        story.model().requests().getLast().messages().stream()
            .filter(Message.Tool.class::isInstance)
            .map(message -> ((Message.Tool) message).result().content())
            .toList();
    assertThat(told).containsExactly(content);
  }
}
