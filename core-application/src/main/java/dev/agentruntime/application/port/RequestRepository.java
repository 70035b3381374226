package dev.agentruntime.application.port;

import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys of requests, each with what was answered, recorded in the transaction of the request's
 * effect: there is no key without its effect, and no effect without its key.
 */
public interface RequestRepository {

  /**
   * Claims a key for this transaction. If another transaction is just claiming it, waits for the
   * end of that one. A key that expired is free again.
   *
   * @param keep how long the key is known from now on
   * @return what was answered, if the key is taken; nothing if it is this transaction's, which then
   *     must {@link #answer} it
   */
  Optional<Answered> claim(RequestKey key, Duration keep);

  /** Records the answer of a key that this transaction claimed. */
  void answer(RequestKey key, JsonObject answer);

  /** Whether there is a key that expired. */
  boolean hasExpired();

  /**
   * Forgets keys that expired.
   *
   * @return how many, at most as many as asked for
   */
  int removeExpired(int most);

  /**
   * A request that was answered.
   *
   * @param request digest of what was asked for
   */
  record Answered(Digest request, JsonObject answer) {}
}
