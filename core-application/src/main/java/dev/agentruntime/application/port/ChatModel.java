package dev.agentruntime.application.port;

import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.List;
import java.util.Optional;

/**
 * A model that chats and calls tools. Safe for many threads. What it says is not trusted: names,
 * ids and arguments may be anything.
 */
public interface ChatModel {

  /**
   * Asks for one reply, and hands out its text while it comes.
   *
   * <p>An implementation may ask again by itself as long as it has handed out nothing. A reply
   * counts as complete only if its end was seen; whatever else is a failure.
   *
   * @throws InterruptedException within a second after the calling thread was interrupted; nothing
   *     is handed out any more
   */
  Outcome chat(Request request, DeltaSink deltas) throws InterruptedException;

  /**
   * What is asked.
   *
   * @param ordinal how many replies for this purpose the session has recorded so far; scripts find
   *     their place by it
   * @param messages system first; every call has its answer in the block right after it
   * @param trace the place in a trace that the endpoint is to go on from
   */
  record Request(
      SessionId session,
      Purpose purpose,
      int ordinal,
      List<Message> messages,
      List<ToolSpec> tools,
      Optional<TraceParent> trace) {
    public Request {
      messages = List.copyOf(messages);
      tools = List.copyOf(tools);
    }

    /** A request that belongs to no trace. */
    public Request(
        SessionId session,
        Purpose purpose,
        int ordinal,
        List<Message> messages,
        List<ToolSpec> tools) {
      this(session, purpose, ordinal, messages, tools, Optional.empty());
    }

    /** The same at a place in a trace, or in none. */
    public Request at(Optional<TraceParent> place) {
      return new Request(session, purpose, ordinal, messages, tools, place);
    }
  }

  /** Takes the text of a reply while it comes. Must return quickly. */
  interface DeltaSink {
    /** A piece of the reply's text, never empty. */
    void text(String piece);

    /** A piece of what the model shows of its thinking, never empty. */
    void reasoning(String piece);
  }

  /** What came of it. */
  sealed interface Outcome {

    /** A complete reply. */
    record Replied(Reply reply) implements Outcome {}

    /**
     * No reply.
     *
     * @param message what is wrong, where, and what to check; fit for users, without secrets
     * @param model the one that was asked, where the implementation knows it
     */
    record Failed(FailureKind kind, String message, Optional<String> model) implements Outcome {

      /** A failure of which it is not known, or does not matter, which model was asked. */
      public Failed(FailureKind kind, String message) {
        this(kind, message, Optional.empty());
      }
    }
  }

  /**
   * A complete reply.
   *
   * @param model as the provider named it
   */
  record Reply(
      String text, Optional<String> reasoning, List<Call> calls, String model, Usage usage) {
    public Reply {
      calls = List.copyOf(calls);
    }
  }

  /**
   * A tool call as it came.
   *
   * @param id the provider's id, possibly empty or repeated
   * @param arguments the raw text, supposedly a JSON object
   */
  record Call(String id, String name, String arguments) {}
}
