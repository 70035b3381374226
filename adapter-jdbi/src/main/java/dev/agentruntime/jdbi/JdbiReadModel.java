package dev.agentruntime.jdbi;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.KeyId;
import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.audit.StoredEvent;
import dev.agentruntime.application.audit.StoredSession;
import dev.agentruntime.application.event.MessageJson;
import dev.agentruntime.application.event.SettingsJson;
import dev.agentruntime.application.event.TurnOutcomeJson;
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
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Rows to views. */
record JdbiReadModel(Transactions transactions, Function<Handle, Instant> clock)
    implements ReadModel {

  private static final String SESSIONS = "sessions";
  private static final String APPROVALS = "approvals";
  private static final String GRANTS = "grants";
  private static final String PROPOSALS = "proposals";

  @Override
  public Optional<SessionView> session(Owner owner, SessionId id) {
    return transactions.read(
        handle -> {
          Tables tables = Tables.of(handle);
          return tables
              .sessions()
              .find(id.toString())
              .filter(row -> row.header().owner().equals(owner.value()))
              .filter(row -> !row.standing().lifecycle().equals("deleted"))
              .filter(row -> row.header().kind().equals("conversation"))
              .map(row -> view(tables, row));
        });
  }

  private static SessionView view(Tables tables, SessionRows.Row row) {
    Session session = new SessionLoader(tables).load(row);
    List<OpenCall> open =
        session.state().turn().map(turn -> turn.batch().unanswered()).orElse(List.of());
    return new SessionView(
        summary(row, session.state().header().settings()),
        session.state().header(),
        session.state().agents(),
        row.version().position(),
        tables.turns().latest(row.id()).map(turn -> lastTurn(tables, turn)),
        open);
  }

  private static SessionView.LastTurn lastTurn(Tables tables, TurnRows.Latest turn) {
    return new SessionView.LastTurn(
        new TurnId(UUID.fromString(turn.id())),
        Optional.ofNullable(turn.outcome())
            .map(outcome -> unpacking(tables, Stream.of(outcome)).unpack(outcome))
            .map(TurnOutcomeJson::read));
  }

  @Override
  public Page<SessionSummary> sessions(Owner owner, SessionFilter filter) {
    Optional<Cursor> cursor = Cursor.parse(filter.cursor(), SESSIONS);
    Listing listing =
        new Listing()
            .where("owner = :owner", "owner", owner.value())
            .where("kind = 'conversation'")
            .where("lifecycle <> 'deleted'")
            .where("status = :status", "status", filter.status().map(SessionStatus::id))
            .behind(cursor, "updated_at");
    labels(listing, filter);
    return transactions.read(
        handle ->
            summaries(
                Tables.of(handle),
                Cursor.page(
                    listing.rows(
                        handle,
                        "SELECT * FROM sessions",
                        "updated_at",
                        filter.most() + 1,
                        SessionRows.Row.class),
                    filter.most(),
                    SESSIONS,
                    row -> new Cursor(row.header().updatedAt(), row.id()))));
  }

  private static void labels(Listing listing, SessionFilter filter) {
    int number = 0;
    for (var label : filter.labels().entrySet()) {
      String name = "name" + number;
      String value = "value" + number;
      number++;
      listing
          .where(
              "EXISTS (SELECT 1 FROM session_labels l WHERE l.session_id = sessions.id"
                  + " AND l.name = :%s AND l.value = :%s)".formatted(name, value),
              name,
              RecordableText.of(label.getKey()))
          .with(value, RecordableText.of(label.getValue()));
    }
  }

  private static Page<SessionSummary> summaries(Tables tables, Page<SessionRows.Row> rows) {
    Payloads.Unpacking unpacking =
        unpacking(tables, rows.items().stream().map(row -> row.header().settings()));
    return rows.map(
        row -> summary(row, SettingsJson.read(unpacking.unpack(row.header().settings()))));
  }

  private static SessionSummary summary(SessionRows.Row row, SessionSettings settings) {
    SessionRows.Standing standing = row.standing();
    return new SessionSummary(
        SessionLoader.id(row),
        settings.title(),
        new SessionSummary.State(
            Constants.read(SessionStatus.class, standing.status()),
            Optional.ofNullable(standing.waitReason())
                .map(reason -> Constants.read(WaitReason.class, reason)),
            Instant.ofEpochMilli(row.header().createdAt()),
            Instant.ofEpochMilli(row.header().updatedAt())),
        SessionMapping.agents(row).current(),
        settings.labels(),
        settings.runner());
  }

  @Override
  public List<TranscriptEntry> transcript(SessionId session, long after, int most) {
    return transactions.read(
        handle -> {
          Tables tables = Tables.of(handle);
          List<LogRows.Message> rows = tables.log().messages(session.toString(), after, most);
          Payloads.Unpacking unpacking =
              unpacking(tables, rows.stream().map(LogRows.Message::body));
          return rows.stream().map(row -> entry(row, unpacking)).toList();
        });
  }

  private static TranscriptEntry entry(LogRows.Message row, Payloads.Unpacking unpacking) {
    return new TranscriptEntry(
        row.position(),
        Instant.ofEpochMilli(row.at()),
        MessageJson.read(unpacking.unpack(row.body())));
  }

  @Override
  public Page<ApprovalView> approvals(Owner owner, ApprovalFilter filter) {
    Optional<Cursor> cursor = Cursor.parse(filter.cursor(), APPROVALS);
    Listing listing =
        new Listing()
            .where("owner = :owner", "owner", owner.value())
            .where("session_id = :session", "session", filter.session().map(SessionId::toString))
            .where("type = :type", "type", filter.type().map(ApprovalType::value))
            .where("state = :state", "state", filter.state().map(RecordableText::of))
            .behind(cursor, "asked_at");
    return transactions.read(
        handle ->
            approvalViews(
                Tables.of(handle),
                Cursor.page(
                    approvalRows(handle, listing, filter.most() + 1),
                    filter.most(),
                    APPROVALS,
                    row -> new Cursor(row.askedAt(), row.id()))));
  }

  @Override
  public Optional<ApprovalView> approval(Owner owner, ApprovalId id) {
    Listing listing =
        new Listing()
            .where("owner = :owner", "owner", owner.value())
            .where("id = :id", "id", id.toString());
    return transactions.read(
        handle -> {
          List<ApprovalRows.Row> rows = approvalRows(handle, listing, 1);
          return approvalViews(Tables.of(handle), new Page<>(rows, Optional.empty()))
              .items()
              .stream()
              .findFirst();
        });
  }

  private static List<ApprovalRows.Row> approvalRows(Handle handle, Listing listing, int most) {
    return listing
        .where("session_id NOT IN (SELECT r.session_id FROM removed_sessions r)")
        .rows(
            handle,
            "SELECT id, session_id, asked, asked_at, votes, outcome FROM approvals",
            "asked_at",
            most,
            ApprovalRows.Row.class);
  }

  private static Page<ApprovalView> approvalViews(Tables tables, Page<ApprovalRows.Row> rows) {
    Payloads.Unpacking unpacking =
        unpacking(
            tables,
            rows.items().stream()
                .flatMap(row -> Stream.of(row.asked(), row.since().votes(), row.since().outcome()))
                .filter(Objects::nonNull));
    return rows.map(
        row ->
            new ApprovalView(
                SessionId.parse(row.sessionId()), ApprovalMapping.approval(row, unpacking)));
  }

  @Override
  public Page<ApprovalGrant> grants(Owner owner, GrantFilter filter, Instant now) {
    Optional<Cursor> cursor = Cursor.parse(filter.cursor(), GRANTS);
    Listing listing =
        new Listing()
            .where("owner = :owner", "owner", owner.value())
            .where("session_id = :session", "session", filter.session().map(SessionId::toString))
            .where(
                "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)",
                "now",
                filter.ended() ? Optional.empty() : Optional.of(now.toEpochMilli()))
            .behind(cursor, "given_at");
    return Cursor.page(
            transactions.read(handle -> grantRows(handle, listing, filter.most() + 1)),
            filter.most(),
            GRANTS,
            row -> new Cursor(row.given().at(), row.id()))
        .map(JdbiGrantRepository::grant);
  }

  @Override
  public Optional<ApprovalGrant> grant(Owner owner, GrantId id) {
    Listing listing =
        new Listing()
            .where("owner = :owner", "owner", owner.value())
            .where("id = :id", "id", id.toString());
    return transactions.read(handle -> grantRows(handle, listing, 1)).stream()
        .map(JdbiGrantRepository::grant)
        .findFirst();
  }

  private static List<GrantRows.Row> grantRows(Handle handle, Listing listing, int most) {
    return listing.rows(
        handle, "SELECT * FROM approval_grants", "given_at", most, GrantRows.Row.class);
  }

  @Override
  public List<RecordedEvent> events(SessionId session, long after, int most) {
    return transactions.read(
        handle -> {
          Tables tables = Tables.of(handle);
          List<LogRows.Event> rows = tables.log().events(session.toString(), after, most);
          Payloads.Unpacking unpacking = unpacking(tables, rows.stream().map(LogRows.Event::data));
          return rows.stream().map(row -> event(session, row, unpacking)).toList();
        });
  }

  @Override
  public List<RecordedEvent> newest(SessionId session, long last, List<String> types, int most) {
    Listing ofSession =
        new Listing()
            .where("e.session_id = :session", "session", session.toString())
            .where("e.position <= :last", "last", last);
    Listing wanted = transactions.engine().ledger().ofTypes(ofSession, types, true);
    return transactions.read(
        handle -> {
          List<LogRows.Event> rows =
              wanted.inOrder(
                  handle, "SELECT e.* FROM events e", "e.position DESC", most, LogRows.Event.class);
          Payloads.Unpacking unpacking =
              unpacking(Tables.of(handle), rows.stream().map(LogRows.Event::data));
          return rows.stream().map(row -> event(session, row, unpacking)).toList();
        });
  }

  @Override
  public List<LedgerEntry> ledger(LedgerQuery query) {
    Ledger ledger = transactions.engine().ledger();
    Ledger.Place after = ledger.place(query.after());
    return transactions.read(
        handle -> {
          List<Ledger.Row> rows = ledger.behind(handle, query.owner(), after, query.most());
          Payloads.Unpacking unpacking =
              unpacking(Tables.of(handle), rows.stream().map(row -> row.event().data()));
          return rows.stream()
              .map(
                  row ->
                      new LedgerEntry(
                          ledger.cursor(row.place()),
                          new Owner(row.owner()),
                          event(SessionId.parse(row.session()), row.event(), unpacking)))
              .toList();
        });
  }

  @Override
  public String ledgerStart() {
    return transactions.engine().ledger().cursor(Ledger.Place.START);
  }

  @Override
  public String ledgerEnd() {
    Ledger ledger = transactions.engine().ledger();
    return ledger.cursor(transactions.read(ledger::end));
  }

  @Override
  public boolean isWithinLedger(String cursor) {
    Ledger ledger = transactions.engine().ledger();
    Ledger.Place place = ledger.place(cursor);
    return transactions.read(handle -> ledger.reaches(handle, place));
  }

  @Override
  public boolean isAhead(String cursor) {
    Ledger ledger = transactions.engine().ledger();
    Ledger.Place place = ledger.place(cursor);
    return transactions.read(handle -> ledger.isAhead(handle, place));
  }

  @Override
  public Outline outline(OutlineQuery query) {
    return new JdbiOutline(transactions).read(query);
  }

  @Override
  public Page<AuditEntry> audit(AuditQuery query) {
    return new JdbiAudit(transactions).page(query);
  }

  @Override
  public List<StoredSession> stored(Optional<SessionId> after, int most) {
    return new JdbiAudit(transactions).stored(after, most);
  }

  @Override
  public List<SessionId> orphans(Optional<SessionId> after, int most) {
    String behind = after.map(SessionId::toString).orElse("");
    return transactions.read(handle -> handle.attach(LogRows.class).orphans(behind, most)).stream()
        .map(SessionId::parse)
        .toList();
  }

  @Override
  public Optional<StoredSession> stored(SessionId session) {
    return new JdbiAudit(transactions).stored(session);
  }

  @Override
  public List<StoredEvent> rows(SessionId session, long from, int most) {
    return new JdbiAudit(transactions).rows(session, from, most);
  }

  @Override
  public List<ChainHead> heads(HeadsQuery query) {
    return new JdbiAudit(transactions).heads(query);
  }

  @Override
  public Optional<String> place(String subscriber) {
    return transactions.read(handle -> handle.attach(MetricsRows.class).place(subscriber));
  }

  @Override
  public PartialReplyReads partialReplies() {
    return new JdbiPartialReplyReads(transactions, clock);
  }

  @Override
  public WebhookReads webhooks() {
    return new JdbiWebhookReads(transactions, clock);
  }

  @Override
  public List<Count> metrics(String subscriber, Owner owner) {
    return transactions
        .read(handle -> handle.attach(MetricsRows.class).of(subscriber, owner.value()))
        .stream()
        .map(JdbiMetrics::count)
        .toList();
  }

  @Override
  public Optional<RetentionRepository.Checkpoint> checkpoint(SessionId session) {
    return transactions.read(handle -> handle.attach(LogRows.class).checkpoint(session.toString()));
  }

  @Override
  public StoreStanding standing() {
    return transactions.read(
        handle -> {
          StandingRows rows = handle.attach(StandingRows.class);
          StandingRows.Pending pending = rows.pending();
          return new StoreStanding(
              rows.sessions().stream()
                  .collect(
                      Collectors.toMap(
                          row -> Constants.read(SessionStatus.class, row.status()),
                          StandingRows.Status::sessions)),
              pending.approvals(),
              Optional.ofNullable(pending.oldest()).map(Instant::ofEpochMilli));
        });
  }

  @Override
  public TurnTraces traces(SessionId session, TurnId turn) {
    return transactions.read(
        handle -> {
          LogRows log = handle.attach(LogRows.class);
          return new TurnTraces(
              log.firstTrace(session.toString(), turn.toString()).map(TraceParent::new),
              log.lastTrace(session.toString(), turn.toString()).map(TraceParent::new));
        });
  }

  private static RecordedEvent event(
      SessionId session, LogRows.Event row, Payloads.Unpacking unpacking) {
    return LogMapping.event(session, row, unpacking).event();
  }

  private static Payloads.Unpacking unpacking(Tables tables, Stream<String> stored) {
    return new Payloads.Unpacking(tables.payloads(), stored.toList());
  }

  @Override
  public Optional<CallPlace> call(SessionId session, ToolCallId call) {
    return transactions
        .read(handle -> handle.attach(CallRows.class).place(session.toString(), call.toString()))
        .map(
            row ->
                new CallPlace(
                    new TurnId(UUID.fromString(row.turnId())),
                    row.reply(),
                    row.answer() == null ? OptionalLong.empty() : OptionalLong.of(row.answer())));
  }

  @Override
  public Optional<KeyRepository.Stored> key(KeyId id) {
    return transactions
        .read(handle -> handle.attach(KeyRows.class).find(id.value()))
        .map(JdbiKeyRepository::stored);
  }

  @Override
  public List<ApiKey> keys(Optional<Owner> owner) {
    return transactions
        .read(
            handle -> {
              KeyRows rows = handle.attach(KeyRows.class);
              return owner.map(whose -> rows.of(whose.value())).orElseGet(rows::all);
            })
        .stream()
        .map(JdbiKeyRepository::key)
        .toList();
  }

  @Override
  public Page<RecordedEvent> proposals(
      Owner owner, Instant since, int most, Optional<String> cursor) {
    Listing listing =
        new Listing()
            .where("kind = 'tool.call.proposed'")
            .where("at >= :since", "since", since.toEpochMilli())
            .where(
                "session_id IN (SELECT s.id FROM sessions s WHERE s.owner = :owner"
                    + " AND s.lifecycle <> 'deleted')",
                "owner",
                owner.value())
            .behind(Cursor.parse(cursor, PROPOSALS), "at");
    return transactions.read(
        handle -> {
          List<LogRows.Located> rows =
              listing.rows(handle, "SELECT * FROM events", "at", most + 1, LogRows.Located.class);
          Payloads.Unpacking unpacking =
              unpacking(Tables.of(handle), rows.stream().map(row -> row.event().data()));
          return Cursor.page(
                  rows, most, PROPOSALS, row -> new Cursor(row.event().at(), row.event().id()))
              .map(row -> event(SessionId.parse(row.session()), row.event(), unpacking));
        });
  }

  @Override
  public Optional<UUID> eventId(SessionId session, long position) {
    return transactions.read(
        handle ->
            handle
                .attach(SessionRows.class)
                .eventId(session.toString(), position)
                .map(UUID::fromString));
  }

  @Override
  public long lastPosition(SessionId session) {
    return transactions.read(
        handle -> handle.attach(SessionRows.class).lastPosition(session.toString()).orElse(0L));
  }

  @Override
  public long revision(SessionId session) {
    return transactions.read(
        handle -> handle.attach(SessionRows.class).revision(session.toString()).orElse(-1L));
  }
}
