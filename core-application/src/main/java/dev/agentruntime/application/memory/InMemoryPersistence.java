package dev.agentruntime.application.memory;

import dev.agentruntime.application.access.TokenBuckets;
import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.ServerClaim;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.port.UuidV7;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store that lives as long as its process. One transaction at a time; what it writes is kept
 * aside and entered in the books when it commits, so readers never see half of one and a failed one
 * leaves no trace.
 */
public final class InMemoryPersistence implements Persistence {

  private final ReentrantLock turnstile = new ReentrantLock();
  private final Books books = new Books();
  private final InMemoryHints.Circle circle = new InMemoryHints.Circle();
  private final InstantSource clock;
  private final RateMeter rates;
  private final Supplier<UUID> ids;

  /** An empty store on the system's clock. */
  public InMemoryPersistence() {
    this(InstantSource.system(), new UuidV7());
  }

  /**
   * An empty store.
   *
   * @param ids for the events
   */
  public InMemoryPersistence(InstantSource clock, Supplier<UUID> ids) {
    this.clock = clock;
    this.rates = new TokenBuckets(clock);
    this.ids = ids;
  }

  @Override
  public <T> T inTransaction(Function<UnitOfWork, T> work) {
    if (turnstile.isHeldByCurrentThread()) {
      throw new PersistenceException("a transaction must not start within another", null);
    }
    turnstile.lock();
    try {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      var transaction = new InMemoryWork(books, now, ids);
      T result = work.apply(transaction);
      books.enter(transaction);
      return result;
    } finally {
      turnstile.unlock();
    }
  }

  @Override
  public ReadModel reads() {
    return new InMemoryReads(books, clock);
  }

  @Override
  public RateMeter rates() {
    return rates;
  }

  @Override
  public ServerClaim claimServer(LeaseOwner process) {
    return new ServerClaim.Granted();
  }

  @Override
  public Hints hints(Consumer<Hint> receiver) {
    return new InMemoryHints(circle, receiver);
  }

  @Override
  public void close() {
    // Nothing to give back: the books go with the object.
  }
}
