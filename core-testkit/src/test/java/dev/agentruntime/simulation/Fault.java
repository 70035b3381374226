package dev.agentruntime.simulation;

import java.util.EnumMap;
import java.util.Map;

/**
 * What can go wrong. Each seed has some of it, so that each kind is met with and without others.
 */
enum Fault {
  /** A process dies at a call of a port: its memory is gone, the store and the files are not. */
  CRASH(250),
  /** A process dies right behind a commit. */
  CRASH_AFTER_COMMIT(120),
  /** A process dies while a tool or the model is at work. */
  CRASH_AT_WORK(12),
  /** A transaction is committed, and its caller is told that the connection is lost. */
  LOST_REPLY(60),
  /** The connection is lost before the commit. */
  LOST_TRANSACTION(60),
  /** The store runs the work of a transaction twice. */
  REPEATED_TRANSACTION(12),
  /** The log cannot be read. */
  LOST_READ(120),
  /** A process stands still for longer than its leases live, and comes back. */
  STALL(300),
  /** The store's clock is set an hour ahead or back. */
  CLOCK_JUMP(400),
  /** The model takes longer than a lease lives. */
  SLOW_MODEL(12),
  /** A tool takes longer than a lease lives. */
  SLOW_TOOL(8),
  /** The model sends what no model should. */
  EVIL_MODEL(3),
  /** A tool fails, or throws. */
  BROKEN_TOOL(10),
  /** Files change behind the runtime's back. */
  FILES_CHANGE(5),
  /** The policy changes while turns run. */
  POLICY_CHANGE(25),
  /** Clients send twice, late, and what is no longer true. */
  STALE_CLIENT(8),
  /** Two people decide at once. */
  RIVALS(3),
  /** The user stops turns, or talks into them. */
  IMPATIENCE(8),
  /** Nobody decides for a long time. */
  LATE_PEOPLE(5);

  private final int oneIn;

  Fault(int oneIn) {
    this.oneIn = oneIn;
  }

  /** Which of them a seed has, and since when none any more. */
  static final class Swarm {

    private final Dice dice;
    private final Map<Fault, Boolean> on = new EnumMap<>(Fault.class);
    private boolean calm;

    Swarm(Dice dice) {
      this.dice = dice;
      for (Fault fault : values()) {
        on.put(fault, dice.oneIn(2));
      }
    }

    /** Whether it happens now. */
    boolean strikes(Fault fault) {
      return !calm && Boolean.TRUE.equals(on.get(fault)) && dice.oneIn(fault.oneIn);
    }

    /** Nothing goes wrong any more. */
    void end() {
      calm = true;
    }

    boolean isOver() {
      return calm;
    }

    @Override
    public String toString() {
      return on.entrySet().stream()
          .filter(Map.Entry::getValue)
          .map(Map.Entry::getKey)
          .toList()
          .toString();
    }
  }
}
