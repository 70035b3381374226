package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.metrics.MetricsProjection.Progress;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A dump tells which transactions wrote what; on the server it is restored on they mean nothing.
 */
class PostgresRestoreTest {

  /** Far above the transactions of a server that was just set up. */
  private static final long OTHERS = 4_000_000_000_000L;

  private static final String ALL = MetricsProjection.SUBSCRIBER;

  private DatabaseUrl.Postgres url;

  @BeforeEach
  void makeSchema() {
    url = TestPostgres.emptySchema();
  }

  @AfterEach
  void dropSchema() {
    TestPostgres.drop(url);
  }

  private static Story approved(JdbiPersistence store, Owner owner) {
    return Stories.all()
        .get("an edit is approved and done")
        .apply(Story.begin(store, TestStore.IDS, owner, Workshop.settings()));
  }

  private static Map<Count.Key, Long> counted(
      JdbiPersistence store, String subscriber, Owner owner) {
    return store.reads().metrics(subscriber, owner).stream()
        .collect(Collectors.toMap(Count::key, Count::count));
  }

  private static Map<Count.Key, Long> countedAnew(JdbiPersistence store, Owner owner) {
    String another = "another-" + TestStore.IDS.get();
    new MetricsProjection(store, another, 500).catchUp(Integer.MAX_VALUE);
    return counted(store, another, owner);
  }

  /** As if another server had written it all. */
  private void restore(JdbiPersistence before, List<String> subscribers) {
    for (String subscriber : subscribers) {
      Ledger.Place place = Ledger.POSTGRES.place(before.reads().place(subscriber).orElseThrow());
      move(subscriber, new Ledger.Place(place.transaction() + OTHERS, place.ledger()));
    }
    TestPostgres.execute(
        url,
        "UPDATE events SET transaction_id = CAST(CAST(CAST(CAST(transaction_id AS TEXT) AS BIGINT)"
            + " + %d AS TEXT) AS XID8)".formatted(OTHERS));
  }

  private void move(String subscriber, Ledger.Place place) {
    TestPostgres.execute(
        url,
        "UPDATE subscribers SET place = '%s' WHERE name = '%s'"
            .formatted(Ledger.POSTGRES.cursor(place), subscriber));
  }

  @Test
  void what_was_counted_stays_counted_and_what_was_not_is_still_to_be_counted() {
    try (JdbiPersistence store = TestStore.open(url)) {
      approved(store, Owner.LOCAL);
      new MetricsProjection(store, "early", 3).catchUp(3);
      new MetricsProjection(store, ALL, 5).catchUp(5);
      approved(store, Owner.LOCAL);
      restore(store, List.of("early", ALL));
    }
    try (JdbiPersistence store = TestStore.open(url)) {
      assertThat(counted(store, "early", Owner.LOCAL)).isNotEmpty();
      approved(store, Owner.LOCAL);
      for (String subscriber : List.of("early", ALL)) {
        assertThat(new MetricsProjection(store, subscriber, 4).catchUp(Integer.MAX_VALUE))
            .isEqualTo(new Progress(true, 0));
        assertThat(counted(store, subscriber, Owner.LOCAL))
            .isEqualTo(countedAnew(store, Owner.LOCAL));
      }
    }
  }

  @Test
  void what_was_written_first_and_committed_last_is_counted_once_all_the_same() {
    try (JdbiPersistence store = TestStore.open(url)) {
      Story uncounted = approved(store, new Owner("one"));
      Story counted = approved(store, new Owner("two"));
      new MetricsProjection(store).catchUp(Integer.MAX_VALUE);
      // The log has the second one before the first one, and ends between them.
      place(counted.id(), OTHERS + 1);
      place(uncounted.id(), OTHERS + 2);
      TestPostgres.execute(url, "DELETE FROM metrics WHERE owner = 'one'");
      move(ALL, new Ledger.Place(OTHERS + 1, 1_000));
    }
    try (JdbiPersistence store = TestStore.open(url)) {
      assertThat(new MetricsProjection(store).catchUp(Integer.MAX_VALUE))
          .isEqualTo(new Progress(true, 0));
      for (String owner : List.of("one", "two")) {
        assertThat(counted(store, ALL, new Owner(owner)))
            .isNotEmpty()
            .isEqualTo(countedAnew(store, new Owner(owner)));
      }
      List<RecordedEvent> log =
          store.reads().ledger(new LedgerQuery(Optional.empty(), Optional.empty(), 1_000)).stream()
              .map(LedgerEntry::event)
              .toList();
      assertThat(log).isSortedAccordingTo((a, b) -> orderWithinSession(a, b));
    }
  }

  private void place(SessionId session, long transaction) {
    TestPostgres.execute(
        url,
        "UPDATE events SET transaction_id = '%d' WHERE session_id = '%s'"
            .formatted(transaction, session));
  }

  private static int orderWithinSession(RecordedEvent one, RecordedEvent other) {
    return one.session().equals(other.session())
        ? Long.compare(one.position(), other.position())
        : 0;
  }

  @Test
  void a_subscriber_whose_last_event_was_removed_goes_on_with_what_is_new() {
    try (JdbiPersistence store = TestStore.open(url)) {
      new TestStore(store).create();
      new MetricsProjection(store).catchUp(Integer.MAX_VALUE);
      restore(store, List.of(ALL));
      TestPostgres.execute(url, "DELETE FROM events");
    }
    try (JdbiPersistence store = TestStore.open(url)) {
      approved(store, new Owner("one"));

      assertThat(new MetricsProjection(store).catchUp(Integer.MAX_VALUE))
          .isEqualTo(new Progress(true, 0));
      assertThat(counted(store, ALL, new Owner("one")))
          .isNotEmpty()
          .isEqualTo(countedAnew(store, new Owner("one")));
    }
  }
}
