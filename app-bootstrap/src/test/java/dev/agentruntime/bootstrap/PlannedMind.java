package dev.agentruntime.bootstrap;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.bootstrap.FakeModelEndpoint.Call;
import dev.agentruntime.bootstrap.FakeModelEndpoint.Mind;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A model that calls what the last message of its user asks for, a reply at a time. */
final class PlannedMind implements Mind {

  private static final String BEGINNING = "plan ";

  /** A message that asks for these calls, each in a reply of its own. */
  static String plan(String name, Call... calls) {
    return BEGINNING
        + JsonObject.builder()
            .put("name", name)
            .put(
                "calls",
                new JsonArray(Arrays.stream(calls).<JsonValue>map(PlannedMind::json).toList()))
            .build()
            .canonical();
  }

  private static JsonObject json(Call call) {
    return JsonObject.builder().put("tool", call.tool()).put("arguments", call.arguments()).build();
  }

  @Override
  public List<Call> calls(List<JsonObject> conversation) {
    int asked = asked(conversation);
    String plan = conversation.get(asked).string("content").orElseThrow();
    int replies =
        (int)
            conversation.subList(asked, conversation.size()).stream()
                .filter(message -> isOf(message, "assistant"))
                .count();
    return JsonText.readObject(plan.substring(BEGINNING.length())).array("calls").stream()
        .skip(replies)
        .limit(1)
        .map(JsonObject.class::cast)
        .map(call -> new Call(text(call, "tool"), call.object("arguments").orElseThrow()))
        .toList();
  }

  private static int asked(List<JsonObject> conversation) {
    int last = conversation.size() - 1;
    while (!isOf(conversation.get(last), "user")
        || !conversation.get(last).string("content").orElse("").startsWith(BEGINNING)) {
      last--;
    }
    return last;
  }

  private static boolean isOf(JsonObject message, String role) {
    return message.string("role").equals(Optional.of(role));
  }

  private static String text(JsonObject of, String member) {
    return of.string(member).orElseThrow();
  }
}
