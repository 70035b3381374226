package dev.agentruntime.application.script;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import java.util.List;

/**
 * A model that plays a script. Which reply comes next follows from what the session has recorded,
 * so it goes on in the right place in another process too. A script that runs out is a failure.
 */
public final class ScriptedChatModel implements ChatModel {

  private final Script.Model script;

  /**
   * A model of a script.
   *
   * @throws IllegalArgumentException if the script leaves the answers to a live model
   */
  public ScriptedChatModel(Script script) {
    this.script =
        script.model().orElseThrow(() -> new IllegalArgumentException("the script has no replies"));
  }

  @Override
  public Outcome chat(Request request, DeltaSink deltas) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the reply");
    }
    List<Reply> replies =
        switch (request.purpose()) {
          case ROUTE -> script.routes();
          case REPLY -> script.replies();
        };
    if (request.ordinal() >= replies.size()) {
      return new Outcome.Failed(
          FailureKind.SCRIPT_EXHAUSTED,
          exhausted(request.purpose() == Purpose.ROUTE ? "routes" : "replies", replies.size()));
    }
    Reply reply = replies.get(request.ordinal());
    reply.reasoning().filter(text -> !text.isEmpty()).ifPresent(deltas::reasoning);
    if (!reply.text().isEmpty()) {
      deltas.text(reply.text());
    }
    return new Outcome.Replied(reply);
  }

  private static String exhausted(String list, int number) {
    String has =
        switch (number) {
          case 0 -> "has no \"" + list + "\"";
          case 1 -> "has one entry in \"" + list + "\"";
          default -> "has " + number + " entries in \"" + list + "\"";
        };
    return "the script " + has + ", and one more is asked for; add it to the script";
  }
}
