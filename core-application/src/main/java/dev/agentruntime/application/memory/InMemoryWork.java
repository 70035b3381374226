package dev.agentruntime.application.memory;

import dev.agentruntime.application.access.KeyId;
import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.port.GrantRepository;
import dev.agentruntime.application.port.KeyRepository;
import dev.agentruntime.application.port.Lease;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.LeaseRepository;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.port.SessionRepository;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionHeader;
import dev.agentruntime.domain.session.SessionHeader.Lifecycle;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionKind;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.Turn;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One transaction: reads the books, keeps its own changes aside. */
final class InMemoryWork implements UnitOfWork, SessionRepository, LeaseRepository {

  private final Books books;
  private final Instant now;
  private final Supplier<UUID> ids;
  private final Map<SessionId, Book> changed = new HashMap<>();
  private final Set<SessionId> locked = new HashSet<>();
  private final List<PolicyRepository.Version> added = new ArrayList<>();
  private final Map<KeyId, KeyRepository.Stored> keys = new LinkedHashMap<>();
  private final Map<GrantId, ApprovalGrant> grants = new HashMap<>();
  private final Map<SessionId, RetentionRepository.Checkpoint> begun = new HashMap<>();
  private final List<SessionId> removed = new ArrayList<>();
  private final List<RecordedEvent> recorded = new ArrayList<>();
  private final InMemoryRequests requests;
  private final InMemoryJobs jobs;
  private final InMemoryMetrics derived;
  private final InMemoryPartialReplies partialReplies;
  private @Nullable InMemoryWebhooks webhooks;

  InMemoryWork(Books books, Instant now, Supplier<UUID> ids) {
    this.books = books;
    this.now = now;
    this.ids = ids;
    this.requests = new InMemoryRequests(books.requests(), now);
    this.jobs = new InMemoryJobs(books.jobs(), now);
    this.derived = new InMemoryMetrics(books.derived(), now);
    this.partialReplies = new InMemoryPartialReplies(this::book, books.partialReplies(), now);
  }

  Map<SessionId, Book> changedBooks() {
    return changed;
  }

  List<RecordedEvent> recorded() {
    return recorded;
  }

  List<PolicyRepository.Version> addedPolicies() {
    return added;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public SessionRepository sessions() {
    return this;
  }

  @Override
  public LeaseRepository leases() {
    return this;
  }

  @Override
  public PolicyRepository policies() {
    return new InMemoryPolicies(books, added);
  }

  @Override
  public GrantRepository grants() {
    return new InMemoryGrants(books, now, grants);
  }

  @Override
  public RetentionRepository retention() {
    return new InMemoryRetention(books, now, begun, removed);
  }

  Map<SessionId, RetentionRepository.Checkpoint> begunRemovals() {
    return begun;
  }

  List<SessionId> removedSessions() {
    return removed;
  }

  Map<GrantId, ApprovalGrant> changedGrants() {
    return grants;
  }

  @Override
  public KeyRepository keys() {
    return new InMemoryKeys(books, now, keys);
  }

  Map<KeyId, KeyRepository.Stored> changedKeys() {
    return keys;
  }

  /** Copied only by those who ask for them. */
  @Override
  public InMemoryWebhooks webhooks() {
    InMemoryWebhooks mine =
        webhooks == null ? new InMemoryWebhooks(books.webhooks(), now) : webhooks;
    webhooks = mine;
    return mine;
  }

  Optional<InMemoryWebhooks.Shelf> changedWebhooks() {
    return Optional.ofNullable(webhooks).map(InMemoryWebhooks::shelf);
  }

  @Override
  public InMemoryMetrics subscribers() {
    return derived;
  }

  @Override
  public InMemoryMetrics metrics() {
    return derived;
  }

  @Override
  public InMemoryPartialReplies partialReplies() {
    return partialReplies;
  }

  @Override
  public InMemoryJobs jobs() {
    return jobs;
  }

  @Override
  public InMemoryRequests requests() {
    return requests;
  }

  private Optional<Book> book(SessionId id) {
    Book mine = changed.get(id);
    return mine == null ? books.find(id) : Optional.of(mine);
  }

  private void put(Book book) {
    changed.put(book.session().id(), book);
  }

  // Sessions.

  @Override
  public Optional<Session> find(SessionId id) {
    return book(id).map(Book::session);
  }

  @Override
  public Optional<Session> lock(SessionId id) {
    locked.add(id);
    return find(id);
  }

  @Override
  public List<SessionId> due(int most) {
    return books.read(
        all ->
            all.values().stream()
                .map(Book::session)
                .filter(session -> session.isDue(now))
                .limit(most)
                .map(Session::id)
                .toList());
  }

  @Override
  public List<SessionId> idle(Instant before, int most) {
    return books.read(
        all ->
            all.values().stream()
                .filter(book -> isIdle(book, before))
                .sorted(Comparator.comparing(book -> book.session().state().header().updatedAt()))
                .limit(most)
                .map(book -> book.session().id())
                .toList());
  }

  private static boolean isIdle(Book book, Instant before) {
    SessionHeader header = book.session().state().header();
    return header.kind() == SessionKind.CONVERSATION
        && book.session().status() == SessionStatus.IDLE
        && header.updatedAt().isBefore(before)
        && book.approvals().values().stream().noneMatch(Approval::isPending);
  }

  @Override
  public Recording save(Session session, Origin origin) {
    boolean isNew = session.version().equals(Version.NEW);
    if (!isNew && !locked.contains(session.id())) {
      throw new IllegalStateException("session " + session.id() + " was not locked");
    }
    if (isNew && book(session.id()).isPresent()) {
      throw new StaleSessionException("session " + session.id() + " exists already");
    }
    Book book = isNew ? Book.blank(session) : require(session);
    requireSame(book, session);
    Version before = session.version();
    return enter(book, session, origin, isNew ? before : before.nextRevision());
  }

  @Override
  public Recording saveUnder(Lease lease, Session session, Origin origin) {
    Book book = require(session);
    boolean held =
        book.lease().map(Book.Held::owner).equals(Optional.of(lease.owner()))
            && book.session().version().generation() == lease.generation();
    if (!held) {
      throw new StaleSessionException("the lease of session " + session.id() + " is lost");
    }
    requireSame(book, session);
    return enter(book, session, origin, session.version());
  }

  private static void requireSame(Book book, Session session) {
    if (!book.session().version().equals(session.version())) {
      throw new StaleSessionException("session " + session.id() + " was changed by somebody else");
    }
  }

  private Book require(Session session) {
    return book(session.id())
        .orElseThrow(() -> new IllegalStateException("no session " + session.id()));
  }

  private Recording enter(Book book, Session session, Origin origin, Version counted) {
    // A new book is blank, whatever the session that it is made for begins with.
    Optional<TurnId> turn =
        session.version().equals(Version.NEW)
            ? Optional.empty()
            : book.session().state().turn().map(Turn::id);
    var events = new ArrayList<RecordedEvent>();
    Book entered = book;
    long position = book.session().version().position();
    for (SessionEvent event : session.unrecorded()) {
      position++;
      Optional<TurnId> after = turnAfter(event, turn);
      UUID correlation =
          (turn.isPresent() ? turn : after).map(TurnId::value).orElse(origin.causation());
      turn = after;
      var cause = new RecordedEvent.Cause(correlation, origin.causation(), origin.trace());
      var recorded = new RecordedEvent(session.id(), position, ids.get(), now, cause, event);
      events.add(recorded);
      entered = entered.after(recorded);
    }
    Session after = session.recorded(counted.at(position));
    put(entered.with(after));
    recorded.addAll(events);
    return new Recording(after, events);
  }

  private static Optional<TurnId> turnAfter(SessionEvent event, Optional<TurnId> before) {
    return switch (event) {
      case SessionEvent.TurnStarted started -> Optional.of(started.turn());
      case SessionEvent.TurnEnded ended -> Optional.empty();
      default -> before;
    };
  }

  // Leases.

  @Override
  public Optional<Session> acquire(
      SessionId session, LeaseOwner owner, Duration time, Predicate<LeaseOwner> dead) {
    Optional<Book> found = book(session).filter(book -> isFree(book, dead));
    found.ifPresent(
        book -> {
          put(
              book.counted(book.session().version().nextGeneration())
                  .heldBy(Optional.of(new Book.Held(owner, now.plus(time)))));
        });
    return found.flatMap(book -> find(session));
  }

  private boolean isFree(Book book, Predicate<LeaseOwner> dead) {
    return book.lease()
        .map(held -> !held.until().isAfter(now) || dead.test(held.owner()))
        .orElse(true);
  }

  @Override
  public boolean renew(Lease lease, Duration time) {
    return held(lease)
        .map(
            book -> {
              put(book.heldBy(Optional.of(new Book.Held(lease.owner(), now.plus(time)))));
              return true;
            })
        .orElse(false);
  }

  @Override
  public void release(Lease lease) {
    held(lease).ifPresent(book -> put(book.heldBy(Optional.empty())));
  }

  private Optional<Book> held(Lease lease) {
    return book(lease.session())
        .filter(book -> book.session().version().generation() == lease.generation())
        .filter(book -> book.lease().map(Book.Held::owner).equals(Optional.of(lease.owner())));
  }

  private static Runner runnerOf(Book book) {
    return book.session().state().header().settings().runner();
  }

  @Override
  public List<SessionId> claimable(RunnerFilter runners, int most, Predicate<LeaseOwner> dead) {
    return books.read(
        all ->
            all.values().stream()
                .filter(book -> book.session().state().header().lifecycle() == Lifecycle.OPEN)
                .filter(book -> book.session().isRunnable() && isFree(book, dead))
                .filter(book -> runners.serves(runnerOf(book)))
                .sorted(Comparator.comparing(book -> book.session().state().header().updatedAt()))
                .limit(most)
                .map(book -> book.session().id())
                .toList());
  }
}
