package dev.agentruntime.application.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Purpose;

/**
 * Makes a script of a real run: stands in front of a model and notes what it answers. What failed
 * is not noted. Safe for many threads; meant for one session.
 */
public final class ScriptRecorder implements ChatModel {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .build());

  private final ChatModel model;
  private final ObjectNode script = YAML.createObjectNode();

  public ScriptRecorder(ChatModel model) {
    this.model = model;
  }

  @Override
  public Outcome chat(Request request, DeltaSink deltas) throws InterruptedException {
    Outcome outcome = model.chat(request, deltas);
    if (outcome instanceof Outcome.Replied replied) {
      note(request.purpose(), replied.reply());
    }
    return outcome;
  }

  private synchronized void note(Purpose purpose, Reply reply) {
    switch (purpose) {
      case ROUTE -> script.withArray("routes").add(reply.text());
      case REPLY -> noteReply(script.withArray("replies").addObject(), reply);
    }
  }

  private static void noteReply(ObjectNode entry, Reply reply) {
    entry.put("text", reply.text());
    reply.reasoning().ifPresent(text -> entry.put("reasoning", text));
    if (!reply.calls().isEmpty()) {
      ArrayNode calls = entry.putArray("calls");
      reply.calls().forEach(call -> noteCall(calls.addObject(), call));
    }
    entry
        .putObject("usage")
        .put("prompt_tokens", reply.usage().promptTokens())
        .put("completion_tokens", reply.usage().completionTokens());
  }

  private static void noteCall(ObjectNode entry, Call call) {
    entry.put("tool", call.name());
    if (JsonText.read(call.arguments()) instanceof JsonText.Valid(JsonObject object)) {
      entry.set("arguments", tree(object));
    } else {
      entry.put("raw", call.arguments());
    }
  }

  private static JsonNode tree(JsonObject object) {
    try {
      return JSON.readTree(object.canonical());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("canonical JSON is JSON", e);
    }
  }

  /** Notes what the user said. */
  public synchronized void message(String text) {
    script.withArray("messages").add(text);
  }

  /** Notes what a person decided. */
  public synchronized void decision(ApprovalDecision decision) {
    ArrayNode decisions = script.withArray("decisions");
    switch (decision) {
      case ApprovalDecision.Approve approve -> decisions.add("approve");
      case ApprovalDecision.ApproveWithEdits edits ->
          decisions.addObject().set("edit", tree(edits.modifications()));
      case ApprovalDecision.Reject reject -> decisions.addObject().put("reject", reject.feedback());
    }
  }

  /** The script so far, as {@link ScriptReader} reads it. */
  public synchronized String yaml() {
    try {
      return YAML.writeValueAsString(script);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }
}
