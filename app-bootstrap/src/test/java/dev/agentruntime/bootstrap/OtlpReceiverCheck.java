package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.application.port.RuntimeObserver.AgentStart;
import dev.agentruntime.application.port.RuntimeObserver.ModelCall;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.AuthorizedCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Tells a receiver that this project did not write of a turn: it is suspended, and goes on in the
 * trace of who decided. {@code checks/otlp/run} starts that receiver, names it by the standard
 * variables and looks at what arrived.
 */
class OtlpReceiverCheck {

  private static final SessionId SESSION = new SessionId(new UUID(7, 1));
  private static final TurnId TURN = new TurnId(new UUID(7, 2));

  @Test
  void a_turn_that_is_suspended_and_goes_on_elsewhere_is_sent() {
    var problems = new ArrayList<Problem>();
    try (Traces traces = Traces.open(System.getenv(), problems)) {
      RuntimeObserver observer = traces.observer("openai", Optional.of("gpt-5")).orElseThrow();
      Optional<TraceParent> asked = place("CHECK_ASKED");
      Optional<TraceParent> began = suspended(begins(observer, asked, asked));
      goesOn(begins(observer, place("CHECK_DECIDED"), began));
    }
    assertThat(problems).isEmpty();
  }

  private static Optional<TraceParent> place(String variable) {
    return Optional.of(new TraceParent(System.getenv(variable)));
  }

  private static AgentRun begins(
      RuntimeObserver observer, Optional<TraceParent> cause, Optional<TraceParent> origin) {
    return observer.begins(
        new AgentStart(Owner.LOCAL, SESSION, TURN, new AgentName("coder"), cause, origin));
  }

  private static Optional<TraceParent> suspended(AgentRun run) {
    ModelCall call = asks(run);
    call.firstPiece();
    call.ends(
        new ChatModel.Outcome.Replied(
            new ChatModel.Reply(
                "I read it first.",
                Optional.empty(),
                List.of(new ChatModel.Call("call_1", "read_file", "{\"path\":\"README.md\"}")),
                "gpt-5-2026",
                new Usage(120, 8))));
    runs(run, "read_file", SideEffect.READ, ToolResult.succeeded("# A demo"));
    run.ends(new AgentEnd.Waits(WaitReason.APPROVAL));
    return run.trace();
  }

  private static void goesOn(AgentRun run) {
    runs(run, "write_file", SideEffect.EDIT, ToolResult.failed("the disk is full"));
    asks(run).ends(new ChatModel.Outcome.Failed(FailureKind.TIMEOUT, "no answer in time"));
    asks(run).abandoned();
    run.ends(
        new AgentEnd.TurnOver(new TurnOutcome.Failed(FailureKind.TIMEOUT, "no answer in time")));
  }

  private static ModelCall asks(AgentRun run) {
    return run.asks(new ChatModel.Request(SESSION, Purpose.REPLY, 0, List.of(), List.of()));
  }

  private static void runs(AgentRun run, String tool, SideEffect effect, ToolResult result) {
    run.executes(AuthorizedCalls.of(tool, effect, JsonObject.empty(), Preview.nothing()))
        .ends(result);
  }
}
