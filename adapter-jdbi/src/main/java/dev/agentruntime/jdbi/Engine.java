package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.application.port.ServerClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What differs between the databases. */
interface Engine extends AutoCloseable {

  /** For transactions that write. */
  Jdbi writer();

  /** For reads of committed rows: each of its transactions sees one state of the database. */
  Jdbi reader();

  /** The database's own time, to the millisecond. */
  Instant now(Handle handle);

  /** What an error means. */
  Trouble trouble(SQLException error);

  /** The order over all sessions' events. */
  Ledger ledger();

  /**
   * How often who does what.
   *
   * @param clockShift how far the store's clock is ahead of the real one
   */
  RateMeter rates(Transactions transactions, Supplier<Duration> clockShift);

  /** Makes this process the one server, where there may be one only. */
  ServerClaim claimServer(LeaseOwner process);

  /** The way to the other processes. */
  Hints hints(HintReceiver receiver);

  /** Has the pools keep meters, where HikariCP takes this for a registry. */
  void meter(Object registry);

  /** The database, for messages; without credentials. */
  String name();

  @Override
  void close();
}
