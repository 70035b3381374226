package dev.agentruntime.simulation;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that runs only while it is let: it and whoever lets it run hand control to each other
 * and never run at once.
 */
final class Strand {

  private final String name;
  private final Home home;
  private final Thread thread;
  private volatile Thread conductor;
  private volatile boolean mayRun;
  private volatile boolean handedBack;
  private volatile boolean interrupted;
  private volatile boolean over;

  /** What strands belong to: a process. */
  interface Home {

    /** Whether it died. */
    boolean isDead();

    /** Whether it stands still. */
    boolean isStalled();
  }

  /** A strand that waits to be let. */
  Strand(String name, Home home, Runnable work) {
    this.name = name;
    this.home = home;
    this.conductor = Thread.currentThread();
    this.thread = Thread.ofVirtual().name(name).unstarted(() -> run(work));
    thread.start();
  }

  private void run(Runnable work) {
    try {
      awaitTurn();
      if (!home.isDead()) {
        work.run();
      }
    } catch (Crash e) {
      // It is unwound; that is all there is to do.
    } finally {
      over = true;
      handBack();
    }
  }

  String name() {
    return name;
  }

  boolean isOver() {
    return over;
  }

  boolean isDead() {
    return home.isDead();
  }

  boolean isStalled() {
    return home.isStalled();
  }

  /** Whether somebody interrupted it since it ran last. */
  boolean isInterrupted() {
    return interrupted || thread.isInterrupted();
  }

  /** For the conductor: lets it run until it hands back. */
  void resume() {
    conductor = Thread.currentThread();
    handedBack = false;
    mayRun = true;
    LockSupport.unpark(thread);
    while (!handedBack) {
      LockSupport.park(this);
    }
  }

  /** For the strand: lets others run. */
  void handOver() {
    handBack();
    awaitTurn();
  }

  private void handBack() {
    Thread other = conductor;
    handedBack = true;
    LockSupport.unpark(other);
  }

  private void awaitTurn() {
    while (!mayRun) {
      LockSupport.park(this);
      // Kept aside: a thread with the flag set cannot park. Noted before it is taken away, so that
      // whoever asks always sees one of the two.
      if (thread.isInterrupted()) {
        interrupted = true;
        Thread.interrupted();
      }
    }
    mayRun = false;
    if (interrupted) {
      interrupted = false;
      thread.interrupt();
    }
  }
}
