package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.Grant;
import dev.agentruntime.domain.approval.PolicyInForce;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Finds what holds for a session: its owner's policy, or the runtime's default where the owner has
 * none; the session's own beside that, or in its place where an admin said so; and what people
 * granted. What was compiled is kept by what it says, so asking costs reads and no compiling.
 */
public final class PoliciesInForce {

  /** Enough for the grants of several sessions beside each other. */
  static final int MAX_KEPT = 5 * Grants.MAX_GRANTS;

  private final JsonObject fallback;
  private final Map<Key, ApprovalPolicy> compiled = new ConcurrentHashMap<>();
  private final Map<JsonObject, PolicyRule> compiledRules = new ConcurrentHashMap<>();

  /** By the text itself: to digest it would be most of what asking costs. */
  private record Key(JsonObject document, PolicyVersion version) {}

  /**
   * Policies over a default.
   *
   * @param fallback JSON form of the policy where none is stored; version 0
   */
  public PoliciesInForce(JsonObject fallback) {
    this.fallback = fallback;
    compile(fallback, PolicyVersion.DEFAULT);
  }

  /**
   * What is asked.
   *
   * @param policies as they are stored, in the order they are asked
   */
  record Held(List<PolicyView> policies, PolicyInForce inForce) {}

  /** The gate with what is in force at this moment. */
  public ApprovalGate gate(UnitOfWork work, Session session) {
    return new ApprovalGate(inForce(work, session));
  }

  /** What is in force in a session at this moment. */
  PolicyInForce inForce(UnitOfWork work, Session session) {
    return held(work, session.state().header().owner(), session.id()).inForce();
  }

  /** What is in force in a session of that owner, with where it is from. */
  Held held(UnitOfWork work, Owner owner, SessionId session) {
    return held(asked(work, owner, session), work, owner, Optional.of(session));
  }

  /** What would be in force in a new session of that owner with this policy. */
  Held held(UnitOfWork work, Owner owner, PolicyView policy) {
    return held(List.of(policy), work, owner, Optional.empty());
  }

  private Held held(
      List<PolicyView> asked, UnitOfWork work, Owner owner, Optional<SessionId> session) {
    return new Held(
        asked,
        new PolicyInForce(
            asked.stream().map(this::compile).toList(),
            work.grants().inForce(owner, session).stream().map(this::compile).toList()));
  }

  private List<PolicyView> asked(UnitOfWork work, Owner owner, SessionId session) {
    Optional<PolicyRepository.Version> own = work.policies().current(owner, Optional.of(session));
    var asked = new ArrayList<PolicyView>();
    own.map(PolicyView::of).ifPresent(asked::add);
    if (own.filter(PolicyRepository.Version::alone).isEmpty()) {
      asked.add(base(work, owner));
    }
    return asked;
  }

  /** The newest policy of one scope; for a session without its own, its owner's. */
  PolicyView view(UnitOfWork work, Owner owner, Optional<SessionId> session) {
    return session
        .flatMap(id -> work.policies().current(owner, Optional.of(id)))
        .map(PolicyView::of)
        .orElseGet(() -> base(work, owner));
  }

  private PolicyView base(UnitOfWork work, Owner owner) {
    return work.policies()
        .current(owner, Optional.empty())
        .map(PolicyView::of)
        .orElseGet(this::unstored);
  }

  /** What holds where nothing is stored. */
  PolicyView unstored() {
    return PolicyView.unstored(fallback);
  }

  private ApprovalPolicy compile(PolicyView view) {
    return compile(view.document(), view.version());
  }

  private ApprovalPolicy compile(JsonObject document, PolicyVersion version) {
    return kept(compiled, new Key(document, version), () -> PolicyDocument.read(document, version));
  }

  private Grant compile(ApprovalGrant grant) {
    return new Grant(
        grant.id(), kept(compiledRules, grant.rule().rule(), () -> grant.rule().compiled()));
  }

  /** Room is made for what is new alone: to use what is kept must not throw it away. */
  private static <K, V> V kept(Map<K, V> all, K key, Supplier<V> compile) {
    V found = all.get(key);
    if (found != null) {
      return found;
    }
    if (all.size() >= MAX_KEPT) {
      all.clear();
    }
    return all.computeIfAbsent(key, absent -> compile.get());
  }
}
