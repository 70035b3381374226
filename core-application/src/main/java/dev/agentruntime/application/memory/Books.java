package dev.agentruntime.application.memory;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.KeyId;
import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.KeyRepository;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What is committed. */
final class Books {

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<SessionId, Book> sessions = new HashMap<>();
  private final List<RecordedEvent> ledger = new ArrayList<>();
  private final List<PolicyRepository.Version> policies = new ArrayList<>();

  private final Map<KeyId, KeyRepository.Stored> keys = new LinkedHashMap<>();
  private final Map<GrantId, ApprovalGrant> grants = new HashMap<>();
  private final Map<SessionId, RetentionRepository.Checkpoint> checkpoints = new HashMap<>();

  private final InMemoryMetrics.Derived derived = new InMemoryMetrics.Derived();
  private final InMemoryPartialReplies.Shelf partialReplies = new InMemoryPartialReplies.Shelf();
  private InMemoryWebhooks.Shelf webhooks = InMemoryWebhooks.Shelf.EMPTY;

  /** Only ever touched by the one transaction there is at a time. */
  private final Map<InMemoryRequests.Place, InMemoryRequests.Kept> requests = new HashMap<>();

  /** Likewise. */
  private final Map<Job, InMemoryJobs.Held> jobs = new EnumMap<>(Job.class);

  Optional<Book> find(SessionId id) {
    return read(books -> Optional.ofNullable(books.get(id)));
  }

  <T> T read(Function<Map<SessionId, Book>, T> question) {
    lock.readLock().lock();
    try {
      return question.apply(sessions);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The events of an owner's sessions, or everybody's, with their places, which count from 1. */
  List<LedgerEntry> ledger(Optional<Owner> owner, int after, int most, IntFunction<String> cursor) {
    return read(
        books ->
            IntStream.range(Math.min(after, ledger.size()), ledger.size())
                .boxed()
                .flatMap(
                    i ->
                        owner(ledger.get(i), books)
                            .filter(whose -> owner.isEmpty() || owner.get().equals(whose))
                            .map(
                                whose -> new LedgerEntry(cursor.apply(i + 1), whose, ledger.get(i)))
                            .stream())
                .limit(most)
                .toList());
  }

  private static Optional<Owner> owner(RecordedEvent event, Map<SessionId, Book> books) {
    return Optional.ofNullable(books.get(event.session()))
        .map(book -> book.session().state().header().owner());
  }

  /** Whether something of a session is recorded behind a place. */
  boolean isRecordedBehind(int place, SessionId session) {
    return read(
        books ->
            ledger.subList(Math.min(place, ledger.size()), ledger.size()).stream()
                .anyMatch(event -> event.session().equals(session)));
  }

  Optional<KeyRepository.Stored> key(KeyId id) {
    return read(books -> Optional.ofNullable(keys.get(id)));
  }

  List<ApiKey> keys() {
    return read(books -> keys.values().stream().map(KeyRepository.Stored::key).toList());
  }

  int ledgerSize() {
    return read(books -> ledger.size());
  }

  /** Whether the event at a place is there, or the place is before the first. */
  boolean isInLedger(int place) {
    return read(books -> place == 0 || (place <= ledger.size() && isThere(place, books)));
  }

  /** The place of the last event that is there. */
  int ledgerEnd() {
    return read(
        books -> {
          int place = ledger.size();
          while (place > 0 && !isThere(place, books)) {
            place--;
          }
          return place;
        });
  }

  /** What was removed leaves its place behind, so that no other event gets it. */
  private boolean isThere(int place, Map<SessionId, Book> books) {
    return books.containsKey(ledger.get(place - 1).session());
  }

  /** With all that held for it alone. */
  private void remove(SessionId session) {
    Optional<SessionId> own = Optional.of(session);
    sessions.remove(session);
    partialReplies.remove(session);
    policies.removeIf(policy -> policy.session().equals(own));
    grants.values().removeIf(grant -> grant.session().equals(own));
  }

  boolean isBeingRemoved(SessionId id) {
    return read(books -> checkpoints.containsKey(id));
  }

  Map<SessionId, RetentionRepository.Checkpoint> checkpoints() {
    return read(books -> Map.copyOf(checkpoints));
  }

  Map<GrantId, ApprovalGrant> grants() {
    return read(books -> Map.copyOf(grants));
  }

  List<PolicyRepository.Version> policies() {
    lock.readLock().lock();
    try {
      return List.copyOf(policies);
    } finally {
      lock.readLock().unlock();
    }
  }

  InMemoryWebhooks.Shelf webhooks() {
    return read(books -> webhooks);
  }

  /** Only a transaction may change it, and only when it commits. */
  InMemoryPartialReplies.Shelf partialReplies() {
    return partialReplies;
  }

  InMemoryMetrics.Derived derived() {
    return derived;
  }

  Map<InMemoryRequests.Place, InMemoryRequests.Kept> requests() {
    return requests;
  }

  Map<Job, InMemoryJobs.Held> jobs() {
    return jobs;
  }

  void enter(InMemoryWork work) {
    lock.writeLock().lock();
    try {
      sessions.putAll(work.changedBooks());
      ledger.addAll(work.recorded());
      keys.putAll(work.changedKeys());
      policies.addAll(work.addedPolicies());
      grants.putAll(work.changedGrants());
      checkpoints.putAll(work.begunRemovals());
      webhooks = work.changedWebhooks().orElse(webhooks);
      work.partialReplies().enter(partialReplies);
      jobs.putAll(work.jobs().changed());
      work.removedSessions().forEach(this::remove);
      derived.enter(work.metrics(), sessions::containsKey);
      work.requests()
          .changed()
          .forEach(
              (place, kept) ->
                  kept.ifPresentOrElse(
                      known -> requests.put(place, known), () -> requests.remove(place)));
    } finally {
      lock.writeLock().unlock();
    }
  }
}
