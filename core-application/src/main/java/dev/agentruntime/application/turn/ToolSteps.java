package dev.agentruntime.application.turn;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.lease.LeaseLostException;
import dev.agentruntime.application.port.Workspace;
import dev.agentruntime.application.tool.CallPreparation;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.CallState;
import dev.agentruntime.domain.session.NextStep;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps that run tools. */
final class ToolSteps {

  private static final Logger LOG = LoggerFactory.getLogger(ToolSteps.class);

  private final LeasedSession leased;
  private final LoopParts parts;
  private final SessionTooling tooling;
  private final Supplier<ExecutorService> sideBySide;

  ToolSteps(
      LeasedSession leased,
      LoopParts parts,
      SessionTooling tooling,
      Supplier<ExecutorService> sideBySide) {
    this.leased = leased;
    this.parts = parts;
    this.tooling = tooling;
    this.sideBySide = sideBySide;
  }

  /** Puts calls before the gate with fresh previews, runs what it opens, records the answers. */
  void run(List<OpenCall> calls) throws InterruptedException {
    List<Preparation> fresh = calls.stream().map(this::prepareAgain).toList();
    leased.requireTimeLeft();
    var started = new ArrayList<AuthorizedCall>();
    boolean recorded =
        leased.record(
            session -> session.nextStep().equals(new NextStep.RunTools(calls)),
            (session, moment, work) -> {
              Session.Started start =
                  session.start(fresh, parts.policies().gate(work, session), moment);
              started.clear();
              started.addAll(start.calls());
              return start.session();
            });
    // What an attempt that was not recorded would have started must not run.
    if (recorded && !started.isEmpty()) {
      execute(List.copyOf(started));
    }
  }

  private Preparation prepareAgain(OpenCall call) {
    CallPreparation preparation = tooling.preparationFor(leased.session());
    return leased
        .session()
        .state()
        .editedArguments(call)
        .map(arguments -> preparation.prepare(call.call(), arguments))
        .orElseGet(() -> preparation.prepare(call.call()));
  }

  private void execute(List<AuthorizedCall> calls) throws InterruptedException {
    leased.requireTimeLeft();
    Predicate<Session> wanted =
        session -> calls.stream().anyMatch(call -> isStarted(session, call));
    Map<ToolCallId, ToolResult> answers;
    try {
      answers = leased.whileWanted(wanted, () -> results(calls));
    } catch (NoLongerWantedException e) {
      LOG.debug("calls {} were stopped", calls);
      leased.refresh();
      if (wanted.test(leased.session())) {
        throw new LeaseLostException("the lease ran out while calls " + calls + " were running");
      }
      return;
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("tools throw no checked exceptions", e);
    }
    leased.record(
        wanted,
        (session, moment, work) -> {
          Session answered = session;
          for (Map.Entry<ToolCallId, ToolResult> answer : answers.entrySet()) {
            answered = answered.answer(answer.getKey(), answer.getValue(), moment);
          }
          return answered;
        });
  }

  private static boolean isStarted(Session session, AuthorizedCall call) {
    return session
        .state()
        .turn()
        .flatMap(turn -> turn.batch().find(call.id()))
        .map(open -> open.state() instanceof CallState.Started)
        .orElse(false);
  }

  private Map<ToolCallId, ToolResult> results(List<AuthorizedCall> calls)
      throws InterruptedException {
    Workspace workspace = tooling.workspace().orElseThrow();
    TurnId turn = leased.session().state().openTurn().id();
    if (calls.size() == 1) {
      return Map.of(calls.getFirst().id(), result(workspace, turn, calls.getFirst()));
    }
    try (ExecutorService together = sideBySide.get()) {
      var tasks = new ArrayList<Callable<ToolResult>>();
      calls.forEach(call -> tasks.add(() -> result(workspace, turn, call)));
      List<Future<ToolResult>> done = together.invokeAll(tasks);
      var answers = new LinkedHashMap<ToolCallId, ToolResult>();
      for (int i = 0; i < calls.size(); i++) {
        answers.put(calls.get(i).id(), done.get(i).get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a tool's failure is a result", e.getCause());
    }
  }

  private ToolResult result(Workspace workspace, TurnId turn, AuthorizedCall call)
      throws InterruptedException {
    try {
      return leased
          .watched()
          .executes(
              call,
              () ->
                  workspace.execute(
                      call,
                      text ->
                          parts
                              .feed()
                              .publish(
                                  new Delta.ToolOutput(
                                      leased.session().id(), turn, call.id(), text))));
    } catch (RuntimeException e) {
      LOG.error("tool {} failed unexpectedly", call, e);
      return ToolResult.failed(
              "The tool failed unexpectedly ("
                  + e.getClass().getSimpleName()
                  + "). It may have had effects.")
          .with("Check before trying again.");
    }
  }

  /** Lets a control call take effect. */
  void steer(OpenCall call) {
    leased.record(
        session -> session.nextStep().equals(new NextStep.ApplyControl(call)),
        (session, moment, work) -> session.steer(call, parts.agents(), moment));
  }

  /** Gives a call that a dead owner had started its outcome. */
  void closeInterrupted(OpenCall call) {
    Failpoint.RECOVERY_BEFORE_LOOK.reached();
    Map<String, Digest> now =
        call.state() instanceof CallState.Started started
            ? tooling
                .workspace()
                .map(w -> w.digests(started.files().stream().map(FileImpact::path).toList()))
                .orElse(Map.of())
            : Map.of();
    Failpoint.RECOVERY_LOOKED.reached();
    leased.record(
        session -> session.nextStep().equals(new NextStep.CloseInterrupted(call)),
        (session, moment, work) -> session.closeInterrupted(call, now, moment));
  }
}
