package dev.agentruntime.simulation;

import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.session.RefusedException;

/** Sends commands to whichever process there is, and again where no answer comes. */
final class Client {

  private static final int TRIES = 3;

  private final World world;

  Client(World world) {
    this.world = world;
  }

  /** A command. */
  interface Command {

    /** Carries it out in a process. */
    void at(Instance instance);
  }

  /** Sends it; with bad luck, twice. */
  void send(String what, Command command) {
    sendUntilAnswered(what, command, TRIES);
    if (world.strikes(Fault.STALE_CLIENT)) {
      later(world.dice().millis(0, 15_000), what, command);
    }
  }

  /** Sends it after a while. */
  void later(long nanos, String what, Command command) {
    world.time().in(nanos, () -> sendUntilAnswered(what, command, 1));
  }

  private void sendUntilAnswered(String what, Command command, int tries) {
    if (tries == 0 || world.faults().isOver()) {
      return;
    }
    var attempt = new Attempt(command);
    world.anybody().ifPresent(there -> there.strand(what, () -> attempt.at(there)));
    world
        .time()
        .in(
            world.dice().millis(2_000, 10_000),
            () -> {
              if (!attempt.answered) {
                sendUntilAnswered(what, command, tries - 1);
              }
            });
  }

  private final class Attempt {
    private final Command command;
    private boolean answered;

    Attempt(Command command) {
      this.command = command;
    }

    void at(Instance instance) {
      try {
        command.at(instance);
        answered = true;
      } catch (RefusedException e) {
        world.note(() -> "  refused: " + e.refusal().message());
        answered = true;
      } catch (PersistenceException e) {
        world.note(() -> "  " + e.getMessage());
      } catch (RuntimeException e) {
        throw world.violated(new Violation("a command broke: " + e, e));
      }
    }
  }
}
