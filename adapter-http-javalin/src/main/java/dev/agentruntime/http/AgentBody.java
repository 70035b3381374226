package dev.agentruntime.http;

import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolName;

/** Agents as JSON; their prompts are no secret, but nobody's business either. */
final class AgentBody {

  private AgentBody() {}

  static JsonObject of(AgentProfile profile) {
    return JsonObject.builder()
        .put("name", profile.name().value())
        .put("description", profile.description())
        .put("tools", profile.tools().stream().sorted().map(ToolName::value).toList())
        .put("editable", profile.editable().globs())
        .build();
  }
}
