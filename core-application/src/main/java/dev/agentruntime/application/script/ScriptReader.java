package dev.agentruntime.application.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a script from YAML. All problems are reported at once; unknown members are problems.
 *
 * <pre>{@code
 * messages: ["Fix the failing test"]
 * routes:
 *   - {agent: debug, confidence: high, reason: a test fails}
 * replies:
 *   - text: I look at the test first.
 *     calls:
 *       - {tool: read_file, arguments: {path: src/Sum.java}}
 *   - text: Done.
 * decisions:
 *   - approve
 *   - {edit: {path: a.txt, content: b}}
 *   - {reject: not this file}
 * }</pre>
 */
public final class ScriptReader {

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private final String source;
  private final List<String> problems = new ArrayList<>();

  private ScriptReader(String source) {
    this.source = source;
  }

  /**
   * Reads a script.
   *
   * @param source where the text is from, for messages
   * @throws InvalidScriptException with everything that is wrong
   */
  public static Script read(String yaml, String source) {
    var reader = new ScriptReader(source);
    Script script = reader.script(reader.parse(yaml), Digest.of(yaml));
    if (!reader.problems.isEmpty()) {
      throw new InvalidScriptException(source, reader.problems);
    }
    return script;
  }

  private JsonNode parse(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : "line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ": ";
      throw new InvalidScriptException(source, List.of(place + e.getOriginalMessage()));
    }
  }

  private Script script(JsonNode root, Digest digest) {
    members(root, "the script", Set.of("messages", "routes", "replies", "decisions"));
    return new Script(
        items(root, "messages").map(item -> text(item.node(), item.place())).toList(),
        items(root, "routes").map(this::route).toList(),
        items(root, "replies").map(this::reply).toList(),
        items(root, "decisions").map(this::decision).toList(),
        digest);
  }

  /** A node with its place in the script. */
  private record Placed(JsonNode node, String place) {
    Placed member(String name) {
      return new Placed(node.path(name), place + "." + name);
    }
  }

  /** A text, or a number or truth value as it is written; nothing where there is none. */
  private String text(JsonNode node, String place) {
    if (!node.isMissingNode() && !node.isValueNode()) {
      problems.add(place + " is no text");
    }
    return node.asText("");
  }

  private long tokens(Placed count) {
    JsonNode node = count.node();
    if (node.isMissingNode() || (node.canConvertToExactIntegral() && node.asLong() >= 0)) {
      return node.asLong();
    }
    problems.add(count.place() + " is no number of tokens");
    return 0;
  }

  private Stream<Placed> items(JsonNode parent, String name) {
    JsonNode list = parent.path(name);
    if (list.isMissingNode()) {
      return Stream.of();
    }
    if (!list.isArray()) {
      problems.add(name + " is no list");
      return Stream.of();
    }
    var items = new ArrayList<Placed>();
    for (JsonNode item : list) {
      items.add(new Placed(item, name + "[" + items.size() + "]"));
    }
    return items.stream();
  }

  private void members(JsonNode node, String place, Set<String> known) {
    if (!node.isObject()) {
      problems.add(place + " is no mapping");
      return;
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problems.add(place + ": unknown member " + name + "; known are " + sorted(known));
              }
            });
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  /** A routing reply may also be plain text, to play a model that does not answer as asked. */
  private ChatModel.Reply route(Placed item) {
    if (item.node().isTextual()) {
      return new ChatModel.Reply(
          item.node().asText(), Optional.empty(), List.of(), "script", Usage.NONE);
    }
    members(item.node(), item.place(), Set.of("agent", "confidence", "reason"));
    return new ChatModel.Reply(
        item.node().toString(), Optional.empty(), List.of(), "script", Usage.NONE);
  }

  private ChatModel.Reply reply(Placed item) {
    members(item.node(), item.place(), Set.of("text", "reasoning", "calls", "usage"));
    Placed usage = item.member("usage");
    if (!usage.node().isMissingNode()) {
      members(usage.node(), usage.place(), Set.of("prompt_tokens", "completion_tokens"));
    }
    Placed reasoning = item.member("reasoning");
    var calls = new ArrayList<ChatModel.Call>();
    items(item.node(), "calls")
        .forEach(c -> calls.add(call(c, item.place() + "." + c.place(), calls.size())));
    return new ChatModel.Reply(
        text(item.node().path("text"), item.place() + ".text"),
        Optional.of(text(reasoning.node(), reasoning.place())).filter(text -> !text.isEmpty()),
        calls,
        "script",
        new Usage(
            tokens(usage.member("prompt_tokens")), tokens(usage.member("completion_tokens"))));
  }

  private ChatModel.Call call(Placed item, String place, int ordinal) {
    members(item.node(), place, Set.of("tool", "arguments", "raw"));
    JsonNode tool = item.node().path("tool");
    if (!tool.isTextual()) {
      problems.add(place + ".tool is missing");
    }
    JsonNode raw = item.node().path("raw");
    if (!raw.isMissingNode() && !raw.isTextual()) {
      problems.add(place + ".raw is no text");
    }
    String arguments = raw.isTextual() ? raw.asText() : item.node().path("arguments").toString();
    return new ChatModel.Call("call_" + ordinal, tool.asText(), arguments);
  }

  private ApprovalDecision decision(Placed item) {
    JsonNode node = item.node();
    if (node.isTextual() && node.asText().equals("approve")) {
      return new ApprovalDecision.Approve();
    }
    if (node.isTextual() && node.asText().equals("reject")) {
      return new ApprovalDecision.Reject("");
    }
    if (node.size() == 1 && node.path("reject").isTextual()) {
      return new ApprovalDecision.Reject(node.path("reject").asText());
    }
    if (node.size() == 1 && node.path("edit").isObject()) {
      return edit(node.path("edit"), item.place());
    }
    problems.add(
        item.place() + " is none of: approve, reject, {reject: REASON}, {edit: {ARGUMENTS}}");
    return new ApprovalDecision.Reject("");
  }

  private ApprovalDecision edit(JsonNode arguments, String place) {
    return switch (JsonText.read(arguments.toString())) {
      case JsonText.Valid(JsonObject object) -> new ApprovalDecision.ApproveWithEdits(object);
      case JsonText.Valid other -> throw new IllegalStateException("an object was read as another");
      case JsonText.Invalid invalid -> {
        problems.add(place + ".edit: " + invalid.problem());
        yield new ApprovalDecision.Reject("");
      }
    };
  }
}
