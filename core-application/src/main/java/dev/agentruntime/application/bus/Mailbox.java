package dev.agentruntime.application.bus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for one subscriber, up to a number of events. Who waits for room, or for an event to
 * be handled, is let go when the mailbox is shut. Safe for many threads; one of them takes.
 */
final class Mailbox {

  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Parcel> waiting = new ArrayDeque<>();
  private State state = State.OPEN;

  private enum State {
    OPEN,
    /** Nothing more comes in. */
    DRAINING,
    SHUT
  }

  /** What became of an offer. */
  enum Answer {
    ACCEPTED,
    FULL,
    CLOSED
  }

  /** An event on its way; guarded by the mailbox's lock. */
  static final class Parcel {
    private final BusEvent event;
    private boolean settled;

    Parcel(BusEvent event) {
      this.event = event;
    }

    BusEvent event() {
      return event;
    }
  }

  Mailbox(int capacity) {
    this.capacity = capacity;
  }

  /** Puts an event behind the others, and waits for room so long. */
  Answer offer(Parcel parcel, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (state == State.OPEN && waiting.size() >= capacity && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (state != State.OPEN) {
        return Answer.CLOSED;
      }
      if (waiting.size() >= capacity) {
        return Answer.FULL;
      }
      waiting.add(parcel);
      changed.signalAll();
      return Answer.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until an event is handled, or nobody waits for that any more.
   *
   * @param late counts the event, which is settled and waits no more if that does not come in time
   * @return whether it came in time
   */
  boolean awaitSettled(Parcel parcel, Duration patience, Runnable late)
      throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (state != State.SHUT && !parcel.settled && left > 0) {
        left = changed.awaitNanos(left);
      }
      boolean inTime = state == State.SHUT || parcel.settled;
      if (!inTime) {
        waiting.remove(parcel);
        settle(parcel, late);
      }
      return inTime;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Settles an event, once.
   *
   * @param count counts it, before anybody hears of that
   */
  void settle(Parcel parcel, Runnable count) {
    lock.lock();
    try {
      if (!parcel.settled) {
        parcel.settled = true;
        count.run();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next event; none once nothing more comes. */
  Optional<Parcel> take() throws InterruptedException {
    lock.lock();
    try {
      while (state == State.OPEN && waiting.isEmpty()) {
        changed.await();
      }
      Optional<Parcel> next = Optional.ofNullable(waiting.poll());
      changed.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; what waits is handed out still. */
  void drain() {
    lock.lock();
    try {
      if (state == State.OPEN) {
        state = State.DRAINING;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes nothing more and hands out nothing more.
   *
   * @return what waited; nothing if it was shut before
   */
  List<Parcel> shut() {
    lock.lock();
    try {
      state = State.SHUT;
      List<Parcel> rest = new ArrayList<>(waiting);
      waiting.clear();
      changed.signalAll();
      return rest;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }
}
