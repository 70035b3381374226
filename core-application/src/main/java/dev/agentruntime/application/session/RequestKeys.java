package dev.agentruntime.application.session;

import dev.agentruntime.application.port.RequestRepository.Answered;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of one request, within the transaction of its effect. */
record RequestKeys(List<RequestKey> keys) {

  static final RequestKeys NONE = new RequestKeys(List.of());

  /** How long a key is known. */
  private static final Duration KEEP = Duration.ofHours(24);

  RequestKeys {
    keys = keys.stream().distinct().toList();
  }

  /**
   * Claims them all. A request that is known by one of them is known by all of them from now on.
   *
   * @return what the request was answered with before
   * @throws RefusedException if one of them was another request's
   */
  Optional<JsonObject> claim(UnitOfWork work) {
    var free = new ArrayList<RequestKey>();
    Optional<JsonObject> known = Optional.empty();
    for (RequestKey key : keys) {
      Optional<Answered> answered = work.requests().claim(key, KEEP);
      answered.ifPresentOrElse(before -> requireSame(key, before), () -> free.add(key));
      known = known.or(() -> answered.map(Answered::answer));
    }
    known.ifPresent(answer -> free.forEach(key -> work.requests().answer(key, answer)));
    return known;
  }

  private static void requireSame(RequestKey key, Answered before) {
    if (!before.request().equals(key.request())) {
      throw new RefusedException(new Refusal.KeyReused(key.key()));
    }
  }

  <R> void answer(UnitOfWork work, R result, Receipt<R> receipt) {
    if (!keys.isEmpty()) {
      JsonObject answer = receipt.write().apply(result);
      keys.forEach(key -> work.requests().answer(key, answer));
    }
  }
}
