package dev.agentruntime.application.script;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.json.Digest;
import java.util.List;

/**
 * What a scripted session plays, in order.
 *
 * @param messages what the user says: the first starts the session, later ones answer questions or
 *     go on
 * @param routes replies to routing requests
 * @param replies replies of the agents
 * @param decisions what people say to the approvals, in the order they are asked
 * @param digest of the script's text; a session holds it, so that only the same script goes on with
 *     it
 */
public record Script(
    List<String> messages,
    List<ChatModel.Reply> routes,
    List<ChatModel.Reply> replies,
    List<ApprovalDecision> decisions,
    Digest digest) {

  public Script {
    messages = List.copyOf(messages);
    routes = List.copyOf(routes);
    replies = List.copyOf(replies);
    decisions = List.copyOf(decisions);
  }
}
