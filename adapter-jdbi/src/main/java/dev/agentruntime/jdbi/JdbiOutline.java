package dev.agentruntime.jdbi;

import dev.agentruntime.application.query.Outline;
import dev.agentruntime.application.query.OutlineQuery;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The log for those who count. */
record JdbiOutline(Transactions transactions) {

  /** In one state of the database: what is settled by the end of it is in it. */
  Outline read(OutlineQuery query) {
    Ledger ledger = transactions.engine().ledger();
    Ledger.Place after = ledger.place(query.after());
    Listing wanted =
        new Listing()
            .where("e.session_id = :session", "session", query.session().map(SessionId::toString))
            .oneOf("e.type", "type", query.types());
    return transactions.read(
        handle -> {
          List<Ledger.Outlined> rows = ledger.outline(handle, wanted, after, query.most());
          boolean more = rows.size() == query.most();
          Ledger.Place until = more ? rows.getLast().row().place() : ledger.end(handle);
          return new Outline(
              rows.stream().map(JdbiOutline::entry).toList(),
              ledger.cursor(Collections.max(List.of(after, until))),
              more);
        });
  }

  private static Outline.Entry entry(Ledger.Outlined outlined) {
    try {
      return readable(outlined);
    } catch (RuntimeException e) {
      return unreadable(outlined.row(), e);
    }
  }

  private static Outline.Readable readable(Ledger.Outlined outlined) {
    Ledger.Row row = outlined.row();
    return new Outline.Readable(
        new Owner(row.owner()),
        LogMapping.event(
                SessionId.parse(row.session()), row.event(), Payloads.Unpacking.inOutline())
            .event(),
        new Outline.About(outlined.agent(), call(outlined.call()), asked(outlined.asked())));
  }

  private static Optional<Outline.Call> call(Ledger.Call call) {
    return Optional.ofNullable(call.tool())
        .map(tool -> new Outline.Call(tool, call.execution() != null));
  }

  private static Optional<Outline.Asked> asked(Ledger.Asked asked) {
    return Optional.ofNullable(asked.type())
        .map(type -> new Outline.Asked(new ApprovalType(type), Instant.ofEpochMilli(asked.at())));
  }

  /** The failure's own words may repeat what the row holds. */
  private static Outline.Unreadable unreadable(Ledger.Row row, RuntimeException failure) {
    return new Outline.Unreadable(
        owner(row.owner()),
        row.session(),
        row.event().position(),
        "%s version %d (%s)"
            .formatted(
                row.event().kind().name(),
                row.event().kind().version(),
                failure.getClass().getSimpleName()));
  }

  private static Optional<Owner> owner(String text) {
    try {
      return Optional.of(new Owner(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
