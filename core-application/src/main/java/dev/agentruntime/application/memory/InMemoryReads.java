package dev.agentruntime.application.memory;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.KeyId;
import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.audit.StoredEvent;
import dev.agentruntime.application.audit.StoredSession;
import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.port.KeyRepository;
import dev.agentruntime.application.port.PartialReplyReads;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.port.WebhookReads;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.CallPlace;
import dev.agentruntime.application.query.GrantFilter;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.application.query.Outline;
import dev.agentruntime.application.query.OutlineQuery;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.StoreStanding;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.application.query.TurnTraces;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.CallBatch;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionHeader;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionKind;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.Turn;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the committed books. Cursors are the list's name and an offset. */
record InMemoryReads(Books books, InstantSource clock) implements ReadModel {

  private static final String LEDGER = "ledger-";

  @Override
  public Optional<SessionView> session(Owner owner, SessionId id) {
    return books
        .find(id)
        .filter(book -> isVisible(book, owner) && isConversation(book))
        .map(InMemoryReads::view);
  }

  private static boolean isConversation(Book book) {
    return book.session().state().header().kind() == SessionKind.CONVERSATION;
  }

  /** A session whose removal was begun is no longer shown, nor a deleted one. */
  private boolean isVisible(Book book, Owner owner) {
    SessionHeader header = book.session().state().header();
    return header.owner().equals(owner)
        && header.lifecycle() != SessionHeader.Lifecycle.DELETED
        && !books.isBeingRemoved(book.session().id());
  }

  /** What was asked of people stays, also where the session is deleted. */
  private boolean isThere(Book book, Owner owner) {
    return book.session().state().header().owner().equals(owner)
        && !books.isBeingRemoved(book.session().id());
  }

  private static SessionView view(Book book) {
    Session session = book.session();
    return new SessionView(
        summary(session),
        session.state().header(),
        session.state().agents(),
        session.version().position(),
        book.lastTurn(),
        session.state().turn().map(Turn::batch).map(CallBatch::unanswered).orElse(List.of()));
  }

  private static SessionSummary summary(Session session) {
    SessionHeader header = session.state().header();
    boolean waits = session.status() == SessionStatus.WAITING;
    return new SessionSummary(
        session.id(),
        header.settings().title(),
        new SessionSummary.State(
            session.status(),
            session.state().turn().filter(turn -> waits).flatMap(turn -> turn.stage().waiting()),
            header.createdAt(),
            header.updatedAt()),
        session.state().agents().current(),
        header.settings().labels(),
        header.settings().runner());
  }

  @Override
  public Page<SessionSummary> sessions(Owner owner, SessionFilter filter) {
    return books.read(
        all ->
            page(
                all.values().stream()
                    .filter(book -> isVisible(book, owner) && isConversation(book))
                    .map(book -> summary(book.session()))
                    .filter(s -> filter.status().map(s.state().status()::equals).orElse(true))
                    .filter(s -> s.labels().entrySet().containsAll(filter.labels().entrySet()))
                    .sorted(
                        Comparator.comparing((SessionSummary s) -> s.state().updatedAt())
                            .thenComparing(s -> s.id().value())
                            .reversed()),
                "sessions-",
                filter.most(),
                filter.cursor()));
  }

  static String ledgerCursor(int place) {
    return LEDGER + place;
  }

  static <T> Page<T> page(Stream<T> all, String list, int most, Optional<String> cursor) {
    int start = cursor.map(text -> offset(text, list)).orElse(0);
    List<T> items = all.skip(start).limit(most + 1L).toList();
    return items.size() > most
        ? new Page<>(items.subList(0, most), Optional.of(list + (start + most)))
        : new Page<>(items, Optional.empty());
  }

  @Override
  public List<LedgerEntry> ledger(LedgerQuery query) {
    int after = query.after().map(text -> offset(text, LEDGER)).orElse(0);
    return books.ledger(query.owner(), after, query.most(), InMemoryReads::ledgerCursor);
  }

  @Override
  public String ledgerStart() {
    return ledgerCursor(0);
  }

  @Override
  public String ledgerEnd() {
    return ledgerCursor(books.ledgerEnd());
  }

  @Override
  public boolean isWithinLedger(String cursor) {
    return books.isInLedger(ledgerPlace(cursor));
  }

  /** How many events come up to a place. */
  static int ledgerPlace(String cursor) {
    return offset(cursor, LEDGER);
  }

  @Override
  public boolean isAhead(String cursor) {
    return ledgerPlace(cursor) > books.ledgerSize();
  }

  @Override
  public Outline outline(OutlineQuery query) {
    int after = query.after().map(InMemoryReads::ledgerPlace).orElse(0);
    return new InMemoryOutline(books).read(query, after, place -> LEDGER + place);
  }

  @Override
  public Page<AuditEntry> audit(AuditQuery query) {
    AuditQuery.Part part = query.part();
    int cursor = part.cursor().map(text -> offset(text, LEDGER)).orElse(0);
    List<LedgerEntry> log =
        books.ledger(
            query.owner(),
            part.newestFirst() ? 0 : cursor,
            Integer.MAX_VALUE,
            InMemoryReads::ledgerCursor);
    List<AuditEntry> wanted =
        new InMemoryAudit(books)
            .entries(part.newestFirst() ? log.reversed() : log, query.filter())
            .filter(entry -> isBehind(entry, part, cursor))
            .limit(part.most() + 1L)
            .toList();
    return wanted.size() > part.most()
        ? new Page<>(
            wanted.subList(0, part.most()),
            Optional.of(wanted.get(part.most() - 1).entry().cursor()))
        : new Page<>(wanted, Optional.empty());
  }

  private static boolean isBehind(AuditEntry entry, AuditQuery.Part part, int cursor) {
    int place = offset(entry.entry().cursor(), LEDGER);
    return part.cursor().isEmpty() || (part.newestFirst() ? place < cursor : place > cursor);
  }

  @Override
  public List<StoredSession> stored(Optional<SessionId> after, int most) {
    return new InMemoryAudit(books).stored(after, most);
  }

  /** Events are within their sessions here. */
  @Override
  public List<SessionId> orphans(Optional<SessionId> after, int most) {
    return List.of();
  }

  @Override
  public Optional<StoredSession> stored(SessionId session) {
    return new InMemoryAudit(books).stored(session);
  }

  @Override
  public List<StoredEvent> rows(SessionId session, long from, int most) {
    return new InMemoryAudit(books).rows(session, from, most);
  }

  @Override
  public List<ChainHead> heads(HeadsQuery query) {
    return new InMemoryAudit(books).heads(query);
  }

  @Override
  public Optional<String> place(String subscriber) {
    return books.derived().place(subscriber);
  }

  @Override
  public PartialReplyReads partialReplies() {
    return new InMemoryPartialReplyReads(books, clock);
  }

  @Override
  public WebhookReads webhooks() {
    return new InMemoryWebhooks.Reads(
        books, clock.instant(), cursor -> cursor.map(text -> offset(text, LEDGER)).orElse(0));
  }

  @Override
  public List<Count> metrics(String subscriber, Owner owner) {
    return books.derived().counts(subscriber).stream()
        .filter(count -> count.owner().equals(owner))
        .toList();
  }

  @Override
  public Optional<RetentionRepository.Checkpoint> checkpoint(SessionId session) {
    return Optional.ofNullable(books.checkpoints().get(session));
  }

  private static int offset(String cursor, String list) {
    if (cursor.matches(list + "\\d{1,9}")) {
      return Integer.parseInt(cursor.substring(list.length()));
    }
    throw new IllegalArgumentException(
        "the cursor is none of this list; send back the one that came with the page before");
  }

  @Override
  public List<TranscriptEntry> transcript(SessionId session, long after, int most) {
    return books
        .find(session)
        .map(
            book -> {
              int start = firstBehind(book.messages(), after);
              return book.messages().from(start, most);
            })
        .orElse(List.of());
  }

  private static int firstBehind(Log<TranscriptEntry> messages, long position) {
    int low = 0;
    int high = messages.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (messages.from(middle, 1).getFirst().position() <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public Page<ApprovalView> approvals(Owner owner, ApprovalFilter filter) {
    return books.read(
        all ->
            page(
                all.values().stream()
                    .filter(book -> isThere(book, owner))
                    .filter(b -> filter.session().map(b.session().id()::equals).orElse(true))
                    .flatMap(InMemoryReads::approvals)
                    .filter(
                        v -> filter.type().map(v.approval().request().type()::equals).orElse(true))
                    .filter(v -> filter.state().map(v.approval().state().id()::equals).orElse(true))
                    .sorted(
                        Comparator.comparing((ApprovalView v) -> v.approval().asked().at())
                            .thenComparing(v -> v.approval().id().value())
                            .reversed()),
                "approvals-",
                filter.most(),
                filter.cursor()));
  }

  private static Stream<ApprovalView> approvals(Book book) {
    return book.approvals().values().stream()
        .map(approval -> new ApprovalView(book.session().id(), approval));
  }

  @Override
  public Optional<ApprovalView> approval(Owner owner, ApprovalId id) {
    return books.read(
        all ->
            all.values().stream()
                .filter(book -> isThere(book, owner))
                .flatMap(InMemoryReads::approvals)
                .filter(view -> view.approval().id().equals(id))
                .findFirst());
  }

  @Override
  public Page<ApprovalGrant> grants(Owner owner, GrantFilter filter, Instant now) {
    return page(
        books.grants().values().stream()
            .filter(grant -> grant.owner().equals(owner))
            .filter(grant -> filter.session().isEmpty() || grant.session().equals(filter.session()))
            .filter(grant -> filter.ended() || grant.isInForce(now))
            .sorted(
                Comparator.comparing((ApprovalGrant grant) -> grant.given().at())
                    .thenComparing(grant -> grant.id().value())
                    .reversed()),
        "grants-",
        filter.most(),
        filter.cursor());
  }

  @Override
  public Optional<ApprovalGrant> grant(Owner owner, GrantId id) {
    return Optional.ofNullable(books.grants().get(id)).filter(grant -> grant.owner().equals(owner));
  }

  @Override
  public List<RecordedEvent> events(SessionId session, long after, int most) {
    // Positions have no gaps: the event at position p stands at index p - 1.
    return books
        .find(session)
        .map(book -> book.events().from(Math.clamp(after, 0, Integer.MAX_VALUE), most))
        .orElse(List.of());
  }

  @Override
  public List<RecordedEvent> newest(SessionId session, long last, List<String> types, int most) {
    return events(session, 0, Integer.MAX_VALUE).reversed().stream()
        .filter(event -> event.position() <= last)
        .filter(event -> types.isEmpty() || types.contains(event.type()))
        .limit(most)
        .toList();
  }

  @Override
  public TurnTraces traces(SessionId session, TurnId turn) {
    List<TraceParent> traces =
        events(session, 0, Integer.MAX_VALUE).stream()
            .map(RecordedEvent::cause)
            .filter(cause -> cause.correlation().equals(turn.value()))
            .flatMap(cause -> cause.trace().stream())
            .toList();
    return traces.isEmpty()
        ? TurnTraces.NONE
        : new TurnTraces(Optional.of(traces.getFirst()), Optional.of(traces.getLast()));
  }

  @Override
  public Optional<CallPlace> call(SessionId session, ToolCallId call) {
    List<RecordedEvent> log = events(session, 0, Integer.MAX_VALUE);
    OptionalLong answer =
        log.stream()
            .filter(e -> e.event() instanceof SessionEvent.ToolAnswered a && a.call().equals(call))
            .mapToLong(RecordedEvent::position)
            .findFirst();
    return log.stream()
        .filter(e -> e.event() instanceof SessionEvent.ReplyRecorded r && has(r, call))
        .findFirst()
        .map(e -> new CallPlace(new TurnId(e.cause().correlation()), e.position(), answer));
  }

  @Override
  public Page<RecordedEvent> proposals(
      Owner owner, Instant since, int most, Optional<String> cursor) {
    return books.read(
        all ->
            page(
                all.values().stream()
                    .filter(book -> isVisible(book, owner))
                    .flatMap(book -> book.events().from(0, Integer.MAX_VALUE).stream())
                    .filter(event -> event.event() instanceof SessionEvent.ToolCallProposed)
                    .filter(event -> !event.at().isBefore(since))
                    .sorted(
                        Comparator.comparing(RecordedEvent::at)
                            .thenComparing(RecordedEvent::id)
                            .reversed()),
                "proposals-",
                most,
                cursor));
  }

  private static boolean has(SessionEvent.ReplyRecorded recorded, ToolCallId call) {
    return recorded.reply().calls().stream().anyMatch(asked -> asked.id().equals(call));
  }

  @Override
  public Optional<KeyRepository.Stored> key(KeyId id) {
    return books.key(id);
  }

  @Override
  public List<ApiKey> keys(Optional<Owner> owner) {
    return books.keys().stream()
        .filter(key -> owner.map(key.owner()::equals).orElse(true))
        .toList();
  }

  @Override
  public StoreStanding standing() {
    return books.read(
        all -> {
          List<Book> there =
              all.values().stream()
                  .filter(book -> isVisible(book, book.session().state().header().owner()))
                  .toList();
          List<Instant> pending =
              there.stream()
                  .flatMap(InMemoryReads::approvals)
                  .map(ApprovalView::approval)
                  .filter(Approval::isPending)
                  .map(approval -> approval.asked().at())
                  .sorted()
                  .toList();
          return new StoreStanding(
              there.stream()
                  .filter(InMemoryReads::isConversation)
                  .collect(
                      Collectors.groupingBy(
                          book -> book.session().status(), Collectors.counting())),
              pending.size(),
              pending.stream().findFirst());
        });
  }

  @Override
  public Optional<UUID> eventId(SessionId session, long position) {
    return events(session, position - 1, 1).stream()
        .filter(event -> event.position() == position)
        .map(RecordedEvent::id)
        .findFirst();
  }

  @Override
  public long lastPosition(SessionId session) {
    return books.find(session).map(book -> book.session().version().position()).orElse(0L);
  }

  @Override
  public long revision(SessionId session) {
    return books.find(session).map(book -> book.session().version().revision()).orElse(-1L);
  }
}
