package dev.agentruntime.application.port;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks on while a runtime works, for traces and meters. Told on the thread that does the work, so
 * it must return at once, and never inside a transaction; several threads tell it at the same time.
 * What it throws is logged, and neither that nor a {@code null} in place of an answer changes
 * anything. What is to be sure to arrive is in the log, not here.
 */
public interface RuntimeObserver extends AutoCloseable {

  /** Nobody looks on. */
  RuntimeObserver NONE = start -> AgentRun.NONE;

  /** An agent works on a turn in this process, until the run is told its end. */
  AgentRun begins(AgentStart start);

  /** This process lost a lease, and with it what it had in hand. */
  default void leaseLost(SessionId session) {}

  /** This process does a job from now on, until it is told how that ends. */
  default void jobBegins(Job job) {}

  /** This process looked after a job. */
  default void jobEnds(JobRun run) {}

  /** The runtime is closed; nothing more is told. */
  @Override
  default void close() {}

  /** Whether traces are wanted: where not, nobody looks up what a run is to be linked to. */
  default boolean traces() {
    return false;
  }

  /**
   * A look after a job, and the doing of it where there was something to do.
   *
   * @param items of what the job is about, that it did
   */
  record JobRun(Job job, JobOutcome outcome, Duration took, long items) {}

  /** What became of a look after a job. */
  enum JobOutcome {
    /** There was something to do, and it is done as far as it is done at once. */
    DONE,
    /** There was nothing to do. */
    NOTHING,
    /** Another process is at it. */
    ELSEWHERE,
    /** Another process took it over, since this one took too long. */
    LOST,
    /** The runtime closes; another process goes on. */
    STOPPED,
    /** It broke; what is left is tried again. */
    FAILED;

    /** The name in data. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Who begins to work on what.
   *
   * @param cause the trace of what let the turn go on: the message, the decision, the result, or
   *     the run before
   * @param origin the trace of what began the turn
   */
  record AgentStart(
      Owner owner,
      SessionId session,
      TurnId turn,
      AgentName agent,
      Optional<TraceParent> cause,
      Optional<TraceParent> origin) {}

  /** One agent's uninterrupted work on a turn. */
  interface AgentRun {

    /** Nobody looks on. */
    AgentRun NONE = new Unobserved();

    /** Where it stands in a trace. */
    Optional<TraceParent> trace();

    /** It asks the model. */
    ModelCall asks(ChatModel.Request request);

    /** It has a tool run in this process. */
    ToolRun executes(AuthorizedCall call);

    /** It is over. Told once. */
    void ends(AgentEnd end);
  }

  /** A request to the model, from its start to its end. */
  interface ModelCall {

    /** Nobody looks on. */
    ModelCall NONE = new Unobserved();

    /** Where it stands in a trace, for the model's endpoint. */
    Optional<TraceParent> trace();

    /** The first piece of the reply came. Told once at the most. */
    void firstPiece();

    /** The model answered, or failed. */
    void ends(ChatModel.Outcome outcome);

    /** Nobody wants the answer any more, or the call broke. Told in place of the end. */
    void abandoned();
  }

  /** A tool at work, from its start to its end. */
  interface ToolRun {

    /** Nobody looks on. */
    ToolRun NONE = new Unobserved();

    /** It has a result. */
    void ends(ToolResult result);

    /** Nobody wants the result any more. Told in place of the end. */
    void abandoned();
  }

  /** Why an agent works no longer. */
  sealed interface AgentEnd {

    /** Another agent goes on with the turn. */
    record HandedOver(AgentName to) implements AgentEnd {}

    /** The turn is suspended. */
    record Waits(WaitReason reason) implements AgentEnd {}

    /** The turn is over. */
    record TurnOver(TurnOutcome outcome) implements AgentEnd {}

    /** This process does not go on with the turn: it stops, or others decide what becomes of it. */
    record Left() implements AgentEnd {}
  }

  /** Takes what it is told and does nothing. */
  final class Unobserved implements AgentRun, ModelCall, ToolRun {

    private Unobserved() {}

    @Override
    public Optional<TraceParent> trace() {
      return Optional.empty();
    }

    @Override
    public ModelCall asks(ChatModel.Request request) {
      return this;
    }

    @Override
    public ToolRun executes(AuthorizedCall call) {
      return this;
    }

    @Override
    public void firstPiece() {}

    @Override
    public void ends(AgentEnd end) {}

    @Override
    public void ends(ChatModel.Outcome outcome) {}

    @Override
    public void ends(ToolResult result) {}

    @Override
    public void abandoned() {}
  }
}
