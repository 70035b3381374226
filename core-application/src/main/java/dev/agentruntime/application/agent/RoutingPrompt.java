package dev.agentruntime.application.agent;

import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Asks a model which agent a request is for. The instructions depend on the agents alone; whatever
 * a user or an agent wrote is a JSON string in a message of its own, so that it can neither end nor
 * continue them.
 */
final class RoutingPrompt {

  static final int MAX_REQUEST = 8_000;
  static final int MAX_EARLIER = 1_000;
  static final int EARLIER_MESSAGES = 3;

  private static final String INSTRUCTIONS = Resource.text("routing.md");
  // Routing messages are built for one call and never recorded: nothing refers to their ids.
  private static final MessageId UNRECORDED = new MessageId(new UUID(0, 0));

  private RoutingPrompt() {}

  static List<Message> messages(RoutingRequest request, List<AgentProfile> targets) {
    return List.of(
        new Message.System(instructions(targets)),
        new Message.User(UNRECORDED, data(request).canonical()));
  }

  private static String instructions(List<AgentProfile> targets) {
    return INSTRUCTIONS.replace(
        "{{agents}}",
        targets.stream()
            .map(agent -> "- " + agent.name() + ": " + agent.description())
            .collect(Collectors.joining("\n")));
  }

  private static JsonObject data(RoutingRequest request) {
    var data = JsonObject.builder().put("request", Excerpt.ends(request.text(), MAX_REQUEST));
    List<String> earlier = request.earlier();
    if (!earlier.isEmpty()) {
      data.put(
          "earlier_messages",
          earlier.subList(Math.max(0, earlier.size() - EARLIER_MESSAGES), earlier.size()).stream()
              .map(text -> Excerpt.ends(text, MAX_EARLIER))
              .toList());
    }
    request
        .handover()
        .ifPresent(
            handover ->
                data.put("handed_over_by", handover.from().value())
                    .put("handover_reason", Excerpt.ends(handover.reason(), MAX_EARLIER)));
    return data.build();
  }
}
