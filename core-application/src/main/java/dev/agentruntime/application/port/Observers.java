package dev.agentruntime.application.port;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;

/**
 * Several observers as one, told in their order; one that fails keeps none of the others from being
 * told. Of their places in traces the first one's counts.
 */
public final class Observers implements RuntimeObserver {

  private final List<GuardedObserver> all;

  /** Those as one; closing it closes each of them. */
  public Observers(List<? extends RuntimeObserver> all) {
    this.all = all.stream().map(GuardedObserver::new).toList();
  }

  @Override
  public AgentRun begins(AgentStart start) {
    return new Runs(all.stream().map(observer -> observer.begins(start)).toList());
  }

  @Override
  public void leaseLost(SessionId session) {
    all.forEach(observer -> observer.leaseLost(session));
  }

  @Override
  public void jobBegins(Job job) {
    all.forEach(observer -> observer.jobBegins(job));
  }

  @Override
  public void jobEnds(JobRun run) {
    all.forEach(observer -> observer.jobEnds(run));
  }

  @Override
  public boolean traces() {
    return all.stream().anyMatch(RuntimeObserver::traces);
  }

  @Override
  public void close() {
    all.forEach(GuardedObserver::close);
  }

  private record Runs(List<AgentRun> all) implements AgentRun {

    @Override
    public Optional<TraceParent> trace() {
      return all.stream().flatMap(run -> run.trace().stream()).findFirst();
    }

    @Override
    public ModelCall asks(ChatModel.Request request) {
      return new Calls(all.stream().map(run -> run.asks(request)).toList());
    }

    @Override
    public ToolRun executes(AuthorizedCall call) {
      return new Tools(all.stream().map(run -> run.executes(call)).toList());
    }

    @Override
    public void ends(AgentEnd end) {
      all.forEach(run -> run.ends(end));
    }
  }

  private record Calls(List<ModelCall> all) implements ModelCall {

    @Override
    public Optional<TraceParent> trace() {
      return all.stream().flatMap(call -> call.trace().stream()).findFirst();
    }

    @Override
    public void firstPiece() {
      all.forEach(ModelCall::firstPiece);
    }

    @Override
    public void ends(ChatModel.Outcome outcome) {
      all.forEach(call -> call.ends(outcome));
    }

    @Override
    public void abandoned() {
      all.forEach(ModelCall::abandoned);
    }
  }

  private record Tools(List<ToolRun> all) implements ToolRun {

    @Override
    public void ends(ToolResult result) {
      all.forEach(run -> run.ends(result));
    }

    @Override
    public void abandoned() {
      all.forEach(ToolRun::abandoned);
    }
  }
}
