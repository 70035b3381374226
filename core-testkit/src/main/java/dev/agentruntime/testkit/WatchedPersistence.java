package dev.agentruntime.testkit;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UnitOfWork;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of a store and knows whether the calling thread is inside a transaction, so that
 * fakes can refuse to be called there; and lets tests break a commit.
 */
public final class WatchedPersistence extends ForwardingPersistence {

  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);
  private final List<String> broken = new CopyOnWriteArrayList<>();
  private volatile Consumer<@Nullable Object> beforeCommit = result -> {};

  public WatchedPersistence(Persistence store) {
    super(store);
  }

  @Override
  public <T> T inTransaction(Function<UnitOfWork, T> work) {
    return super.inTransaction(
        unit -> {
          inside.set(true);
          try {
            T result = work.apply(unit);
            beforeCommit.accept(result);
            return result;
          } finally {
            inside.set(false);
          }
        });
  }

  /**
   * What happens right before each commit, with what the work returned; what it throws makes the
   * transaction roll back.
   */
  public void beforeCommit(Consumer<@Nullable Object> hook) {
    beforeCommit = hook;
  }

  /** Rolls back one of the next transactions, the first being 1, as a process that dies does. */
  public void diesAtCommit(int number) {
    var left = new AtomicInteger(number);
    beforeCommit(
        result -> {
          if (left.decrementAndGet() == 0) {
            throw new PersistenceException("the process died", null);
          }
        });
  }

  /** Fails if the calling thread is inside a transaction. */
  public void requireOutside(String what) {
    if (inside.get()) {
      broken.add(what + " inside a transaction");
      throw new AssertionError(what + " inside a transaction");
    }
  }

  /** What was done inside a transaction so far, and must not be; empty if all is well. */
  public List<String> broken() {
    return broken;
  }
}
