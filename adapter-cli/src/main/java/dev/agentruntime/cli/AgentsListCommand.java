package dev.agentruntime.cli;

import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.tool.ToolName;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists agents. */
@Command(
    name = "list",
    description = {
      "Lists the agents there are: whether they are enabled, what they are for, the tools they may"
          + " use and the files they may edit.",
      "The setting agents says which are enabled."
    },
    footer = {
      "agent-runtime agents list",
      "agent-runtime agents list --format json | jq -r '.[] | select(.enabled) | .name'"
    })
final class AgentsListCommand implements Callable<Integer> {

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  @Mixin private final ListFormat format = new ListFormat();

  AgentsListCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    AgentProfiles enabled = factory.prepare(List.of()).agents();
    if (format.isJson()) {
      surroundings
          .out()
          .println(
              JsonLine.of(
                  new JsonArray(
                      BuiltinAgents.all().stream()
                          .<JsonValue>map(agent -> json(agent, enabled))
                          .toList())));
    } else {
      var table = new Table("NAME", "ENABLED", "EDITS", "TOOLS", "WHAT FOR");
      BuiltinAgents.all()
          .forEach(
              agent ->
                  table.row(
                      agent.name().value(),
                      isIn(enabled, agent.name()) ? "yes" : "no",
                      edits(agent),
                      Integer.toString(agent.tools().size()),
                      agent.description()));
      table.lines().forEach(surroundings.out()::println);
    }
    return ExitCode.DONE.status();
  }

  private static boolean isIn(AgentProfiles enabled, AgentName name) {
    return enabled.find(name).isPresent();
  }

  private static String edits(AgentProfile agent) {
    boolean editor =
        agent.tools().stream()
            .map(ToolName::value)
            .anyMatch(name -> name.equals("write_file") || name.equals("apply_diff"));
    return editor ? agent.editable().toString() : "nothing";
  }

  private static JsonObject json(AgentProfile agent, AgentProfiles enabled) {
    return JsonObject.builder()
        .put("name", agent.name().value())
        .put("enabled", isIn(enabled, agent.name()))
        .put("description", agent.description())
        .put("tools", agent.tools().stream().map(ToolName::value).sorted().toList())
        .put("edits", edits(agent))
        .build();
  }
}
