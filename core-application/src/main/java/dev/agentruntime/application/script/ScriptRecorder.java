package dev.agentruntime.application.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a script of a session that was run, from its log. What the model failed to answer is left
 * out, and so is what stayed undecided.
 */
public final class ScriptRecorder {

  /** What is played where a model's routing was of no use: that keywords decide again. */
  private static final String USELESS = "no usable routing was answered here";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .build());

  private final ObjectNode script = YAML.createObjectNode();
  private final ArrayNode messages = YAML.createArrayNode();
  private final ArrayNode routes = YAML.createArrayNode();
  private final ArrayNode replies = YAML.createArrayNode();
  private final Map<ApprovalId, Optional<JsonNode>> decisions = new LinkedHashMap<>();
  private final Set<ToolCallId> questions = new HashSet<>();
  private Usage usage = Usage.NONE;
  private boolean classified;
  private Optional<String> answer = Optional.empty();

  private ScriptRecorder() {}

  /**
   * The script of a session, as {@link ScriptReader} reads it.
   *
   * @param log everything recorded, in order
   * @param approve what was approved by itself
   */
  public static String yaml(List<SessionEvent> log, ApprovalMode approve) {
    var recorder = new ScriptRecorder();
    log.forEach(recorder::note);
    return recorder.yaml(approve);
  }

  private void note(SessionEvent event) {
    switch (event) {
      case SessionEvent.Created e when !e.agent().equals(AgentName.ORCHESTRATOR) ->
          script.put("agent", e.agent().value());
      case SessionEvent.UserMessageAdded e -> messages.add(literal(e.message().text()));
      case SessionEvent.QuestionAsked e -> questions.add(e.call());
      case SessionEvent.ToolAnswered e
          when questions.contains(e.call())
              && e.result().outcome() == ToolResult.Outcome.SUCCEEDED ->
          messages.add(literal(e.result().content()));
      case SessionEvent.ModelRequestCompleted e -> {
        usage = e.usage();
        classified |= e.purpose() == Purpose.ROUTE;
      }
      case SessionEvent.AgentRouted e -> route(e.routing());
      case SessionEvent.ReplyRecorded e -> reply(e.reply());
      case SessionEvent.ApprovalRequested e
          when !e.approval().request().type().equals(ApprovalType.RECOVERY) ->
          decisions.put(e.approval().id(), Optional.empty());
      case SessionEvent.ApprovalClosed e ->
          decisions.computeIfPresent(e.approval(), (id, open) -> decision(e.outcome()));
      case SessionEvent.TurnEnded e -> answer = answer(e.outcome());
      default -> {}
    }
  }

  private static String literal(String text) {
    return Substitution.escaped(text);
  }

  private static Optional<String> answer(TurnOutcome outcome) {
    return outcome instanceof TurnOutcome.Completed completed
        ? Optional.of(completed.text())
        : Optional.empty();
  }

  private void route(Routing routing) {
    if (!classified) {
      return;
    }
    classified = false;
    if (routing.method() == Routing.Method.MODEL) {
      routes
          .addObject()
          .put("agent", routing.target().value())
          .put("confidence", routing.confidence().id())
          .put("reason", literal(routing.reason()));
    } else {
      routes.add(USELESS);
    }
  }

  private void reply(Message.Assistant reply) {
    ObjectNode entry = replies.addObject();
    entry.put("text", literal(reply.text()));
    reply.reasoning().ifPresent(text -> entry.put("reasoning", literal(text)));
    if (!reply.calls().isEmpty()) {
      ArrayNode calls = entry.putArray("calls");
      reply.calls().forEach(call -> noteCall(calls.addObject(), call));
    }
    entry
        .putObject("usage")
        .put("prompt_tokens", usage.promptTokens())
        .put("completion_tokens", usage.completionTokens());
  }

  private static void noteCall(ObjectNode entry, ToolCall call) {
    entry.put("tool", literal(call.name()));
    switch (call.arguments()) {
      case ToolArguments.Parsed(JsonObject object) -> entry.set("arguments", tree(object));
      case ToolArguments.Malformed malformed -> entry.put("raw", literal(malformed.raw()));
    }
  }

  /** Escaped as text: in canonical JSON the mark looks as it does anywhere else. */
  private static JsonNode tree(JsonObject object) {
    try {
      return JSON.readTree(literal(object.canonical()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("canonical JSON is JSON", e);
    }
  }

  private static Optional<JsonNode> decision(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Approved approved when approved.edited() ->
          Optional.of(YAML.createObjectNode().set("edit", tree(edited(approved.granted()))));
      case PendingApprovalState.Approved approved ->
          Optional.of(YAML.getNodeFactory().textNode("approve"));
      case PendingApprovalState.Rejected rejected ->
          Optional.of(YAML.createObjectNode().put("reject", literal(rejected.feedback())));
      case PendingApprovalState.Pending p -> Optional.empty();
      case PendingApprovalState.Expired e -> Optional.empty();
      case PendingApprovalState.Cancelled c -> Optional.empty();
    };
  }

  private static JsonObject edited(ApprovalRequest granted) {
    return granted.type().equals(ApprovalType.TOOL)
        ? granted.details().object("arguments").orElse(granted.details())
        : granted.details();
  }

  private String yaml(ApprovalMode approve) {
    script.put("approve", approve.id());
    script.set("messages", messages);
    script.set("routes", routes);
    script.set("replies", replies);
    // What comes after a request that nobody decided would be said to the wrong one.
    ArrayNode decided = script.putArray("decisions");
    decisions.values().stream()
        .takeWhile(Optional::isPresent)
        .flatMap(Optional::stream)
        .forEach(decided::add);
    answer.ifPresent(
        text -> script.putObject("checks").putObject("answer").put("equals", literal(text)));
    try {
      return YAML.writeValueAsString(script);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }
}
