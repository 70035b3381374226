package dev.agentruntime.micrometer;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver.AgentStart;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.testkit.AuthorizedCalls;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What an observer is told of. */
final class FakeWork {

  static final SessionId SESSION = new SessionId(new UUID(7, 1));

  private FakeWork() {}

  static AgentStart agent(String name) {
    return new AgentStart(
        Owner.LOCAL,
        SESSION,
        new TurnId(new UUID(7, 2)),
        new AgentName(name),
        Optional.empty(),
        Optional.empty());
  }

  static ChatModel.Request request(Purpose purpose) {
    return new ChatModel.Request(SESSION, purpose, 0, List.of(), List.of());
  }

  static ChatModel.Outcome reply(String model) {
    return new ChatModel.Outcome.Replied(
        new ChatModel.Reply("Done.", Optional.empty(), List.of(), model, new Usage(10, 5)));
  }

  static AuthorizedCall call(String tool) {
    return AuthorizedCalls.of(tool, SideEffect.READ, JsonObject.empty(), Preview.nothing());
  }
}
