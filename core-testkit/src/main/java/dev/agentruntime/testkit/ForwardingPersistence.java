package dev.agentruntime.testkit;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.ServerClaim;
import dev.agentruntime.application.port.UnitOfWork;
import java.util.function.Consumer;
import java.util.function.Function;

/** Stands in front of a store; tests override what is to be otherwise. */
public abstract class ForwardingPersistence implements Persistence {

  private final Persistence store;

  protected ForwardingPersistence(Persistence store) {
    this.store = store;
  }

  /** The store behind it, asked for by each call; may refuse to be there. */
  protected Persistence store() {
    return store;
  }

  @Override
  public <T> T inTransaction(Function<UnitOfWork, T> work) {
    return store().inTransaction(work);
  }

  @Override
  public ReadModel reads() {
    return store().reads();
  }

  @Override
  public RateMeter rates() {
    return store().rates();
  }

  @Override
  public ServerClaim claimServer(LeaseOwner process) {
    return store().claimServer(process);
  }

  @Override
  public Hints hints(Consumer<Hint> receiver) {
    return store().hints(receiver);
  }

  @Override
  public void close() {
    store().close();
  }
}
