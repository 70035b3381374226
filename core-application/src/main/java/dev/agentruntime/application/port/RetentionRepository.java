package dev.agentruntime.application.port;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes whole sessions for good, within a transaction: first a checkpoint, then the rows a few at
 * a time, so that nobody waits long, the session itself last. What a crash interrupts is gone on
 * with by whoever cleans up next.
 */
public interface RetentionRepository {

  /**
   * Sessions that nothing can happen in any more, longest untouched first, those whose removal was
   * begun too. A request that still waits keeps its session.
   *
   * @param old which of them
   */
  List<SessionId> removable(Old old, int most);

  /** Whether a session still is one of those; of one that is locked nothing changes that. */
  boolean isRemovable(SessionId session, Old old);

  /** What was left of a session whose removal was begun. */
  Optional<Checkpoint> checkpoint(SessionId session);

  /**
   * Begins a removal: from now on nobody sees the session.
   *
   * @throws StaleSessionException if its removal was begun already, or it is not to be removed
   */
  void begin(SessionId session);

  /**
   * Removes rows of a session whose removal was begun: about as many as asked for at the most, of
   * large ones fewer.
   *
   * @return whether nothing is left
   */
  boolean remove(SessionId session, int most);

  /**
   * What is old enough.
   *
   * @param before untouched since then
   * @param told who was told all of its log
   */
  record Old(Instant before, Told told) {}

  /**
   * Durable subscribers that are told before anything is removed.
   *
   * @param always the names of those that are waited for, however long it takes
   * @param others how the names of those begin that are waited for as long as they are alive
   * @param seen those moved or showed themselves since then
   */
  record Told(Set<String> always, String others, Instant seen) {
    public Told {
      always = Set.copyOf(always);
    }
  }

  /**
   * What stays of a session.
   *
   * @param lastPosition of its log
   * @param chain the link of its last event, which stands for its whole log: a copy of the log can
   *     be compared with it
   */
  record Checkpoint(
      SessionId session, Owner owner, long lastPosition, Digest chain, Instant removedAt) {}
}
