package dev.agentruntime.http;

import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.session.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Pages of what fits a filter among the events of all sessions. A page is full or the last one; but
 * no request looks at more than a number of events, so that one for what hardly ever happens does
 * not read the whole ledger: its page is what was found so far, and its cursor goes on from there.
 *
 * @param ledger reads a part of the ledger
 * @param scanned most events that one request looks at
 */
record LedgerPages(Function<LedgerQuery, List<LedgerEntry>> ledger, int scanned) {

  /** Some hundredths of a second of a store. */
  static final int SCANNED = 10_000;

  /**
   * A page.
   *
   * @throws IllegalArgumentException if that text is no cursor of this store
   */
  Page<LedgerEntry> page(Owner owner, Optional<String> after, TypeFilter wanted, int most) {
    var found = new ArrayList<LedgerEntry>();
    int part = wanted.isAll() ? Math.min(most + 1, SessionFilter.MAX) : SessionFilter.MAX;
    Optional<String> cursor = after;
    for (int left = scanned; left > 0; left -= part) {
      int asked = Math.min(part, left);
      List<LedgerEntry> read = ledger.apply(LedgerQuery.of(owner, cursor, asked));
      for (LedgerEntry entry : read) {
        if (wanted.test(entry.event())) {
          if (found.size() == most) {
            return new Page<>(found, Optional.of(found.getLast().cursor()));
          }
          found.add(entry);
        }
      }
      if (read.size() < asked) {
        return new Page<>(found, Optional.empty());
      }
      cursor = Optional.of(read.getLast().cursor());
    }
    return new Page<>(found, cursor);
  }
}
