package dev.agentruntime.application.turn;

import dev.agentruntime.application.agent.RoutingRequest;
import dev.agentruntime.application.output.MaskedMessages;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.ControlTools;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The messages of a session while its turn runs here. Kept in memory under the lease; each look at
 * it reads only what is new, so a step costs the same however long the session is. What others
 * recorded since the session was read is not part of it: it may have calls that are not answered.
 */
final class Transcript {

  private static final int PAGE = 500;

  private final ReadModel reads;
  private final Supplier<Session> session;
  private final MaskedMessages masked;
  private final List<Message> messages = new ArrayList<>();

  /** Answers that came after their reply, until all of the reply's answers are there. */
  private final Map<ToolCallId, Message.Tool> early = new LinkedHashMap<>();

  private List<ToolCall> expected = List.of();
  private long position;

  /**
   * The messages of a session.
   *
   * @param session as whoever asks knows it
   */
  Transcript(ReadModel reads, Supplier<Session> session, MaskedMessages masked) {
    this.reads = reads;
    this.session = session;
    this.masked = masked;
  }

  /** All messages; the answers of a reply stand right behind it in the order of its calls. */
  List<Message> messages() {
    catchUp();
    return messages;
  }

  private void catchUp() {
    List<TranscriptEntry> page = page();
    while (!page.isEmpty()) {
      page.forEach(this::take);
      page = page();
    }
  }

  private List<TranscriptEntry> page() {
    Session known = session.get();
    return reads.transcript(known.id(), position, PAGE).stream()
        .takeWhile(entry -> entry.position() <= known.version().position())
        .toList();
  }

  private void take(TranscriptEntry entry) {
    position = entry.position();
    switch (masked.of(entry.message())) {
      case Message.Tool answer -> answered(answer);
      case Message.Assistant reply -> {
        messages.add(reply);
        expected = reply.calls();
      }
      case Message other -> messages.add(other);
    }
  }

  private void answered(Message.Tool answer) {
    early.put(answer.call(), answer);
    if (early.size() == expected.size()) {
      expected.forEach(call -> messages.add(ordered(call)));
      early.clear();
    }
  }

  private Message.Tool ordered(ToolCall call) {
    Message.Tool answer = early.get(call.id());
    if (answer == null) {
      throw new IllegalStateException("an answer belongs to no call of the last reply");
    }
    return answer;
  }

  /** What the user said so far, oldest first. */
  List<String> userTexts() {
    return messages().stream()
        .filter(Message.User.class::isInstance)
        .map(message -> ((Message.User) message).text())
        .toList();
  }

  /** Who handed back to the router since the user spoke last, if anybody did. */
  Optional<RoutingRequest.Handover> handover() {
    var wanted = new HashMap<ToolCallId, RoutingRequest.Handover>();
    Optional<RoutingRequest.Handover> last = Optional.empty();
    for (Message message : messages()) {
      switch (message) {
        case Message.User user -> last = Optional.empty();
        case Message.Assistant reply -> wanted.putAll(handovers(reply));
        case Message.Tool answer -> {
          boolean tookEffect = answer.result().outcome() == ToolResult.Outcome.SUCCEEDED;
          if (tookEffect && wanted.containsKey(answer.call())) {
            last = Optional.ofNullable(wanted.get(answer.call()));
          }
        }
        case Message.System system -> {}
      }
    }
    return last;
  }

  /** The calls that would hand back; whether they did is told by their answers. */
  private static Map<ToolCallId, RoutingRequest.Handover> handovers(Message.Assistant reply) {
    var handovers = new HashMap<ToolCallId, RoutingRequest.Handover>();
    for (ToolCall call : reply.calls()) {
      if (call.name().equals(ControlTools.SWITCH_MODE)
          && call.arguments() instanceof ToolArguments.Parsed(JsonObject arguments)
          && arguments.string("mode").equals(Optional.of(AgentName.ORCHESTRATOR.value()))) {
        String reason = arguments.string("reason").orElse("");
        handovers.put(call.id(), new RoutingRequest.Handover(reply.agent(), reason));
      }
    }
    return handovers;
  }
}
