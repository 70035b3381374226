package dev.agentruntime.domain.session;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The files of a test, and what calls would do to them. The tool's name tells its kind. */
final class World {

  private static final Map<String, SideEffect> KINDS =
      Map.of(
          "read_file",
          SideEffect.READ,
          "read_secret",
          SideEffect.READ,
          "write_file",
          SideEffect.EDIT,
          "free_write",
          SideEffect.EDIT,
          "execute_command",
          SideEffect.COMMAND,
          "free_command",
          SideEffect.COMMAND,
          "forbidden",
          SideEffect.COMMAND,
          ControlTools.SWITCH_MODE,
          SideEffect.CONTROL,
          ControlTools.ASK_FOLLOWUP_QUESTION,
          SideEffect.CONTROL,
          ControlTools.ATTEMPT_COMPLETION,
          SideEffect.CONTROL);

  private final Map<String, String> files = new HashMap<>();
  private final ToolExecution execution;

  World(ToolExecution execution) {
    this.execution = execution;
  }

  void write(String path, String content) {
    files.put(path, content);
  }

  void remove(String path) {
    files.remove(path);
  }

  /** The digests of all files as they are. */
  Map<String, Digest> digests() {
    var digests = new HashMap<String, Digest>();
    files.forEach((path, content) -> digests.put(path, Digest.of(content)));
    return digests;
  }

  Preparation prepare(ToolCall call) {
    return switch (call.arguments()) {
      case ToolArguments.Parsed parsed -> new Preparation.Ready(prepare(call, parsed.value()));
      case ToolArguments.Malformed malformed ->
          new Preparation.Unfit(call, ToolResult.failed("Malformed: " + malformed.problem()), true);
    };
  }

  PreparedCall prepare(ToolCall call, JsonObject arguments) {
    SideEffect effect = KINDS.getOrDefault(call.name(), SideEffect.COMMAND);
    return new PreparedCall(
        call,
        new ToolSpec(new ToolName(call.name()), "", JsonObject.empty(), effect),
        execution,
        arguments,
        effect == SideEffect.EDIT ? edit(arguments) : Preview.nothing());
  }

  private Preview edit(JsonObject arguments) {
    String path = arguments.string("path").orElseThrow();
    String content = arguments.string("content").orElseThrow();
    var impact =
        new FileImpact(
            path,
            Optional.ofNullable(files.get(path)).map(Digest::of),
            Optional.of(Digest.of(content)));
    return new Preview(
        List.of(path), List.of(impact), OptionalLong.of(content.length()), Optional.empty(), false);
  }
}
