package dev.agentruntime.jdbi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The ledger of a PostgreSQL database that was dumped and restored elsewhere. Its transactions may
 * seem to be yet to come: their events would not be told, and durable subscribers would wait for
 * them for ever. All are put at the beginning, in the order they were written, but for this: what a
 * subscriber was told stays before what it was not told, and its place between the two.
 *
 * <p>So the transactions are numbered anew, from 0 on and with the next number behind the place of
 * each subscriber. A server's own begin far above.
 */
final class RestoredLedger {

  private static final Ledger LEDGER = Ledger.POSTGRES;

  private RestoredLedger() {}

  /** A durable subscriber. */
  private record Subscriber(String name, Ledger.Place place) {}

  /** Once, by whoever opens the database first. */
  static void settle(Jdbi jdbi) {
    if (jdbi.withHandle(RestoredLedger::isOfAnotherServer)) {
      jdbi.useTransaction(
          handle -> {
            // All of a log may take longer than one statement otherwise may.
            handle.execute("SET LOCAL statement_timeout = 0");
            handle.execute("LOCK TABLE subscribers IN SHARE ROW EXCLUSIVE MODE");
            if (isOfAnotherServer(handle)) {
              renumber(handle);
            }
          });
    }
  }

  private static boolean isOfAnotherServer(Handle handle) {
    return handle
            .createQuery(
                """
                SELECT EXISTS (
                  SELECT 1 FROM events WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot()))
                """)
            .mapTo(Boolean.class)
            .one()
        || subscribers(handle).stream()
            .anyMatch(subscriber -> subscriber.place().transaction() >= next(handle));
  }

  /** The first transaction that did not begin yet. */
  private static long next(Handle handle) {
    return handle
        .createQuery("SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)")
        .mapTo(Long.class)
        .one();
  }

  private static List<Subscriber> subscribers(Handle handle) {
    return handle
        .createQuery("SELECT name, place FROM subscribers")
        .map((row, context) -> subscriber(row.getString("name"), row.getString("place")))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** Nothing where the place is of another ledger; that is refused where it is used. */
  private static Optional<Subscriber> subscriber(String name, String place) {
    try {
      return Optional.of(new Subscriber(name, LEDGER.place(place)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void renumber(Handle handle) {
    List<Subscriber> subscribers = subscribers(handle);
    var places = new TreeSet<Ledger.Place>();
    subscribers.forEach(subscriber -> places.add(subscriber.place()));
    renumberEvents(handle, places);
    subscribers.forEach(
        subscriber -> move(handle, subscriber, places.headSet(subscriber.place()).size()));
  }

  private static void renumberEvents(Handle handle, Set<Ledger.Place> places) {
    handle
        .createUpdate(
            """
            UPDATE events e SET transaction_id = CAST(CAST((
              SELECT count(*)
              FROM unnest(CAST(:transactions AS BIGINT[]), CAST(:ledgers AS BIGINT[])) AS p (t, l)
              WHERE (CAST(CAST(p.t AS TEXT) AS XID8), p.l) < (e.transaction_id, e.ledger)
            ) AS TEXT) AS XID8)
            """)
        .bindArray(
            "transactions", Long.class, places.stream().map(Ledger.Place::transaction).toList())
        .bindArray("ledgers", Long.class, places.stream().map(Ledger.Place::ledger).toList())
        .execute();
  }

  /** To the last event it was told; where that is removed, to where it was. */
  private static void move(Handle handle, Subscriber subscriber, long number) {
    long last =
        handle
            .createQuery(
                """
                SELECT COALESCE(MAX(ledger), 0) FROM events
                WHERE transaction_id = CAST(CAST(:number AS TEXT) AS XID8)
                """)
            .bind("number", number)
            .mapTo(Long.class)
            .one();
    var place = new Ledger.Place(number, Math.max(last, subscriber.place().ledger()));
    handle
        .createUpdate("UPDATE subscribers SET place = :place WHERE name = :name")
        .bind("place", LEDGER.cursor(place))
        .bind("name", subscriber.name())
        .execute();
  }
}
