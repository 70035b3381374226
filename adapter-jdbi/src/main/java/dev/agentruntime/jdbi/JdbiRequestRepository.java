package dev.agentruntime.jdbi;

import dev.agentruntime.application.event.StoredJson;
import dev.agentruntime.application.port.RequestRepository;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The keys of requests within one transaction.
 *
 * @param clock read each time anew: a claim comes before the lock that the transaction's own time
 *     is read behind
 */
record JdbiRequestRepository(RequestRows rows, Supplier<Instant> clock)
    implements RequestRepository {

  @Override
  public Optional<Answered> claim(RequestKey key, Duration keep) {
    Instant now = clock.get();
    var claim =
        new RequestRows.Claim(
            place(key), key.request().hex(), now.toEpochMilli(), now.plus(keep).toEpochMilli());
    return rows.claim(claim) == 1
        ? Optional.empty()
        : rows.find(claim.place()).map(JdbiRequestRepository::answered);
  }

  private static Answered answered(RequestRows.Row row) {
    return new Answered(new Digest(row.request()), StoredJson.parse(row.response()));
  }

  private static RequestRows.Place place(RequestKey key) {
    return new RequestRows.Place(key.owner().value(), key.method(), key.path(), key.key());
  }

  @Override
  public void answer(RequestKey key, JsonObject answer) {
    if (rows.answer(place(key), answer.canonical()) != 1) {
      throw new IllegalStateException("the key was not claimed in this transaction");
    }
  }

  @Override
  public boolean hasExpired() {
    return rows.hasExpired(clock.get().toEpochMilli());
  }

  @Override
  public int removeExpired(int most) {
    return rows.removeExpired(clock.get().toEpochMilli(), most);
  }
}
