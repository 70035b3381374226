package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.script.Script;
import dev.agentruntime.application.script.ScriptedChatModel;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.cli.RunResult.Ending;
import dev.agentruntime.cli.RunResult.Status;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs a session from the configuration to the result: what {@code run}, {@code chat} and {@code
 * demo} do.
 */
final class RunJob {

  private final RuntimeFactory factory;
  private final Screen screen;
  private final Surroundings surroundings;
  private final RunRequest request;
  private final Manner manner;
  private final Course course;
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * How it is run and shown.
   *
   * @param command that runs it
   * @param leavesSession whether the session is there afterwards, so that it can be gone on with
   */
  record Manner(
      List<RuntimeFactory.Flag> flags,
      RunOutput output,
      RunOutput.Format format,
      CommandSpec command,
      boolean leavesSession) {
    Manner {
      flags = List.copyOf(flags);
    }

    Optional<String> flag(String setting) {
      return flags.stream()
          .filter(flag -> flag.setting().equals(setting))
          .map(RuntimeFactory.Flag::value)
          .findFirst();
    }

    /** What can be typed to go on. */
    NextCommands next() {
      return new NextCommands(flag(SettingNames.DATABASE));
    }
  }

  RunJob(RuntimeFactory factory, Screen screen, RunRequest request, Manner manner) {
    this(factory, screen, request, manner, Course.RUN);
  }

  RunJob(RuntimeFactory factory, Screen screen, RunRequest request, Manner manner, Course course) {
    this.factory = factory;
    this.screen = screen;
    this.surroundings = screen.surroundings();
    this.request = request;
    this.manner = manner;
    this.course = course;
  }

  /** Runs it. Whatever happens, there is a result. */
  RunResult perform() throws InterruptedException {
    RunResult result;
    Terminals.Listening life = screen.animate();
    try {
      result = request.judged(prepared());
    } catch (RuntimeException e) {
      result = failed(CommandFailure.of(e));
    } finally {
      life.close();
    }
    tell(result);
    return result;
  }

  private RunResult failed(CommandFailure failure) {
    failure.defect().ifPresent(surroundings::tellDefect);
    failure.tell(surroundings, manner.command());
    return RunResult.failed(failure);
  }

  /** An interruption may come in between; then its result is the one. */
  private void tell(RunResult result) {
    if (told.compareAndSet(false, true)) {
      show(result);
    }
  }

  private void show(RunResult result) {
    if (result.session().isPresent()) {
      result.ending().problem().ifPresent(problem -> tell(result.ending(), problem));
    }
    manner.output().result(result);
    if (manner.leavesSession()) {
      manner.next().tell(result, surroundings, course);
    }
  }

  /** What failed is told as everywhere; what waits or was stopped is no failure. */
  private void tell(Ending ending, String problem) {
    if (ending.status() == Status.FAILED) {
      new CommandFailure(ending.code(), problem).tell(surroundings, manner.command());
    } else {
      surroundings.tell(problem);
    }
  }

  private RunResult prepared() throws InterruptedException {
    RuntimeFactory.Prepared prepared = factory.prepare(manner.flags());
    var start = new SessionStart(prepared, request, request.files().script(), manner);
    var slot = new RunnerSlot();
    // A model that cannot be asked is told before there is a session for it.
    Optional<ChatModel> fresh =
        start.check().map(choice -> model(prepared, choice, request.files().script()));
    var opening = new RuntimeFactory.Opening(slot, slot, request.environment(), request.isNew());
    try (AgentRuntime runtime = prepared.open(opening)) {
      SessionStart.Started started = start.in(runtime);
      slot.fill(
          started.session(),
          fresh.orElseGet(() -> model(prepared, started.model(), started.script())));
      return run(runtime, prepared.run(), started);
    }
  }

  private static ChatModel model(
      RuntimeFactory.Prepared prepared, ModelChoice choice, Optional<ScriptFile> script) {
    return switch (choice) {
      case ModelChoice.Live live -> prepared.model(live);
      case ModelChoice.Scripted scripted -> new ScriptedChatModel(script.orElseThrow().script());
    };
  }

  private RunResult run(
      AgentRuntime runtime, RuntimeFactory.RunSettings settings, SessionStart.Started started)
      throws InterruptedException {
    var log = new EventPages(runtime, started.session());
    manner.output().session(started.session());
    if (started.shown() > 0) {
      manner.output().resumed(log.until(started.shown()));
    }
    var deadline = course.isTalk() ? Deadline.NEVER : new Deadline(settings.timeout());
    var desks = new Desks(screen, runtime, manner.format(), settings.approvals());
    var voices =
        new Voices(
            runtime,
            script(started),
            new Voices.Present(desks.desk(), desks.person(), request.answer()));
    var follower = new Follower(log, manner.output(), started.shown());
    var ctrlC = new CtrlC(() -> cancel(log), screen.terminals()::leave);
    var run = new SessionRun(log, follower, voices, deadline, ctrlC);
    desks.announce(run::pending);
    var scene = new RunScene(run, log, started);
    var interruption = new Interruption(() -> interrupted(scene, follower, runtime));
    Terminals.Listening keys = listening(ctrlC);
    try {
      follower.reachNow();
      Ending ending = end(scene, ctrlC, desks.handling());
      if (!told.get()) {
        follower.close();
      }
      return scene.result(ending);
    } finally {
      keys.close();
      interruption.withdraw();
    }
  }

  private Optional<Script> script(SessionStart.Started started) {
    return started.script().map(ScriptFile::script).filter(script -> !course.isTalk());
  }

  /** Without a terminal Ctrl-C is a signal like others, and ends the process. */
  private Terminals.Listening listening(CtrlC ctrlC) {
    return surroundings.isAttended() ? screen.terminals().onInterrupt(ctrlC::press) : () -> {};
  }

  private void cancel(EventPages log) {
    surroundings.tell("cancelling; Ctrl-C again leaves at once");
    try {
      log.runtime().cancel(new CancelTurn(Owner.LOCAL, log.session(), "Ctrl-C"));
    } catch (RuntimeException e) {
      surroundings.tell(CommandFailure.of(e).text());
    }
  }

  private Ending end(RunScene scene, CtrlC ctrlC, ApprovalHandling handling)
      throws InterruptedException {
    try {
      Ending ending = course.follow(scene, ctrlC);
      return handling == ApprovalHandling.FAIL && ending.status() == Status.WAITING
          ? new Ending(Status.FAILED, ending.code(), ending.text(), ending.problem())
          : ending;
    } catch (RuntimeException e) {
      CommandFailure failure = CommandFailure.of(e);
      failure.defect().ifPresent(surroundings::tellDefect);
      return Ending.of(Status.FAILED, failure.code(), failure.text());
    }
  }

  /** Leaves the session as it is recorded; it goes on when it is resumed. */
  private void interrupted(RunScene scene, Follower follower, AgentRuntime runtime) {
    if (told.compareAndSet(false, true)) {
      try {
        RunResult result =
            scene.result(
                Ending.of(
                    Status.CANCELLED,
                    ExitCode.FAILED,
                    manner.leavesSession()
                        ? "interrupted; the session can be resumed"
                        : "interrupted"));
        follower.close();
        show(result);
      } finally {
        runtime.close();
      }
    }
  }
}
