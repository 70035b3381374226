package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.ServerClaim;
import dev.agentruntime.application.port.UnitOfWork;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Persistence in SQLite or PostgreSQL. Makes and migrates its tables when it opens; refuses a
 * database that holds tables of something else, or those of a newer version.
 */
public final class JdbiPersistence implements Persistence {

  private final Engine engine;
  private final JdbiSettings settings;
  private final Transactions transactions;
  private final RateMeter rates;

  JdbiPersistence(Engine engine, JdbiSettings settings, Transactions.Pause pause) {
    this.engine = engine;
    this.settings = settings;
    this.transactions = new Transactions(engine, pause);
    settings.poolMeters().ifPresent(engine::meter);
    this.rates = engine.rates(transactions, settings.clockShift());
  }

  /**
   * Opens a database.
   *
   * @throws dev.agentruntime.application.port.PersistenceException if it cannot be used, with what
   *     to check
   */
  public static JdbiPersistence open(JdbiSettings settings) {
    return new JdbiPersistence(engine(settings), settings, Transactions::backOff);
  }

  /**
   * Opens a database that was used before. Makes no file, no folder and no tables; those of an
   * older version are migrated.
   *
   * @return nothing where there is no database, or none of its tables
   * @throws dev.agentruntime.application.port.PersistenceException if it cannot be used, with what
   *     to check
   */
  public static Optional<JdbiPersistence> openExisting(JdbiSettings settings) {
    Optional<? extends Engine> engine =
        switch (settings.url()) {
          case DatabaseUrl.Sqlite url -> SqliteEngine.openExisting(url, settings.lockWait());
          case DatabaseUrl.Postgres url -> PostgresEngine.openExisting(url, settings.lockWait());
        };
    return engine.map(there -> new JdbiPersistence(there, settings, Transactions::backOff));
  }

  /** What is done to a database as a whole; opens nothing yet. */
  public static Maintenance maintenance(JdbiSettings settings) {
    return switch (settings.url()) {
      case DatabaseUrl.Sqlite url -> new SqliteMaintenance(url, settings);
      case DatabaseUrl.Postgres url -> new PostgresMaintenance(url, settings);
    };
  }

  static Engine engine(JdbiSettings settings) {
    return switch (settings.url()) {
      case DatabaseUrl.Sqlite url -> SqliteEngine.open(url, settings.lockWait());
      case DatabaseUrl.Postgres url -> PostgresEngine.open(url, settings.lockWait());
    };
  }

  private Instant now(Handle handle) {
    return engine.now(handle).plus(settings.clockShift().get());
  }

  @Override
  public <T> T inTransaction(Function<UnitOfWork, T> work) {
    return transactions.write(
        handle -> {
          var unit = new JdbiUnitOfWork(handle, engine.ledger(), () -> now(handle), settings.ids());
          T result = work.apply(unit);
          unit.sessions().requireWhole();
          return result;
        });
  }

  @Override
  public ReadModel reads() {
    return new JdbiReadModel(transactions, this::now);
  }

  @Override
  public RateMeter rates() {
    return rates;
  }

  @Override
  public ServerClaim claimServer(LeaseOwner process) {
    return engine.claimServer(process);
  }

  @Override
  public Hints hints(Consumer<Hint> receiver) {
    return engine.hints(new HintReceiver(receiver));
  }

  @Override
  public void close() {
    engine.close();
  }
}
