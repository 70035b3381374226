package dev.agentruntime.jdbi;

import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What differs between the databases. */
interface Engine extends AutoCloseable {

  /** For transactions that write. */
  Jdbi writer();

  /** For reads of committed rows. */
  Jdbi reader();

  /** Makes the transaction that this handle just began see one state of the database. */
  void snapshot(Handle handle);

  /** The database's own time, to the millisecond. */
  Instant now(Handle handle);

  /** What an error means. */
  Trouble trouble(SQLException error);

  /** The order over all sessions' events. */
  Ledger ledger();

  /** The database, for messages; without credentials. */
  String name();

  @Override
  void close();
}
