package dev.agentruntime.examples;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.script.ScriptReader;
import dev.agentruntime.application.script.ScriptedChatModel;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.ToolExecution;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session in a program of its own: no server, no database, no key. */
public final class FirstSession {

  private static final String SCRIPT =
      """
      routes: [{agent: ask, confidence: high, reason: a question}]
      replies: [{text: An agent runtime runs sessions of agents and keeps them.}]
      """;

  /** Sessions whose tools a client would execute. */
  private static final SessionSettings SETTINGS =
      new SessionSettings(
          "",
          Map.of(),
          TurnLimits.DEFAULT,
          new Runner.Any(),
          RoutingMode.FIRST,
          new SessionSettings.Tools(ToolExecution.CLIENT, List.of()));

  private FirstSession() {}

  /** Asks a question and prints how the turn ended. */
  public static void main(String[] arguments) {
    var model = new ScriptedChatModel(ScriptReader.read(SCRIPT, "the example"));
    try (var runtime = AgentRuntime.builder().model(model).build()) {
      var me = Owner.LOCAL;
      var session =
          runtime.create(new CreateSession(me, SETTINGS, Optional.empty(), Optional.empty()));
      var question = "What is an agent runtime?";
      runtime.send(new SendMessage(me, session, question, Optional.empty(), IfBusy.REJECT));
      runtime.settled(session).join();
      runtime.get(new GetSession(me, session)).lastTurn().ifPresent(System.out::println);
    }
  }
}
