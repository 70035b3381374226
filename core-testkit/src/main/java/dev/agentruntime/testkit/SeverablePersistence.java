package dev.agentruntime.testkit;

import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.ServerClaim;
import dev.agentruntime.application.port.UnitOfWork;
import java.util.function.Function;

/**
 * One process's connection to a store that several share. Cut, it stands for a process that died:
 * whatever its threads still do reaches the store no more.
 */
final class SeverablePersistence implements Persistence {

  private final Persistence store;
  private volatile boolean cut;

  SeverablePersistence(Persistence store) {
    this.store = store;
  }

  void cut() {
    cut = true;
  }

  private Persistence connected() {
    if (cut) {
      throw new PersistenceException("this process is dead", null);
    }
    return store;
  }

  @Override
  public <T> T inTransaction(Function<UnitOfWork, T> work) {
    return connected()
        .inTransaction(
            unit -> {
              T result = work.apply(unit);
              connected();
              return result;
            });
  }

  @Override
  public RateMeter rates() {
    return connected().rates();
  }

  @Override
  public ServerClaim claimServer(LeaseOwner process) {
    return connected().claimServer(process);
  }

  @Override
  public ReadModel reads() {
    return connected().reads();
  }

  /** The store is the test's, and outlives its processes. */
  @Override
  public void close() {
    cut = true;
  }
}
