package dev.agentruntime.application.tool;

import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.ControlTools;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalogue of one session: the built-in tools and those its client declared. */
public final class SessionTools {

  private final Map<String, ToolSpec> specs = new LinkedHashMap<>();
  private final Map<String, ToolSpec> declared = new LinkedHashMap<>();
  private final ToolExecution execution;

  private SessionTools(ToolExecution execution) {
    this.execution = execution;
  }

  /** The catalogue of a session with these settings. */
  public static SessionTools of(SessionSettings.Tools settings, AgentProfiles agents) {
    var tools = new SessionTools(settings.execution());
    BuiltinTools.all().forEach(spec -> tools.specs.put(spec.name().value(), spec));
    tools.specs.put(ControlTools.SWITCH_MODE, BuiltinTools.switchModeFor(agents));
    for (ToolSpec spec : settings.declared()) {
      // A declared tool must never stand in for a built-in one.
      if (tools.specs.putIfAbsent(spec.name().value(), spec) == null) {
        tools.declared.put(spec.name().value(), spec);
      }
    }
    return tools;
  }

  /** The tool of that name, if the session has it. */
  public Optional<ToolSpec> find(String name) {
    return Optional.ofNullable(specs.get(name));
  }

  /** Whether that agent may call that tool. Declared tools are open to every agent. */
  public boolean mayCall(AgentProfile agent, ToolSpec spec) {
    return agent.tools().contains(spec.name()) || declared.containsKey(spec.name().value());
  }

  /** What is offered to the model while that agent is at work. */
  public List<ToolSpec> offeredTo(AgentProfile agent) {
    return specs.values().stream().filter(spec -> mayCall(agent, spec)).toList();
  }

  /** Who executes that tool's calls. */
  public ToolExecution executionOf(ToolName tool) {
    return declared.containsKey(tool.value()) ? ToolExecution.CLIENT : execution;
  }
}
