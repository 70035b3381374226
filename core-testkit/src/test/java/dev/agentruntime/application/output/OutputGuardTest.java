package dev.agentruntime.application.output;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.session.SubmitToolResult;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutputGuardTest {

  private static final String HIDDEN = "a\u200Bb\u001B[2J";
  private static final String SHOWN =
      "a\\u{200B}b\\u{1B}[2J\n"
          + "[2 characters here cannot be seen and are written out, as \\r or \\u{200B}]";

  private final Scenario story = Scenario.given();

  @AfterEach
  void end() {
    story.close();
  }

  private static OutputGuard knowing(String... secrets) {
    return new OutputGuard(KnownSecrets.of(List.of(secrets)));
  }

  private static Preview preview(String diff) {
    return new Preview(List.of("a"), List.of(), OptionalLong.empty(), Optional.of(diff), false);
  }

  @Test
  void the_model_is_told_what_cannot_be_seen_and_that_it_is_written_out() {
    story
        .file("x", HIDDEN)
        .modelCalls(call("read_file", "{\"path\":\"x\"}"))
        .modelReplies("Seen.")
        .userSays("look");

    Message.Tool told = (Message.Tool) story.model().lastRequest().messages().getLast();
    assertThat(told.result().content()).isEqualTo(SHOWN);
  }

  @Test
  void what_runs_is_exact_and_only_what_is_shown_of_it_is_written_out() {
    story
        .modelCalls(call("write_file", "{\"path\":\"x\",\"content\":\"a\\u200Bb\\u001B[2J\"}"))
        .modelReplies("Done.")
        .userSays("write");
    assertThat(story.pending("write_file").asked().diff()).contains("+a\\u{200B}b\\u{1B}[2J");

    story.approved("write_file").thenCompletedWith("Done.");
    assertThat(story.workspace().content("x")).contains(HIDDEN);
  }

  @Test
  void what_a_client_brings_is_guarded_as_well() {
    story
        .clientTools()
        .secrets("canary-value")
        .modelCalls(call("read_file", "{\"path\":\"x\"}"))
        .modelReplies("Seen.")
        .userSays("look")
        .thenWaitsFor(WaitReason.CLIENT);
    SessionEvent.ToolRequested asked =
        story.events().stream()
            .map(RecordedEvent::event)
            .filter(SessionEvent.ToolRequested.class::isInstance)
            .map(SessionEvent.ToolRequested.class::cast)
            .findFirst()
            .orElseThrow();
    story
        .runtime()
        .submit(
            new SubmitToolResult(
                Owner.LOCAL,
                story.open(),
                asked.call(),
                asked.digest(),
                "canary-value\u202E",
                false));
    story.settle();

    assertThat(story.answers().getFirst().content()).startsWith("***\\u{202E}\n[1 ");
  }

  @Test
  void live_output_is_guarded_across_its_pieces() {
    var seen = new CopyOnWriteArrayList<String>();
    story
        .secrets("canary-value")
        .command(
            "make",
            output -> {
              List.of("go canary", "-value\uD83D", "\uDC1E\r", "\nend\r").forEach(output);
              return ToolResult.succeeded("ok");
            })
        .modelCalls(call("execute_command", "{\"command\":\"make\"}"))
        .modelReplies("Done.");
    try (EventFeed.Subscription watch = story.runtime().watch(story.open(), 0, into(seen))) {
      story.userSays("build").approved("execute_command");
      assertThat(watch).isNotNull();
    }

    assertThat(String.join("", seen)).isEqualTo("go ***\uD83D\uDC1E\r\nend\\r");
  }

  private static EventFeed.Watcher into(List<String> seen) {
    return new EventFeed.Watcher() {
      @Override
      public void recorded(RecordedEvent event) {}

      @Override
      public void delta(Delta delta) {
        if (delta instanceof Delta.ToolOutput output) {
          seen.add(output.text());
        }
      }
    };
  }

  @Test
  void arguments_with_a_known_secret_are_refused_and_never_run() {
    story
        .secrets("canary-value", "1234567890")
        .modelCalls(
            call("write_file", "{\"path\":\"x\",\"content\":\"\\u0063anary-value\"}"),
            call("execute_command", "{\"command\":\"echo canary-value"),
            call("read_file", "{\"path\":\"x\",\"end\":1234567890}"))
        .modelReplies("Sorry.")
        .userSays("go")
        .thenAnswered(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED)
        .thenRan();

    assertThat(story.answers())
        .extracting(ToolResult::content)
        .allMatch(told -> told.contains("a known secret value stands in them"));
    assertThat(story.events().toString()).doesNotContain("canary-value", "1234567890");
  }

  @Test
  void a_result_without_anything_hidden_is_left_as_it_is() {
    ToolResult plain = ToolResult.changed("line\n", List.of("a"));

    assertThat(knowing("canary-value").result(plain)).isEqualTo(plain);
  }

  @Test
  void saying_it_again_changes_nothing() {
    ToolResult once = knowing().result(ToolResult.succeeded("x\u200B\n"));

    assertThat(once.content()).startsWith("x\\u{200B}\n[1 ");
    assertThat(knowing().result(once)).isEqualTo(once);
  }

  @Test
  void a_long_diff_is_cut_between_lines_and_says_so() {
    String diff = "+canary-value and more\n".repeat(10_000);
    String shown = knowing("canary-value").preview(preview(diff)).diff().orElseThrow();

    assertThat(shown).hasSizeLessThan(OutputGuard.MAX_DIFF + 100).doesNotContain("canary");
    assertThat(shown.lines().limit(1000)).containsOnly("+*** and more");
    assertThat(shown.lines().toList().getLast())
        .matches("\\[diff cut here: \\d+ more characters are not shown]");
  }

  @Test
  void a_long_diff_of_one_line_is_not_shown_in_part() {
    String shown = knowing().preview(preview("+" + "x".repeat(70_000))).diff().orElseThrow();

    assertThat(shown).isEqualTo("\n[diff cut here: 70001 more characters are not shown]\n");
  }

  @Test
  void paths_and_hashes_stay_exact() {
    Preview exact = Preview.ofPaths(List.of("a\u200Bb"));

    assertThat(knowing("canary-value").preview(exact)).isEqualTo(exact);
    assertThat(knowing("canary-value").preview(exact.ofSecrets())).isEqualTo(exact.ofSecrets());
  }

  @Test
  void a_ceiling_of_tokens_holds_where_the_model_counts_none() {
    story
        .limits(TurnLimits.DEFAULT.with(new TurnBudget(OptionalLong.of(100), Optional.empty())))
        .file("x", "x")
        .modelDoes(uncounted())
        .modelDoes(uncounted())
        .userSays("go")
        .thenWaitsFor(WaitReason.LIMIT);

    assertThat(story.pending("tokens").request().details().bool("tokens_estimated")).contains(true);
    long first = tokens();
    story.approved("tokens");
    // The system's text alone is more than what one word of a person allows.
    while (tokens() == first) {
      story.approved("tokens");
    }
    assertThat(tokens()).isGreaterThan(2 * first);
  }

  private static FakeChatModel.Turn uncounted() {
    return (request, deltas) ->
        new ChatModel.Outcome.Replied(
            new ChatModel.Reply(
                "",
                Optional.of("hm"),
                List.of(call("read_file", "{\"path\":\"x\"}")),
                "uncounted",
                Usage.NONE));
  }

  private long tokens() {
    JsonObject details = story.pending("tokens").request().details();
    return details.integer("prompt_tokens").orElseThrow()
        + details.integer("completion_tokens").orElseThrow();
  }

  @Test
  void what_a_preview_says_against_a_call_is_guarded() {
    story
        .secrets("canary-value")
        .modelCalls(call("read_file", "{\"path\":\"no\u200Bfile\"}"))
        .modelReplies("Sorry.")
        .userSays("go");

    assertThat(story.answers().getFirst().content()).isEqualTo("There is no file no\\u{200B}file.");
  }

  @Test
  void what_was_recorded_before_a_secret_was_known_is_not_sent_again() {
    story
        .file("x", "canary-value")
        .modelReplies("I see canary-value.", call("read_file", "{\"path\":\"x\"}"))
        .modelCalls(call("write_file", "{\"path\":\"canary-value\",\"content\":\"1\"}"))
        .modelCalls(call("write_file", "{\"path\":\"canary-value"))
        .modelReplies("Done.")
        .userSays("canary-value")
        .rejected("write_file", "");
    story.secrets("canary-value").modelReplies("Again.").processStops().userSays("again");

    assertThat(story.model().lastRequest().messages().toString())
        .contains("***")
        .doesNotContain("canary-value");
  }
}
