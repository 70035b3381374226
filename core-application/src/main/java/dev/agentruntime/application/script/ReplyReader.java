package dev.agentruntime.application.script;

import dev.agentruntime.application.document.YamlNode;
import dev.agentruntime.application.document.YamlValue;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a script's model answers. */
record ReplyReader(Form form) {

  private static final String MODEL = "script";
  private static final List<String> REPLY = List.of("text", "reasoning", "calls", "usage");
  private static final List<String> CALL = List.of("tool", "arguments", "raw");
  private static final List<String> ROUTE = List.of("agent", "confidence", "reason");
  private static final List<String> USAGE = List.of("prompt_tokens", "completion_tokens");
  private static final List<String> CONFIDENCE = List.of("high", "medium", "low");

  /** A routing reply may also be plain text, to play a model that does not answer as asked. */
  ChatModel.Reply route(YamlNode node) {
    if (form.isText(node)) {
      return saying(((YamlNode.Scalar) node).text());
    }
    Fields route = form.fields(node, "a route", ROUTE);
    return saying(
        JsonObject.builder()
            .put("agent", route.required("agent"))
            .put(
                "confidence",
                route
                    .get("confidence")
                    .flatMap(c -> form.word(c, Fields.quoted("confidence"), CONFIDENCE))
                    .orElse(CONFIDENCE.getFirst()))
            .put("reason", route.text("reason").orElse(""))
            .build()
            .canonical());
  }

  private static ChatModel.Reply saying(String text) {
    return new ChatModel.Reply(text, Optional.empty(), List.of(), MODEL, Usage.NONE);
  }

  ChatModel.Reply reply(YamlNode node) {
    Fields reply = form.fields(node, "a reply", REPLY);
    var calls = new ArrayList<ChatModel.Call>();
    reply.list("calls", call -> calls.add(call(call, calls.size())));
    return new ChatModel.Reply(
        reply.text("text").orElse(""),
        reply.text("reasoning").filter(text -> !text.isEmpty()),
        calls,
        MODEL,
        reply.get("usage").map(this::usage).orElse(Usage.NONE));
  }

  private Usage usage(YamlNode node) {
    Fields usage = form.fields(node, Fields.quoted("usage"), USAGE);
    return new Usage(tokens(usage, USAGE.getFirst()), tokens(usage, USAGE.getLast()));
  }

  private long tokens(Fields usage, String name) {
    return usage
        .get(name)
        .map(node -> form.count(node, Fields.quoted(name), Form.MAX_COUNT))
        .orElse(0L);
  }

  private ChatModel.Call call(YamlNode node, int ordinal) {
    Fields call = form.fields(node, "a call", CALL);
    if (call.get("raw").isPresent() && call.get("arguments").isPresent()) {
      form.problems().add(node.place(), "a call has either \"arguments\" or \"raw\", not both");
    }
    return new ChatModel.Call(
        "call_" + ordinal,
        call.required("tool"),
        call.text("raw").or(() -> call.get("arguments").map(this::arguments)).orElse("{}"));
  }

  private String arguments(YamlNode node) {
    return object(node, Fields.quoted("arguments")).canonical();
  }

  /** Arguments as a tool takes them; what a model could not send is a problem here already. */
  JsonObject object(YamlNode node, String what) {
    if (!(node instanceof YamlNode.Members mapping)) {
      form.problems()
          .add(node.place(), what + " should be a mapping, but here is " + Form.kind(node));
      return JsonObject.empty();
    }
    JsonObject object = YamlValue.object(mapping, form.problems());
    if (JsonText.read(object.canonical()) instanceof JsonText.Invalid invalid) {
      form.problems().add(node.place(), what + ": " + invalid.problem());
    }
    return object;
  }
}
