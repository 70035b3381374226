package dev.agentruntime.simulation;

import dev.agentruntime.application.port.PersistenceException;

/** Where a process leaves itself: others go on there, and there it is that things go wrong. */
final class Ports {

  private final World world;
  private final Instance home;
  private boolean inTransaction;

  Ports(World world, Instance home) {
    this.world = world;
    this.home = home;
  }

  /** A port is called. */
  void call(String what) {
    requireOutside(what);
    requireAlive();
    world.time().sleep(latency());
    world.note(() -> what);
    mayStall();
    mayDie(Fault.CRASH, Sometimes.PROCESS_DIED);
  }

  private long latency() {
    return world.dice().mostlyShort(3, 300);
  }

  private void mayStall() {
    if (world.strikes(Fault.STALL)) {
      world.reached(Sometimes.PROCESS_STALLED);
      home.stall(world.dice().millis(16_000, 45_000));
      world.time().sleep(0);
    }
  }

  /** Something has happened; the process may not live to see it. */
  void mayDie(Fault fault, Sometimes reached) {
    if (world.strikes(fault)) {
      world.reached(reached);
      home.die();
      throw new Crash();
    }
  }

  /** Works for a while, unless interrupted. */
  void work(long nanos, Sometimes ifItDies) throws InterruptedException {
    requireAlive();
    try {
      world.time().sleepLightly(nanos);
    } catch (InterruptedException e) {
      world.reached(Sometimes.WORK_DROPPED);
      throw e;
    }
    mayStall();
    mayDie(Fault.CRASH_AT_WORK, ifItDies);
  }

  void enterTransaction() {
    inTransaction = true;
  }

  void leaveTransaction() {
    inTransaction = false;
  }

  /** Whether the process is within a transaction; nothing else of it runs then. */
  boolean isInTransaction() {
    return inTransaction;
  }

  private void requireOutside(String what) {
    if (inTransaction) {
      throw world.violated(what + " within a transaction");
    }
  }

  private void requireAlive() {
    if (home.isDead()) {
      throw new Crash();
    }
  }

  /** What a caller is told where the connection is gone. */
  static PersistenceException lost(String when) {
    return new PersistenceException("the connection was lost " + when, null);
  }
}
