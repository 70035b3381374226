package dev.agentruntime.application.turn;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.ControlTools;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The messages of a session while its turn runs here. Kept in memory under the lease; each look at it reads
 * only what is new, so a step costs the same however long the session is.
 */
final class Transcript {

  private static final int PAGE = 500;

  private final ReadModel reads;
  private final SessionId session;
  private final List<Message> messages = new ArrayList<>();

  /** Answers that came after their reply, until all of the reply's answers are there. */
  private final Map<ToolCallId, Message.Tool> early = new LinkedHashMap<>();

  private List<ToolCall> expected = List.of();
  private long position;

  Transcript(ReadModel reads, SessionId session) {
    this.reads = reads;
    this.session = session;
  }

  /** All messages; the answers of a reply stand right behind it in the order of its calls. */
  List<Message> messages() {
    catchUp();
    return messages;
  }

  private void catchUp() {
    List<TranscriptEntry> page = reads.transcript(session, position, PAGE);
    while (!page.isEmpty()) {
      page.forEach(this::take);
      page = reads.transcript(session, position, PAGE);
    }
  }

  private void take(TranscriptEntry entry) {
    position = entry.position();
    switch (entry.message()) {
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

  /** The text of the last user message. */
  String lastUserText() {
    return messages().stream()
        .filter(Message.User.class::isInstance)
        .map(message -> ((Message.User) message).text())
        .reduce((earlier, later) -> later)
        .orElse("");
  }

  /** What the agent said that handed back to the router last, if one did since the last user message. */
  String handOverReason() {
    String reason = "";
    for (Message message : messages()) {
      if (message instanceof Message.User) {
        reason = "";
      } else if (message instanceof Message.Assistant reply) {
        reason = switchReason(reply).orElse(reason);
      }
    }
    return reason;
  }

  private static Optional<String> switchReason(Message.Assistant reply) {
    return reply.calls().stream()
        .filter(call -> call.name().equals(ControlTools.SWITCH_MODE))
        .map(ToolCall::arguments)
        .filter(ToolArguments.Parsed.class::isInstance)
        .flatMap(a -> ((ToolArguments.Parsed) a).value().string("reason").stream())
        .findFirst();
  }
}
