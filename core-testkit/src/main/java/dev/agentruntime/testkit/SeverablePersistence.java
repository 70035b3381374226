package dev.agentruntime.testkit;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UnitOfWork;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One process's connection to a store that several share. Cut, it stands for a process that died:
 * whatever its threads still do reaches the store no more.
 */
public final class SeverablePersistence extends ForwardingPersistence {

  private volatile boolean cut;

  /** A connection that is there. */
  public SeverablePersistence(Persistence store) {
    super(store);
  }

  /** The process is dead from here on. */
  public void cut() {
    cut = true;
  }

  @Override
  protected Persistence store() {
    requireConnected();
    return super.store();
  }

  private void requireConnected() {
    if (cut) {
      throw new PersistenceException("this process is dead", null);
    }
  }

  @Override
  public <T> T inTransaction(Function<UnitOfWork, T> work) {
    return super.inTransaction(
        unit -> {
          T result = work.apply(unit);
          requireConnected();
          return result;
        });
  }

  /** A dead process neither tells nor is told. */
  @Override
  public Hints hints(Consumer<Hint> receiver) {
    Hints way =
        super.hints(
            hint -> {
              if (!cut) {
                receiver.accept(hint);
              }
            });
    return new Hints() {
      @Override
      public void send(Hint hint) {
        if (!cut) {
          way.send(hint);
        }
      }

      @Override
      public void listen() {
        way.listen();
      }

      @Override
      public void close() {
        way.close();
      }
    };
  }

  /** The store is the test's, and outlives its processes. */
  @Override
  public void close() {
    cut = true;
  }
}
