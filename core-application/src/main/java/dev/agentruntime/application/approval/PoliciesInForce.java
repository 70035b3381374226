package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the policy that holds for a session: its own, else its owner's, else the runtime's default.
 * Compiled ones are kept by what they say, so asking costs one read and no compiling.
 */
public final class PoliciesInForce {

  private static final int MAX_KEPT = 200;

  private final JsonObject fallback;
  private final Map<Key, ApprovalPolicy> compiled = new ConcurrentHashMap<>();

  private record Key(Digest document, int version) {}

  /**
   * Policies over a default.
   *
   * @param fallback JSON form of the policy where none is stored; version 0
   */
  public PoliciesInForce(JsonObject fallback) {
    this.fallback = fallback;
    compile(fallback, 0);
  }

  /** The gate with the policy of this moment. */
  public ApprovalGate gate(UnitOfWork work, Session session) {
    return new ApprovalGate(
        stored(work, session)
            .map(v -> compile(v.document(), v.number()))
            .orElseGet(() -> compile(fallback, 0)));
  }

  /** The JSON form of the policy of this moment. */
  JsonObject document(UnitOfWork work, Session session) {
    return stored(work, session).map(PolicyRepository.Version::document).orElse(fallback);
  }

  /** The policy of this moment, with where it is from. */
  PolicyView view(UnitOfWork work, Session session) {
    return stored(work, session)
        .map(PoliciesInForce::view)
        .orElseGet(() -> new PolicyView(PolicyView.Scope.DEFAULT, 0, fallback, Optional.empty()));
  }

  private static PolicyView view(PolicyRepository.Version version) {
    return new PolicyView(
        version.session().isPresent() ? PolicyView.Scope.SESSION : PolicyView.Scope.OWNER,
        version.number(),
        version.document(),
        Optional.of(new PolicyView.Put(version.author(), version.at())));
  }

  private static Optional<PolicyRepository.Version> stored(UnitOfWork work, Session session) {
    Owner owner = session.state().header().owner();
    return work.policies()
        .current(owner, Optional.of(session.id()))
        .or(() -> work.policies().current(owner, Optional.empty()));
  }

  private ApprovalPolicy compile(JsonObject document, int version) {
    if (compiled.size() >= MAX_KEPT) {
      compiled.clear();
    }
    return compiled.computeIfAbsent(
        new Key(Digest.of(document), version), key -> PolicyDocument.read(document, version));
  }
}
