package dev.agentruntime.testkit;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.UnitOfWork;
import java.util.function.Function;

/**
 * Stands in front of a store and knows whether the calling thread is inside a transaction, so that
 * fakes can refuse to be called there; and lets tests break a commit.
 */
public final class WatchedPersistence implements Persistence {

  private final Persistence store;
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);
  private volatile Runnable beforeCommit = () -> {};

  public WatchedPersistence(Persistence store) {
    this.store = store;
  }

  @Override
  public <T> T inTransaction(Function<UnitOfWork, T> work) {
    return store.inTransaction(
        unit -> {
          inside.set(true);
          try {
            T result = work.apply(unit);
            beforeCommit.run();
            return result;
          } finally {
            inside.set(false);
          }
        });
  }

  /** What happens right before each commit; what it throws makes the transaction roll back. */
  public void beforeCommit(Runnable hook) {
    beforeCommit = hook;
  }

  /** Fails if the calling thread is inside a transaction. */
  public void requireOutside(String what) {
    if (inside.get()) {
      throw new AssertionError(what + " inside a transaction");
    }
  }

  @Override
  public ReadModel reads() {
    return store.reads();
  }

  @Override
  public void close() {
    store.close();
  }
}
