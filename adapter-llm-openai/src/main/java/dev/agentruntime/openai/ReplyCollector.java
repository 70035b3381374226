package dev.agentruntime.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.message.Usage;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a reply together from chunks, and hands out its text on the way. Takes what servers really
 * send: any order, content after the finish reason, usage in any chunk, whole messages instead of
 * deltas.
 */
final class ReplyCollector {

  /** By far more than any model writes in one reply. */
  private static final int MAX_CHARS = 16 * 1024 * 1024;

  /**
   * A known proxy answers the failures of its own upstream with status 200 and text that begins
   * like this, and without usage.
   */
  private static final String DISGUISED_ERROR = "[Error]";

  private final GrowingText text;
  private final GrowingText reasoning;
  private final CallCollector calls;
  private String model;
  private String finishReason = "";
  private @Nullable Usage usage;

  /**
   * @param model the name to use if the endpoint gives none
   */
  ReplyCollector(LooseJson json, String model, ChatModel.DeltaSink sink) {
    this.text = new GrowingText(sink::text);
    this.reasoning = new GrowingText(sink::reasoning);
    this.model = model;
    this.calls = new CallCollector(json);
  }

  /** Takes a chunk of a stream, or a whole completion. */
  void add(JsonNode chunk) throws IOException {
    String name = LooseJson.text(chunk.get("model"));
    model = name.isBlank() ? model : name;
    addUsage(chunk.path("usage"));
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        addContent(choice.path("delta"));
        addContent(choice.path("message"));
        String reason = LooseJson.text(choice.get("finish_reason"));
        finishReason = reason.isEmpty() ? finishReason : reason;
      }
    }
    if (text.length() + reasoning.length() + calls.size() > MAX_CHARS) {
      throw new TooMuchException("a reply of more than 16 MiB");
    }
  }

  /** Whether the endpoint gave a reason for ending the reply. */
  boolean isFinished() {
    return !finishReason.isEmpty();
  }

  /** As the endpoint gave it; empty if it gave none. */
  String finishReason() {
    return finishReason;
  }

  /** Whether the user has seen any of it. */
  boolean isShown() {
    return text.isHandedOut() || reasoning.isHandedOut();
  }

  /** Whether nothing came that could be called a reply. */
  boolean isEmpty() {
    return text.isEmpty() && reasoning.isEmpty() && calls.isEmpty();
  }

  /** Whether a call looks as if its arguments were not complete. */
  boolean hasIncompleteCall() {
    return calls.anyIncomplete();
  }

  /** What the endpoint says went wrong where it disguises that as text. */
  Optional<String> disguisedError() {
    boolean disguised =
        usage == null
            && calls.isEmpty()
            && text.start(DISGUISED_ERROR.length()).equals(DISGUISED_ERROR);
    return disguised
        ? Optional.of(text.toString().substring(DISGUISED_ERROR.length()).strip())
        : Optional.empty();
  }

  /** The reply as far as it came; hands out the text that was held back. */
  ChatModel.Reply reply() {
    reasoning.handOutRest();
    text.handOutRest();
    return new ChatModel.Reply(
        text.toString(),
        reasoning.isEmpty() ? Optional.empty() : Optional.of(reasoning.toString()),
        calls.calls(),
        model,
        usage == null ? Usage.NONE : usage);
  }

  private void addContent(JsonNode delta) {
    String thought = LooseJson.text(delta.get("reasoning_content"));
    if (thought.isEmpty()) {
      thought = LooseJson.text(delta.get("reasoning"));
    }
    reasoning.append(thought);
    reasoning.handOut();
    addText(delta.path("content"));
    addText(delta.path("refusal"));
    if (!mayBeDisguisedError()) {
      text.handOut();
    }
    delta.path("tool_calls").forEach(calls::add);
  }

  /** A string, or parts that have text. */
  private void addText(JsonNode content) {
    text.append(LooseJson.text(content));
    if (content.isArray()) {
      content.forEach(part -> text.append(LooseJson.text(part.get("text"))));
    }
  }

  private boolean mayBeDisguisedError() {
    String start = text.start(DISGUISED_ERROR.length());
    return DISGUISED_ERROR.startsWith(start);
  }

  private void addUsage(JsonNode node) {
    if (node.isObject()) {
      usage =
          new Usage(
              Math.max(0, node.path("prompt_tokens").asLong(0)),
              Math.max(0, node.path("completion_tokens").asLong(0)));
    }
  }
}
