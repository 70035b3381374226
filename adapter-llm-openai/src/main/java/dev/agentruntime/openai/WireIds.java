package dev.agentruntime.openai;

import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The id under which each call of a request goes over the wire: the provider's own, or one made
 * from ours where the provider left it out or repeated it. Calls and their answers get the same, in
 * every request.
 */
final class WireIds {

  private final Map<ToolCallId, String> ids = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  private WireIds() {}

  static WireIds of(List<Message> messages) {
    var ids = new WireIds();
    for (Message message : messages) {
      if (message instanceof Message.Assistant assistant) {
        assistant.calls().forEach(call -> ids.assign(call.id(), call.providerId()));
      }
    }
    return ids;
  }

  String of(ToolCallId call) {
    return ids.getOrDefault(call, made(call));
  }

  private void assign(ToolCallId call, String providerId) {
    String id = providerId.isBlank() || taken.contains(providerId) ? made(call) : providerId;
    taken.add(id);
    ids.put(call, id);
  }

  /** 37 characters: some servers refuse more than 40. */
  private static String made(ToolCallId call) {
    return "call_" + call.toString().replace("-", "");
  }
}
