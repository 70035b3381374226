package dev.agentruntime.application.turn;

import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.GuardedObserver;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.application.port.RuntimeObserver.AgentStart;
import dev.agentruntime.application.port.RuntimeObserver.ModelCall;
import dev.agentruntime.application.port.RuntimeObserver.ToolRun;
import dev.agentruntime.application.query.TurnTraces;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.Turn;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's loop as an observer sees it, and as the bus is told of it: an agent's run from when
 * it takes up a turn until it waits, ends or hands over. An observer that fails changes nothing.
 * Used by the loop's thread, outside of transactions; tools at work together are told of on their
 * own.
 */
final class Watched {

  private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

  private final GuardedObserver observer;
  private final Announced announced;
  private final ReadModel reads;
  private Optional<Running> running = Optional.empty();

  /** A run, and the turn it works on. */
  private record Running(TurnId turn, AgentRun run) {}

  Watched(GuardedObserver observer, Announced announced, ReadModel reads) {
    this.observer = observer;
    this.announced = announced;
    this.reads = reads;
  }

  /** The loop works on the open turn, if there is one. */
  void takesUp(Session session) {
    Optional<TurnId> turn = session.state().turn().map(Turn::id);
    if (!turn.equals(running.map(Running::turn))) {
      running.ifPresent(other -> end(new AgentEnd.Left()));
      running = turn.map(id -> new Running(id, begin(session, id)));
    }
  }

  private AgentRun begin(Session session, TurnId turn) {
    TurnTraces traces = traces(session, turn);
    return observer.begins(
        new AgentStart(
            session.state().header().owner(),
            session.id(),
            turn,
            session.state().agents().current(),
            traces.last(),
            traces.first()));
  }

  /** A turn whose traces cannot be read is not linked to them; it goes on all the same. */
  private TurnTraces traces(Session session, TurnId turn) {
    if (!observer.traces()) {
      return TurnTraces.NONE;
    }
    try {
      return reads.traces(session.id(), turn);
    } catch (RuntimeException e) {
      LOG.warn("session {}: the traces of turn {} cannot be read", session.id(), turn, e);
      return TurnTraces.NONE;
    }
  }

  /** What the loop recorded. */
  void recorded(Session session, List<RecordedEvent> events) {
    for (RecordedEvent recorded : events) {
      announced.recorded(recorded);
      switch (recorded.event()) {
        case SessionEvent.TurnRunning taken ->
            announced.begins(session, session.state().agents().current(), recorded);
        case SessionEvent.AgentSwitched switched -> {
          end(new AgentEnd.HandedOver(switched.to()));
          announced.begins(session, switched.to(), recorded);
        }
        case SessionEvent.TurnWaiting waiting -> end(new AgentEnd.Waits(waiting.reason()));
        case SessionEvent.TurnEnded ended -> {
          if (ended.outcome() instanceof TurnOutcome.Failed failed) {
            announced.fails(session, failed, recorded);
          }
          end(new AgentEnd.TurnOver(ended.outcome()));
        }
        default -> {}
      }
    }
    boolean goesOn = session.status() == SessionStatus.RUNNING;
    if (goesOn && running.isEmpty()) {
      takesUp(session);
    }
  }

  /** The loop does nothing more. */
  void leaves() {
    end(new AgentEnd.Left());
    announced.over();
  }

  private void end(AgentEnd end) {
    announced.ends(end);
    running.ifPresent(ending -> ending.run().ends(end));
    running = Optional.empty();
  }

  void leaseLost(Session session) {
    observer.leaseLost(session.id());
  }

  /** Where the work stands in a trace. */
  Optional<TraceParent> trace() {
    return run().trace();
  }

  private AgentRun run() {
    return running.map(Running::run).orElse(AgentRun.NONE);
  }

  /** The model with its calls told. */
  ChatModel model(ChatModel model) {
    return (request, deltas) -> {
      announced.asks(request);
      ModelCall call = run().asks(request);
      long since = System.nanoTime();
      boolean answered = false;
      try {
        Failpoint.MODEL_BEFORE_REQUEST.reached(request.purpose().id());
        ChatModel.Outcome outcome =
            model.chat(request.at(call.trace()), new FirstPiece(call, deltas));
        answered = true;
        Failpoint.MODEL_ANSWERED.reached(request.purpose().id());
        call.ends(outcome);
        return outcome;
      } finally {
        announced.modelTook(System.nanoTime() - since);
        if (!answered) {
          call.abandoned();
        }
      }
    };
  }

  /** A tool at work. */
  interface Execution {
    ToolResult run() throws InterruptedException;
  }

  /** Has a tool run, and tells of it. */
  ToolResult executes(AuthorizedCall call, Execution execution) throws InterruptedException {
    ToolRun run = run().executes(call);
    long since = System.nanoTime();
    boolean ended = false;
    try {
      Failpoint.TOOL_BEFORE_EFFECT.reached(call.tool().value());
      ToolResult result = execution.run();
      Failpoint.TOOL_AFTER_EFFECT.reached(call.tool().value());
      ended = true;
      run.ends(result);
      return result;
    } finally {
      announced.toolTook(System.nanoTime() - since);
      if (!ended) {
        run.abandoned();
      }
    }
  }

  /** Tells of the first piece that comes. */
  private static final class FirstPiece implements ChatModel.DeltaSink {
    private final ModelCall call;
    private final ChatModel.DeltaSink deltas;
    private final AtomicBoolean came = new AtomicBoolean();

    FirstPiece(ModelCall call, ChatModel.DeltaSink deltas) {
      this.call = call;
      this.deltas = deltas;
    }

    @Override
    public void text(String piece) {
      note();
      deltas.text(piece);
    }

    @Override
    public void reasoning(String piece) {
      note();
      deltas.reasoning(piece);
    }

    private void note() {
      if (came.compareAndSet(false, true)) {
        Failpoint.MODEL_FIRST_PIECE.reached();
        call.firstPiece();
      }
    }
  }
}
