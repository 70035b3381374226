package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/** What is committed. */
final class Books {

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<SessionId, Book> sessions = new HashMap<>();
  private final List<PolicyRepository.Version> policies = new ArrayList<>();

  /** Only ever touched by the one transaction there is at a time. */
  private final Map<InMemoryRequests.Place, InMemoryRequests.Kept> requests = new HashMap<>();

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

  List<PolicyRepository.Version> policies() {
    lock.readLock().lock();
    try {
      return List.copyOf(policies);
    } finally {
      lock.readLock().unlock();
    }
  }

  Map<InMemoryRequests.Place, InMemoryRequests.Kept> requests() {
    return requests;
  }

  void enter(InMemoryWork work) {
    lock.writeLock().lock();
    try {
      sessions.putAll(work.changedBooks());
      policies.addAll(work.addedPolicies());
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
