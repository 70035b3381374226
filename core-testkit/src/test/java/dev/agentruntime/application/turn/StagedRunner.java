package dev.agentruntime.application.turn;

import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.session.SessionId;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The runtime's own runner, on a machine that is somebody else's and looked after by them. */
public final class StagedRunner {

  private final TurnRunner runner;

  private StagedRunner(TurnRunner runner) {
    this.runner = runner;
  }

  /** Where work is done. */
  public interface Stage {

    /** Begins to do something. */
    void start(String name, Runnable work);

    /** For things that may be done side by side. */
    ExecutorService together();
  }

  /** What a virtual process is. */
  public record Host(
      LeaseOwner self, Predicate<LeaseOwner> dead, LongSupplier nanoTime, Stage stage) {

    private Machine machine() {
      return new Machine(
          self,
          dead,
          nanoTime,
          new Machine.Threads() {
            @Override
            public void start(String name, Runnable work) {
              stage.start(name, work);
            }

            @Override
            public ExecutorService together() {
              return stage.together();
            }
          });
    }
  }

  /** A runner that does nothing by itself. */
  public static StagedRunner of(
      Persistence persistence,
      LoopParts parts,
      Supplier<UUID> ids,
      RunnerSettings settings,
      Runnable chores,
      Host host) {
    return new StagedRunner(
        TurnRunner.unwatched(persistence, parts, ids, settings, chores, host.machine()));
  }

  /** As the runtime's commands wake it. */
  public void wake(SessionId session) {
    runner.wake(session);
  }

  /** As its own watch does it a few times a second. */
  public void round() {
    runner.round();
  }
}
