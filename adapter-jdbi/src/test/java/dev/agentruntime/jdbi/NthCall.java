package dev.agentruntime.jdbi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the calls that a process makes of what is not itself, and has one of them fail. Used by
 * many threads; which call is the how manieth may differ from run to run where they race.
 */
final class NthCall {

  /** A call that is carried out where it does not fail before. */
  interface Call {
    void carryOut() throws Throwable;
  }

  /** The call that was to fail. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    Failed(Fault fault) {
      super(fault.name());
      this.fault = fault;
    }

    Fault fault() {
      return fault;
    }
  }

  private final int nth;
  private final Fault fault;
  private final AtomicInteger count = new AtomicInteger();
  private final List<String> hit = new CopyOnWriteArrayList<>();
  private volatile boolean counting;

  /**
   * The call with that number fails.
   *
   * @param nth from 1; 0 for none
   */
  NthCall(int nth, Fault fault) {
    this.nth = nth;
    this.fault = fault;
  }

  /** From here on calls count. */
  void begin() {
    counting = true;
  }

  /** From here on nothing fails. */
  void end() {
    counting = false;
  }

  int count() {
    return count.get();
  }

  /** What failed. */
  Optional<String> hit() {
    return hit.stream().findFirst();
  }

  private boolean isIt(String what) {
    boolean it = counting && count.incrementAndGet() == nth;
    if (it) {
      hit.add(what + ", call " + nth + ", " + fault);
    }
    return it;
  }

  /** A call of the database. */
  void atDatabase(String what, Call call) throws Throwable {
    if (isIt(what)) {
      if (fault == Fault.LOST_AFTER) {
        call.carryOut();
      }
      throw new Failed(fault);
    }
    call.carryOut();
  }

  /** What anything else does. */
  interface Deed<T, E extends Exception> {
    T done() throws E;
  }

  /** A call of anything else, which breaks before or after it did something. */
  <T, E extends Exception> T elsewhere(String what, Deed<T, E> deed) throws E {
    boolean it = isIt(what);
    if (it && fault != Fault.LOST_AFTER) {
      throw new IllegalStateException("a test broke " + what);
    }
    T result = deed.done();
    if (it) {
      throw new IllegalStateException("a test broke " + what);
    }
    return result;
  }
}
