package dev.agentruntime.application.tool;

import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.ControlTools;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The nine tools that every session can have, in the order they are offered. Their schemas admit no
 * unknown argument and bound every length; what a schema cannot say, such as an end before its
 * start, the executor of the tool refuses.
 */
public final class BuiltinTools {

  private static final List<ToolSpec> ALL = ToolFile.read("tools.yaml");
  private static final ToolName SWITCH_MODE = new ToolName(ControlTools.SWITCH_MODE);

  private BuiltinTools() {}

  /** All nine; {@code switch_mode} takes any agent name. */
  public static List<ToolSpec> all() {
    return ALL;
  }

  /** The tool of that name. */
  public static Optional<ToolSpec> find(ToolName name) {
    return ALL.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }

  /** {@code switch_mode} with a schema that takes the names of the enabled agents only. */
  public static ToolSpec switchModeFor(AgentProfiles enabled) {
    ToolSpec any = find(SWITCH_MODE).orElseThrow();
    List<String> names =
        enabled.all().stream().map(AgentProfile::name).map(Object::toString).toList();
    JsonObject properties = any.schema().object("properties").orElseThrow();
    JsonObject mode = properties.object("mode").orElseThrow();
    JsonObject oneOfThem = with(mode, "enum", JsonArray.ofStrings(names));
    JsonObject schema = with(any.schema(), "properties", with(properties, "mode", oneOfThem));
    return new ToolSpec(any.name(), any.description(), schema, any.sideEffect());
  }

  private static JsonObject with(JsonObject object, String name, JsonValue value) {
    var members = new LinkedHashMap<>(object.members());
    members.put(name, value);
    return new JsonObject(members);
  }
}
