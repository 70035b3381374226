package dev.agentruntime.application.job;

import dev.agentruntime.application.port.UnitOfWork;

/** A process' turn at a job, as who does the job uses it. Used by one thread. */
public interface JobTurn {

  /**
   * One that no claim stands behind: for what is asked for by hand. What jobs write is conditional
   * on what they find, so that it is safe beside who has the claim.
   */
  JobTurn BY_HAND =
      new JobTurn() {
        @Override
        public void begins() {}

        @Override
        public void keeps(UnitOfWork work) {}
      };

  /**
   * There is something to do: called before any of it is done, outside of transactions. Called
   * again it does nothing.
   *
   * @throws JobOverException if another process is at it
   */
  void begins();

  /**
   * Keeps the turn. Called in each transaction that does something of the job: none of a process
   * whose turn is over is committed.
   *
   * @throws JobOverException if another process took over, or this one stops
   */
  void keeps(UnitOfWork work);
}
