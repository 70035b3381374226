package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerPagesTest {

  private static final Owner US = new Owner("us");
  private static final UUID ID = new UUID(0, 1);
  private static final TypeFilter CLOSED = new TypeFilter(List.of("session.closed"));

  private final List<LedgerQuery> queries = new ArrayList<>();

  /** A ledger in which every so manieth event is that a session is closed. */
  private LedgerPages pages(int events, int period, int scanned) {
    List<LedgerEntry> ledger =
        IntStream.rangeClosed(1, events)
            .mapToObj(
                n ->
                    event(
                        n,
                        n % period == 0 ? new SessionEvent.Closed() : new SessionEvent.Deleted()))
            .toList();
    return new LedgerPages(
        query -> {
          queries.add(query);
          int from = query.after().map(Integer::parseInt).orElse(0);
          return ledger.subList(from, Math.min(events, from + query.most()));
        },
        scanned);
  }

  private static LedgerEntry event(int place, SessionEvent event) {
    return new LedgerEntry(
        Integer.toString(place),
        Owner.LOCAL,
        new RecordedEvent(
            new SessionId(ID), place, ID, Instant.EPOCH, new RecordedEvent.Cause(ID, ID), event));
  }

  private static List<String> cursors(Page<LedgerEntry> page) {
    return page.items().stream().map(LedgerEntry::cursor).toList();
  }

  @Test
  void a_page_of_one_type_is_full_of_it_however_far_it_lies_apart() {
    Page<LedgerEntry> page = pages(9000, 1500, 10_000).page(US, Optional.empty(), CLOSED, 3);

    assertThat(cursors(page)).containsExactly("1500", "3000", "4500");
    assertThat(page.next()).contains("4500");
  }

  @Test
  void the_last_page_says_that_there_is_no_more() {
    Page<LedgerEntry> page = pages(9000, 1500, 10_000).page(US, Optional.of("4500"), CLOSED, 3);

    assertThat(cursors(page)).containsExactly("6000", "7500", "9000");
    assertThat(page.next()).isEmpty();
  }

  @Test
  void what_hardly_ever_happens_is_looked_for_in_steps_that_a_cursor_goes_on_from() {
    LedgerPages pages = pages(9000, 5500, 2500);
    var steps = new ArrayList<String>();
    var found = new ArrayList<String>();
    Optional<String> after = Optional.of("0");
    while (after.isPresent()) {
      Page<LedgerEntry> page = pages.page(US, after, CLOSED, 3);
      found.addAll(cursors(page));
      after = page.next();
      after.ifPresent(steps::add);
    }

    assertThat(found).containsExactly("5500");
    assertThat(steps).containsExactly("2500", "5000", "7500");
  }

  @Test
  void who_wants_everything_has_no_more_read_than_the_page_holds() {
    Page<LedgerEntry> page =
        pages(9000, 2, 10_000).page(US, Optional.empty(), new TypeFilter(List.of("*")), 5);

    assertThat(page.next()).contains("5");
    assertThat(queries).extracting(LedgerQuery::most).containsExactly(6);
  }

  @Test
  void a_page_may_be_as_long_as_any() {
    Page<LedgerEntry> page =
        pages(1001, 2, 10_000).page(US, Optional.empty(), new TypeFilter(List.of()), 1000);

    assertThat(page.items()).hasSize(1000);
    assertThat(page.next()).contains("1000");
  }
}
