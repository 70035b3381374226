package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.Scenario;
import dev.agentruntime.testkit.gen.Gen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A model that calls whatever comes to its mind, and people who decide as they like: whatever ran,
 * a rule or a person had allowed exactly that. Looked at from outside, in the log and in what the
 * workspace was made to do.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
class GeneratedCallsTest {

  private static final int SESSIONS = 125;
  private static final int REPLIES = 5;
  private static final int CALLS = 32;
  private static final int MANY = 1_000_000;

  private static final String POLICY =
      """
      {"rules":[
        {"id":"control","subject_pattern":"switch_mode","decision":"deny"},
        {"id":"frozen","subject_pattern":"write_file|apply_diff","decision":"deny",
         "conditions":{"path_matches":"frozen.*"}},
        {"id":"reads","subject_pattern":"read_file|list_files","decision":"allow"},
        {"id":"small","subject_pattern":"write_file","decision":"allow","conditions":{"size_lt":3}},
        {"id":"tests","subject_pattern":"execute_command","decision":"allow",
         "conditions":{"command_in":["npm test"]}},
        {"id":"rm","subject_pattern":"execute_command","decision":"deny",
         "conditions":{"command_in":["rm *"]}}]}\
      """;

  private static final ApprovalPolicy RULES = PolicyDocument.read(JsonText.readObject(POLICY));

  private static final TurnLimits LIMITS =
      new TurnLimits(MANY, MANY, MANY, MANY, CALLS, Duration.ofDays(1), TurnBudget.NONE);

  private final Gen gen = new Gen(20_000);
  private int started;
  private int byPerson;
  private int called;

  /** Three replies in a row with a call that is none would end the turn. */
  private ChatModel.Call call(boolean usable) {
    String path = gen.pick(List.of("a", "b", "frozen/x", ".env", usable ? "c" : ""));
    return switch (gen.below(usable ? 7 : 8)) {
      case 0, 1 -> FakeChatModel.call("write_file", write(path, gen.pick(List.of("1", "12345"))));
      case 2, 3 ->
          FakeChatModel.call(
              "execute_command",
              one(
                  "command",
                  gen.pick(List.of("npm test", "npm test -- -u", "rm x", "make; rm x", "$(x)"))));
      case 4 -> FakeChatModel.call("read_file", one("path", path));
      case 5 -> FakeChatModel.call("list_files", one("path", "."));
      case 6 -> FakeChatModel.call("apply_diff", one("diff", "+++ b/" + path));
      default -> FakeChatModel.call(gen.pick(List.of("write_file", "rm", "")), gen.text());
    };
  }

  private static String write(String path, String content) {
    return JsonObject.builder().put("path", path).put("content", content).build().canonical();
  }

  private static String one(String name, String value) {
    return JsonObject.builder().put(name, value).build().canonical();
  }

  private ApprovalDecision decision(Approval asked) {
    return switch (gen.below(4)) {
      case 0 -> new ApprovalDecision.Reject(gen.text());
      case 1 -> edit(asked);
      default -> new ApprovalDecision.Approve();
    };
  }

  private ApprovalDecision edit(Approval asked) {
    return switch (asked.request().subject()) {
      case "write_file" ->
          new ApprovalDecision.ApproveWithEdits(JsonText.readObject(write("b", "edited")));
      case "execute_command" ->
          new ApprovalDecision.ApproveWithEdits(JsonText.readObject(one("command", "make")));
      default -> new ApprovalDecision.Approve();
    };
  }

  @Test
  void nothing_ran_that_neither_a_rule_nor_a_person_had_allowed() {
    try (Scenario story =
        Scenario.given().policy(POLICY).limits(LIMITS).file("a", "old").file(".env", "k")) {
      story.workspace().secretFile(".env", "k");
      for (int i = 0; i < SESSIONS; i++) {
        play(story.anotherSession());
      }

      assertThat(story.workspace().executed())
          .as("what the workspace did is what the logs tell")
          .hasSize(started);
      assertThat(called).isEqualTo(SESSIONS * REPLIES * CALLS).isEqualTo(20_000);
      for (AuthorizedCall call : story.workspace().executed()) {
        assertThat(call.arguments().string("path").orElse("")).isNotEqualTo("frozen/x");
        assertThat(call.arguments().string("command").orElse("")).doesNotContain("rm x");
      }
      assertThat(byPerson).isGreaterThan(1_000);
      assertThat(started - byPerson).isGreaterThan(1_000);
    }
  }

  private void play(Scenario story) {
    for (int i = 0; i < REPLIES; i++) {
      var calls = new ArrayList<ChatModel.Call>();
      for (int j = 0; j < CALLS; j++) {
        calls.add(call(i % 2 == 0));
      }
      story.modelCalls(calls.toArray(ChatModel.Call[]::new));
    }
    story.modelReplies("Done.").userSays("go");
    while (story.outcome().isEmpty()) {
      story.pending().forEach(asked -> story.decide(asked, decision(asked)));
      story.settle();
    }
    judge(story.events().stream().map(RecordedEvent::event).toList());
  }

  private void judge(List<SessionEvent> log) {
    Map<ToolCallId, SessionEvent.ToolCallProposed> proposed = new HashMap<>();
    Map<ApprovalId, ToolCallId> asked = new HashMap<>();
    Map<ApprovalId, Digest> approved = new HashMap<>();
    Set<ToolCallId> once = new HashSet<>();
    for (SessionEvent event : log) {
      switch (event) {
        case SessionEvent.ReplyRecorded r -> called += r.reply().calls().size();
        case SessionEvent.ToolCallProposed p -> proposed.put(p.call().id(), p);
        case SessionEvent.ApprovalRequested a ->
            a.approval().asked().call().ifPresent(call -> asked.put(a.approval().id(), call));
        case SessionEvent.ApprovalClosed c when c.outcome() instanceof Approved yes ->
            approved.put(c.approval(), yes.granted().digest());
        case SessionEvent.ToolStarted s -> {
          started++;
          assertThat(once.add(s.call())).as("%s ran once", s.call()).isTrue();
          switch (s.grounds()) {
            case Grounds.Policy policy ->
                assertThat(ruling(proposed.get(s.call()))).isEqualTo(Ruling.ALLOW);
            case Grounds.Person person -> {
              byPerson++;
              assertThat(asked.get(person.approval())).isEqualTo(s.call());
              assertThat(approved.get(person.approval())).isEqualTo(s.digest());
            }
          }
        }
        default -> {
          // Nothing that lets anything run.
        }
      }
    }
  }

  private static Ruling ruling(SessionEvent.ToolCallProposed proposed) {
    return RULES
        .evaluate(ApprovalRequest.recorded(proposed.call(), proposed.sideEffect(), proposed.seen()))
        .ruling();
  }
}
