package dev.agentruntime.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * That a known secret leaves no trace: a whole session in which it comes from everywhere it can
 * come from, in any store.
 */
@Timeout(120)
public abstract class SecrecyContract {

  private static final String CANARY = "canary-\"7f3a/9c\"-secret";
  private static final String CODED =
      Base64.getEncoder().encodeToString(("user:" + CANARY).getBytes(UTF_8));

  private final List<String> deltas = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch live = new CountDownLatch(1);

  /** An empty store. */
  protected abstract Persistence open() throws Exception;

  /** Every text the store holds, as it holds it. */
  protected abstract String everythingStored() throws Exception;

  private static ChatModel.Call call(String tool, String arguments) {
    return new ChatModel.Call("call_" + CANARY, tool, arguments);
  }

  @Test
  void a_known_secret_is_in_no_row_no_event_no_delta_no_answer_and_no_request() throws Exception {
    try (Scenario story = Scenario.on(open(), new ShiftableClock()).secrets(CANARY)) {
      prepare(story);
      try (EventFeed.Subscription watch =
          story.runtime().watch(story.open(), 0, new Everything())) {
        // Who comes in later is not told the pieces of replies that are complete.
        assertThat(live.await(30, TimeUnit.SECONDS)).isTrue();
        tell(story);
        assertThat(watch).isNotNull();
      }
      assertThat(String.join("", deltas)).contains("the key is ***", "KEY=*** done");
      assertThat(told).isNotEmpty();
      assertThat(requests(story)).contains("***");
      assertThat(everythingStored()).contains("***");

      assertThat(List.of(String.join("", deltas), told.toString(), requests(story)))
          .noneMatch(SecrecyContract::isTold);
      assertThat(isTold(everythingStored())).isFalse();
      assertThat(story.answers().toString()).doesNotContain("canary");
    }
  }

  private static boolean isTold(String text) {
    return text.contains("canary-") || text.contains("7f3a/9c") || text.contains(CODED);
  }

  private static String requests(Scenario story) {
    return story.model().requests().stream()
        .map(request -> request.messages().toString())
        .collect(Collectors.joining());
  }

  private void prepare(Scenario story) {
    story
        .file("AGENTS.md", "Use the key " + CANARY)
        .file("notes.txt", "basic " + CODED + "\n" + CANARY)
        .command(
            "env",
            output -> {
              ("KEY=" + CANARY + " done").chars().mapToObj(Character::toString).forEach(output);
              return ToolResult.succeeded("KEY=" + CANARY);
            })
        .modelDoes(
            (request, pieces) -> {
              pieces.reasoning("hm, " + CANARY.substring(0, 9));
              pieces.text("the key is " + CANARY.substring(0, 5));
              pieces.reasoning(CANARY.substring(9));
              pieces.text(CANARY.substring(5) + ".");
              return replied(
                  "the key is " + CANARY + ".", call("read_file", "{\"path\":\"notes.txt\"}"));
            })
        .modelCalls(call("execute_command", "{\"command\":\"env\"}"))
        .modelCalls(call("write_file", write(CANARY)))
        .modelCalls(call("write_file", write("x")))
        .modelDoes(
            (request, pieces) ->
                new ChatModel.Outcome.Failed(
                    FailureKind.REJECTED, "bad key " + CANARY, Optional.of("model " + CANARY)));
  }

  private static String write(String content) {
    return JsonObject.builder().put("path", "a").put("content", content).build().canonical();
  }

  private static ChatModel.Outcome replied(String text, ChatModel.Call... calls) {
    return new ChatModel.Outcome.Replied(
        new ChatModel.Reply(
            text, Optional.of("hm, " + CANARY), List.of(calls), "model " + CANARY, Usage.NONE));
  }

  private void tell(Scenario story) {
    story.userSays("my key is " + CANARY).thenWaitsFor(WaitReason.APPROVAL);
    story.approved("execute_command").thenWaitsFor(WaitReason.APPROVAL);
    assertThatThrownBy(() -> story.edited("write_file", write(CODED)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("known secret");
    story.rejected("write_file", "not with " + CANARY);
    story
        .runtime()
        .switchAgent(
            new SwitchAgent(Owner.LOCAL, story.open(), new AgentName("ask"), "for " + CANARY));
    assertThat(story.outcome()).isPresent();
    story.thenRan("read_file", "execute_command");
  }

  private final class Everything implements EventFeed.Watcher {

    @Override
    public void recorded(RecordedEvent event) {
      told.add(EventJson.write(event.event()).data().canonical());
    }

    @Override
    public void live() {
      live.countDown();
    }

    @Override
    public void delta(Delta delta) {
      deltas.add(
          switch (delta) {
            case Delta.ReplyText text -> text.text();
            case Delta.Reasoning reasoning -> reasoning.text();
            case Delta.ToolOutput output -> output.text();
          });
    }
  }
}
