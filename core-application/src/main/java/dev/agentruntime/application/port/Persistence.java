package dev.agentruntime.application.port;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The store of sessions. Safe for many threads and many processes; everything it acknowledges
 * survives a crash.
 */
public interface Persistence extends AutoCloseable {

  /**
   * Runs the work in one transaction. What the work throws rolls everything back and is thrown on.
   *
   * <p>The work may run several times (serialisation failure, deadlock, busy, a connection lost
   * before the commit), so it must not do anything but read and write through what it is handed: no
   * model call, no tool, no change of state outside.
   *
   * @throws PersistenceException if the store does not answer or keeps refusing
   */
  <T> T inTransaction(Function<UnitOfWork, T> work);

  /** Reads for views and lists, each in a snapshot of its own. */
  ReadModel reads();

  /** How often who does what; the same meter each time. */
  RateMeter rates();

  /**
   * Makes this process the server of the store, where there may be one only: on a file that
   * processes of one machine share. Claiming again changes nothing.
   */
  ServerClaim claimServer(LeaseOwner process);

  /**
   * Joins the processes over this store.
   *
   * @param receiver is told what others tell; called by one thread at a time, and none of the
   *     caller's. What it throws is logged
   */
  Hints hints(Consumer<Hint> receiver);

  @Override
  void close();
}
