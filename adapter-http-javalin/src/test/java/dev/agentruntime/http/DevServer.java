package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.script.ScriptReader;
import dev.agentruntime.application.script.ScriptedChatModel;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.TurnLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The adapter as a program, with a model that plays a script and a store in memory, for checks that
 * drive it from outside: {@code --port N --script FILE [--allow-origin ORIGIN]}. Who calls is an
 * administrator with the key in {@code AGENT_RUNTIME_API_KEY}. A line on standard input starts the
 * server anew on the same port, with the sessions that there are.
 */
final class DevServer {

  private DevServer() {}

  /** Serves until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    List<String> given = Arrays.asList(arguments);
    AgentProfiles agents = BuiltinAgents.enabled(List.of("coder", "ask"));
    try (AgentRuntime runtime = runtime(Path.of(option(given, "--script").orElseThrow()), agents)) {
      var settings =
          new HttpSettings(
              "127.0.0.1",
              Integer.parseInt(option(given, "--port").orElse("0")),
              new HttpSettings.Guards(
                  Set.of(), Set.copyOf(option(given, "--allow-origin").stream().toList())),
              HttpSettings.Bounds.DEFAULT);
      serve(parts(runtime, agents), settings);
    }
  }

  private static void serve(HttpParts parts, HttpSettings settings) throws IOException {
    HttpSettings now = settings;
    int read;
    do {
      try (HttpApi api = HttpApi.start(parts, now)) {
        System.err.println("listening on http://127.0.0.1:" + api.port());
        now = new HttpSettings(now.host(), api.port(), now.guards(), now.bounds());
        read = System.in.read();
      }
    } while (read >= 0);
  }

  private static Optional<String> option(List<String> arguments, String name) {
    int at = arguments.indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(arguments.get(at + 1));
  }

  private static AgentRuntime runtime(Path script, AgentProfiles agents) throws IOException {
    return AgentRuntime.builder()
        .persistence(new InMemoryPersistence())
        .model(new ScriptedChatModel(ScriptReader.read(Files.readString(script), "script")))
        .agents(agents)
        .policy(ApprovalMode.READS.document())
        .running(RunnerSettings.DEFAULT)
        .build();
  }

  private static HttpParts parts(AgentRuntime runtime, AgentProfiles agents) {
    String key = System.getenv("AGENT_RUNTIME_API_KEY");
    var caller = new Caller("1", "admin", new Owner("local"), Caller.Role.ADMIN);
    return new HttpParts(
        runtime,
        presented -> Optional.of(caller).filter(known -> presented.equals(key)),
        agents,
        WorkspaceRoots.none(),
        TurnLimits.DEFAULT,
        new Served.Level(),
        "test");
  }
}
