package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What is put before the policy, and where the policy says so, before a person.
 *
 * @param subject for tools the tool's name
 * @param details what the policy's conditions look at
 * @param agent who wants it
 * @param files the files it would change, with their hashes as shown
 */
public record ApprovalRequest(
    ApprovalType type,
    String subject,
    JsonObject details,
    Optional<AgentName> agent,
    List<FileImpact> files) {

  /** The detail of every tool call that is true where it would read a file for secrets. */
  public static final String SECRET = "secret";

  /** The details that every tool call has. */
  public static final List<String> CERTAIN_DETAILS = List.of("arguments", "agent", SECRET);

  /** All details that a tool call can have. */
  public static final List<String> TOOL_DETAILS =
      List.of("arguments", "agent", SECRET, "path", "paths", "size", "command");

  private static final String COMMAND = CommandCheck.DETAIL;

  public ApprovalRequest {
    files = List.copyOf(files);
  }

  /** The request of a tool call. */
  public static ApprovalRequest of(PreparedCall call, AgentName agent) {
    return new ApprovalRequest(
        ApprovalType.TOOL,
        call.spec().name().value(),
        details(call, agent),
        Optional.of(agent),
        call.preview().impacts());
  }

  /**
   * The request that the policy was asked about when a call was proposed, without its files: for
   * asking another policy about it.
   *
   * @param seen what {@link #seen()} was of it
   */
  public static ApprovalRequest recorded(ToolCall call, SideEffect effect, JsonObject seen) {
    JsonObject arguments = call.arguments().onTheWire();
    var details = JsonObject.builder().put("arguments", arguments);
    seen.members().forEach(details::put);
    if (effect == SideEffect.COMMAND) {
      details.put(COMMAND, arguments.string(COMMAND));
    }
    return new ApprovalRequest(
        ApprovalType.TOOL,
        call.name(),
        details.build(),
        seen.string("agent").map(AgentName::new),
        List.of());
  }

  /** The details of a tool's request that its call does not tell. */
  public JsonObject seen() {
    var seen = JsonObject.builder();
    details.members().entrySet().stream()
        .filter(detail -> !detail.getKey().equals("arguments") && !detail.getKey().equals(COMMAND))
        .forEach(detail -> seen.put(detail.getKey(), detail.getValue()));
    return seen.build();
  }

  private static JsonObject details(PreparedCall call, AgentName agent) {
    JsonObject arguments = call.arguments();
    List<String> paths = call.preview().paths();
    if (paths.isEmpty()) {
      paths = arguments.string("path").map(List::of).orElse(List.of());
    }
    var details =
        JsonObject.builder()
            .put("arguments", arguments)
            .put("agent", agent.value())
            .put(SECRET, call.preview().secret());
    if (!paths.isEmpty()) {
      // A list where there are several: the first one must not speak for the others.
      JsonArray all = JsonArray.ofStrings(paths);
      details.put("path", paths.size() == 1 ? all.items().getFirst() : all).put("paths", all);
    }
    if (call.preview().size().isPresent()) {
      details.put("size", call.preview().size().getAsLong());
    } else {
      arguments.string("content").ifPresent(text -> details.put("size", utf8Length(text)));
    }
    if (call.spec().sideEffect() == SideEffect.COMMAND) {
      details.put(COMMAND, arguments.string(COMMAND));
    }
    return details.build();
  }

  private static long utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Whether it would read a file that is there to keep secrets. */
  boolean isAboutSecrets() {
    return details.bool(SECRET).orElse(false);
  }

  /** The same request with other details. */
  public ApprovalRequest withDetails(JsonObject changed) {
    return new ApprovalRequest(type, subject, changed, agent, files);
  }

  /**
   * What a decision is bound to: type, subject, details, agent and the hashes of the files as they
   * are. Equal digests mean that exactly the same thing would happen.
   */
  public Digest digest() {
    return Digest.of(
        JsonObject.builder()
            .put("type", type.value())
            .put("subject", subject)
            .put("details", details)
            .put("agent", agent.map(AgentName::value))
            .put("files", new JsonArray(files.stream().map(ApprovalRequest::shown).toList()))
            .build());
  }

  private static JsonValue shown(FileImpact file) {
    JsonValue before =
        file.before().<JsonValue>map(d -> new JsonString(d.hex())).orElse(JsonNull.NULL);
    return JsonObject.builder().put("path", file.path()).put("before", before).build();
  }
}
