package dev.agentruntime.application.turn;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Optional;

/** An observer with a defect, which shows wherever it is told something behind a begin. */
enum Faulty
    implements
        RuntimeObserver, RuntimeObserver.AgentRun, RuntimeObserver.ModelCall,
        RuntimeObserver.ToolRun {
  /** Already where a run begins. */
  KNOWS_NO_RUN {
    @Override
    Faulty defect() {
      return null;
    }

    @Override
    public AgentRun begins(AgentStart start) {
      return null;
    }
  },
  KNOWS_NO_CALLS {
    @Override
    Faulty defect() {
      return null;
    }
  },
  /** All it does is well, but for its places in traces, which are none. */
  KNOWS_NO_PLACE {
    @Override
    Faulty defect() {
      return this;
    }
  },
  THROWS {
    @Override
    Faulty defect() {
      throw new IllegalStateException("a defect of the observer");
    }
  },
  THROWS_AT_ONCE {
    @Override
    Faulty defect() {
      throw new IllegalStateException("a defect of the observer");
    }

    @Override
    public AgentRun begins(AgentStart start) {
      return defect();
    }
  },
  ASSERTS {
    @Override
    Faulty defect() {
      throw new AssertionError("a wrong idea of the observer");
    }
  },
  LACKS_A_CLASS {
    @Override
    Faulty defect() {
      throw new NoClassDefFoundError("a/library/of/the/Observer");
    }
  };

  abstract Faulty defect();

  @Override
  public AgentRun begins(AgentStart start) {
    return this;
  }

  @Override
  public boolean traces() {
    defect();
    return false;
  }

  @Override
  public void leaseLost(SessionId session) {
    defect();
  }

  @Override
  public void close() {
    defect();
  }

  @Override
  public Optional<TraceParent> trace() {
    defect();
    return null;
  }

  @Override
  public ModelCall asks(ChatModel.Request request) {
    return defect();
  }

  @Override
  public ToolRun executes(AuthorizedCall call) {
    return defect();
  }

  @Override
  public void firstPiece() {
    defect();
  }

  @Override
  public void ends(AgentEnd end) {
    defect();
  }

  @Override
  public void ends(ChatModel.Outcome outcome) {
    defect();
  }

  @Override
  public void ends(ToolResult result) {
    defect();
  }

  @Override
  public void abandoned() {
    defect();
  }
}
