package dev.agentruntime.application.port;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hints on their way, for stores: those of one kind about one session are one, and where there are
 * very many, all of them together are one. Safe for many threads.
 */
public final class PendingHints {

  private static final int MOST = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Map<Object, Hint> pending = new LinkedHashMap<>();
  private boolean closed;

  /** What a hint is about; a later one about the same takes its place. */
  private record About(Class<? extends Hint> kind, Object session) {}

  /** Adds a hint. Returns at once. */
  public void add(Hint hint) {
    lock.lock();
    try {
      if (pending.size() >= MOST) {
        pending.clear();
        put(new Hint.Anything());
      } else {
        put(hint);
      }
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  private void put(Hint hint) {
    switch (hint) {
      case Hint.Recorded recorded ->
          pending.merge(about(hint, recorded.session()), hint, PendingHints::further);
      case Hint.Runnable runnable -> pending.put(about(hint, runnable.session()), hint);
      case Hint.ReplyGrew grew -> pending.put(about(hint, grew.session()), hint);
      case Hint.Reading reading -> pending.put(about(hint, reading.session()), hint);
      case Hint.Anything anything -> pending.put(about(hint, "anything"), hint);
    }
  }

  private static About about(Hint hint, Object session) {
    return new About(hint.getClass(), session);
  }

  /** Commits of one session may be told in another order than they happened. */
  private static Hint further(Hint one, Hint other) {
    return one instanceof Hint.Recorded first
            && other instanceof Hint.Recorded second
            && first.position() > second.position()
        ? first
        : other;
  }

  /**
   * Waits for hints, and takes all there are.
   *
   * @return nothing once it is closed and all were taken
   */
  public Optional<List<Hint>> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pending.isEmpty() && !closed) {
        news.await();
      }
      List<Hint> all = List.copyOf(pending.values());
      pending.clear();
      return all.isEmpty() ? Optional.empty() : Optional.of(all);
    } finally {
      lock.unlock();
    }
  }

  /** Ends it, behind what is pending. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
