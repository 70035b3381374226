package dev.agentruntime.application.port;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An observer that breaks nothing. Whatever it throws ends here, but for what the virtual machine
 * itself throws, and where it returns nothing, {@code null} included, nobody looks on. The first
 * failure is a warning, the others are told to who debugs.
 */
public final class GuardedObserver implements RuntimeObserver {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedObserver.class);

  private final RuntimeObserver observer;
  private final AtomicBoolean reported = new AtomicBoolean();

  /** The same observer, guarded. */
  public GuardedObserver(RuntimeObserver observer) {
    this.observer = Objects.requireNonNull(observer);
  }

  @Override
  public AgentRun begins(AgentStart start) {
    return new Run(told(() -> observer.begins(start), AgentRun.NONE));
  }

  @Override
  public void leaseLost(SessionId session) {
    tell(() -> observer.leaseLost(session));
  }

  @Override
  public void jobBegins(Job job) {
    tell(() -> observer.jobBegins(job));
  }

  @Override
  public void jobEnds(JobRun run) {
    tell(() -> observer.jobEnds(run));
  }

  @Override
  public boolean traces() {
    return told(observer::traces, false);
  }

  @Override
  public void close() {
    tell(observer::close);
  }

  private void tell(Runnable what) {
    told(
        () -> {
          what.run();
          return true;
        },
        true);
  }

  private <T> T told(Supplier<@Nullable T> what, T otherwise) {
    try {
      return Objects.requireNonNullElse(what.get(), otherwise);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      report(e);
      return otherwise;
    }
  }

  private void report(Throwable failure) {
    String observing = observer.getClass().getName();
    if (reported.compareAndSet(false, true)) {
      LOG.warn("{} failed as an observer; the work goes on without it", observing, failure);
    } else {
      LOG.debug("{} failed as an observer again", observing, failure);
    }
  }

  private final class Run implements AgentRun {
    private final AgentRun run;

    Run(AgentRun run) {
      this.run = run;
    }

    @Override
    public Optional<TraceParent> trace() {
      return told(run::trace, Optional.empty());
    }

    @Override
    public ModelCall asks(ChatModel.Request request) {
      return new Asked(told(() -> run.asks(request), ModelCall.NONE));
    }

    @Override
    public ToolRun executes(AuthorizedCall call) {
      return new Executed(told(() -> run.executes(call), ToolRun.NONE));
    }

    @Override
    public void ends(AgentEnd end) {
      tell(() -> run.ends(end));
    }
  }

  private final class Asked implements ModelCall {
    private final ModelCall call;

    Asked(ModelCall call) {
      this.call = call;
    }

    @Override
    public Optional<TraceParent> trace() {
      return told(call::trace, Optional.empty());
    }

    @Override
    public void firstPiece() {
      tell(call::firstPiece);
    }

    @Override
    public void ends(ChatModel.Outcome outcome) {
      tell(() -> call.ends(outcome));
    }

    @Override
    public void abandoned() {
      tell(call::abandoned);
    }
  }

  private final class Executed implements ToolRun {
    private final ToolRun run;

    Executed(ToolRun run) {
      this.run = run;
    }

    @Override
    public void ends(ToolResult result) {
      tell(() -> run.ends(result));
    }

    @Override
    public void abandoned() {
      tell(run::abandoned);
    }
  }
}
