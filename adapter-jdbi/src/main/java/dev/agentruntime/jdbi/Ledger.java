package dev.agentruntime.jdbi;

import dev.agentruntime.domain.session.Owner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The one order over all sessions' events, as one engine keeps it. On SQLite it is that of the
 * commits, since one transaction writes at a time. On PostgreSQL it is that of transactions, told
 * only below the oldest one that still runs: what commits late comes in its place, and nobody has
 * read past that yet.
 *
 * @param engine part of each cursor, so that one of another engine is known as such
 * @param transaction column of the transaction, as a number
 * @param order columns of the order, the last one first for its end
 * @param sides what holds for rows on either side of a place
 * @param holds what holds for rows and places
 */
record Ledger(String engine, String transaction, Order order, Sides sides, Holds holds) {

  /** So many types are looked up, one after the other; of more, the log is sifted. */
  private static final int FEW = 3;

  /** The two sides of a place. */
  record Sides(String behind, String before) {}

  /** The same order from either end. */
  record Order(String ascending, String descending) {}

  /**
   * What holds for rows.
   *
   * @param settled for those that may be told
   * @param plain for those in which each column holds a value of its own type
   * @param ahead for a place that nothing has come to yet
   */
  record Holds(String settled, String plain, String ahead) {}

  static final Ledger SQLITE =
      new Ledger(
          "sqlite",
          "0",
          new Order("e.ledger", "e.ledger DESC"),
          new Sides(
              "e.ledger > :ledger AND :transaction = 0", "e.ledger < :ledger AND :transaction = 0"),
          new Holds(
              "TRUE",
              plainOnSqlite(),
              """
              :transaction > 0 OR :ledger > (
                SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'events')
              """));

  static final Ledger POSTGRES =
      new Ledger(
          "postgresql",
          "CAST(CAST(e.transaction_id AS TEXT) AS BIGINT)",
          new Order("e.transaction_id, e.ledger", "e.transaction_id DESC, e.ledger DESC"),
          new Sides(postgresSide(">"), postgresSide("<")),
          new Holds(
              "e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())",
              "TRUE",
              """
              CAST(CAST(:transaction AS TEXT) AS XID8) >= pg_snapshot_xmin(pg_current_snapshot())
                AND :ledger > 0
              """));

  /**
   * A column may hold anything there, whatever its type is: a text as bytes reads the same, and is
   * not found by it.
   */
  private static String plainOnSqlite() {
    return """
    typeof(e.position) || typeof(e.version) || typeof(e.at) = 'integerintegerinteger'
    AND typeof(e.id) || typeof(e.kind) || typeof(e.correlation) || typeof(e.causation)
      || typeof(e.data) || typeof(e.type) || typeof(e.agent) || typeof(e.link)
      = 'texttexttexttexttexttexttexttext'
    AND typeof(COALESCE(e.call_id, '')) || typeof(COALESCE(e.approval_id, ''))
      || typeof(COALESCE(e.decider, '')) || typeof(COALESCE(e.trace, ''))
      = 'texttexttexttext'
    """;
  }

  private static String postgresSide(String comparison) {
    return "(e.transaction_id, e.ledger) %s (CAST(CAST(:transaction AS TEXT) AS XID8), :ledger)"
        .formatted(comparison);
  }

  /** A place. */
  record Place(long transaction, long ledger) implements Comparable<Place> {
    static final Place START = new Place(0, 0);

    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::transaction).thenComparingLong(Place::ledger);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** An event of a session at its place. */
  record Row(Place place, String owner, String session, LogRows.Event event) {}

  List<Row> behind(Handle handle, Optional<Owner> owner, Place after, int most) {
    return handle
        .createQuery(
            """
            SELECT %s AS transaction_number, s.owner AS owner, e.*
            FROM events e JOIN sessions s ON s.id = e.session_id
            WHERE (:everybody OR s.owner = :owner) AND %s AND %s ORDER BY %s LIMIT :most
            """
                .formatted(transaction, sides.behind(), holds.settled(), order.ascending()))
        .bind("everybody", owner.isEmpty())
        .bind("owner", owner.map(Owner::value).orElse(""))
        .bind("transaction", after.transaction())
        .bind("ledger", after.ledger())
        .bind("most", most)
        .mapTo(Row.class)
        .list();
  }

  /** An event with what it is found by. */
  record Audited(Row row, LogRows.Facts facts, @Nullable String tool) {}

  /**
   * A part of the log.
   *
   * @param wanted conditions on the event {@code e}, its session {@code s} and its call {@code t}
   */
  List<Audited> part(
      Handle handle, Listing wanted, Optional<Place> from, boolean newestFirst, int most) {
    from.ifPresent(place -> on(newestFirst ? sides.before() : sides.behind(), place, wanted));
    return wanted
        .where(holds.settled())
        .inOrder(
            handle,
            """
            SELECT %s AS transaction_number, s.owner AS owner, t.tool AS tool, e.*
            FROM events e JOIN sessions s ON s.id = e.session_id
            LEFT JOIN tool_calls t ON t.session_id = e.session_id AND t.call_id = e.call_id
            """
                .formatted(transaction),
            newestFirst ? order.descending() : order.ascending(),
            most,
            Audited.class);
  }

  /** A session's rows as they are found. */
  List<LogRows.Found> found(Handle handle, String session, long from, int most) {
    return handle
        .createQuery(
            """
            SELECT e.*, t.tool AS tool, %s AS plain FROM events e
            LEFT JOIN tool_calls t ON t.session_id = e.session_id AND t.call_id = e.call_id
            WHERE e.session_id = :session AND e.position >= :from
            ORDER BY e.position LIMIT :most
            """
                .formatted(holds.plain()))
        .bind("session", session)
        .bind("from", from)
        .bind("most", most)
        .mapTo(LogRows.Found.class)
        .list();
  }

  /** Which events are asked after. */
  record Wanted(Place behind, Collection<String> types, Instant since) {}

  /** That an event happened. */
  record Occurred(
      Place place, String owner, String session, String id, long position, String type, long at) {}

  /**
   * Events of some types, without what they tell, and without that there is a log for a request
   * that stands alone, which nobody is told.
   */
  List<Occurred> occurred(Handle handle, Wanted wanted, int most) {
    if (wanted.types().isEmpty()) {
      return List.of();
    }
    Listing listing =
        ofTypes(new Listing(), wanted.types(), false)
            .where("+e.at >= :since", "since", wanted.since().toEpochMilli())
            .where("NOT (e.type = 'session.created' AND s.kind = 'request')");
    return on(sides.behind(), wanted.behind(), listing)
        .where(holds.settled())
        .inOrder(
            handle,
            """
            SELECT %s AS transaction_number, e.ledger, s.owner AS owner, e.session_id, e.id,
              e.position, e.type, e.at
            FROM events e JOIN sessions s ON s.id = e.session_id
            """
                .formatted(transaction),
            order.ascending(),
            most,
            Occurred.class);
  }

  private static Listing on(String side, Place place, Listing wanted) {
    return wanted.where(side, "ledger", place.ledger()).with("transaction", place.transaction());
  }

  /**
   * Events of some types; of any where there are none. Few types are looked up; among many, or
   * where something narrower is given, they are sifted.
   *
   * @param narrower whether another index finds fewer rows
   */
  Listing ofTypes(Listing wanted, Collection<String> types, boolean narrower) {
    boolean sift = narrower || types.size() > FEW;
    return wanted.oneOf(sift ? sifted("e.type") : "e.type", "type", List.copyOf(types));
  }

  /**
   * A column whose index is not to be used. SQLite takes any index on a value that is given, though
   * the order of the ledger would do; PostgreSQL knows how many rows there are.
   */
  private String sifted(String column) {
    return engine.equals(SQLITE.engine()) ? "+" + column : column;
  }

  Place end(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT %s AS transaction_number, e.ledger FROM events e
            WHERE %s ORDER BY %s LIMIT 1
            """
                .formatted(transaction, holds.settled(), order.descending()))
        .mapTo(Place.class)
        .findOne()
        .orElse(Place.START);
  }

  /** An event with what those have to know who count. */
  record Outlined(Row row, String agent, Call call, Asked asked) {}

  /** The tool call it is about. */
  record Call(@Nullable String tool, @Nullable String execution) {}

  /** The request to people it is about. */
  record Asked(@Nullable String type, long at) {}

  /**
   * A part of the log, with what stands beside it.
   *
   * @param wanted conditions on the event {@code e}
   */
  List<Outlined> outline(Handle handle, Listing wanted, Place after, int most) {
    return on(sides.behind(), after, wanted)
        .where(holds.settled())
        .inOrder(
            handle,
            """
            SELECT %s AS transaction_number, s.owner AS owner, t.tool AS tool,
              t.execution AS execution, a.type AS asked_type, a.asked_at AS asked_at, e.*
            FROM events e JOIN sessions s ON s.id = e.session_id
            LEFT JOIN tool_calls t ON t.session_id = e.session_id AND t.call_id = e.call_id
            LEFT JOIN approvals a ON a.id = e.approval_id
            """
                .formatted(transaction),
            order.ascending(),
            most,
            Outlined.class);
  }

  /** Whether a place is ahead of all that was recorded. */
  boolean isAhead(Handle handle, Place place) {
    return handle
        .createQuery("SELECT " + holds.ahead())
        .bind("transaction", place.transaction())
        .bind("ledger", place.ledger())
        .mapTo(Boolean.class)
        .one();
  }

  /** Whether there is an event that can be told at this place, or the place is before the first. */
  boolean reaches(Handle handle, Place place) {
    return place.equals(Place.START)
        || handle
            .createQuery(
                """
                SELECT %s AS transaction_number, e.ledger FROM events e
                WHERE e.ledger = :ledger AND %s
                """
                    .formatted(transaction, holds.settled()))
            .bind("ledger", place.ledger())
            .mapTo(Place.class)
            .list()
            .contains(place);
  }

  String cursor(Place place) {
    String text = String.join(" ", engine, "" + place.transaction(), "" + place.ledger());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  Place place(Optional<String> cursor) {
    return cursor.map(this::place).orElse(Place.START);
  }

  Place place(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] parts = text.split(" ", -1);
      if (parts.length == 3 && parts[0].equals(engine)) {
        return new Place(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
      }
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
    throw unusable(null);
  }

  private static IllegalArgumentException unusable(@Nullable Exception cause) {
    return new IllegalArgumentException(
        "is no cursor of this log; take one from an event of the stream, or leave it out", cause);
  }
}
