package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was compiled is used again, and what is used no more does not stay for ever. */
class PoliciesInForceTest {

  private static final int MORE_THAN_ARE_KEPT = PoliciesInForce.MAX_KEPT + 100;
  private static final SessionId SESSION = new SessionId(new UUID(0, 1));

  private final PoliciesInForce policies = new PoliciesInForce(JsonObject.empty());
  private final InMemoryPersistence store = new InMemoryPersistence();

  private ApprovalPolicy compiled(int number) {
    PolicyView policy =
        PolicyView.unstored(JsonText.readObject("{\"rules\":[" + rule(number) + "]}"));
    return store
        .inTransaction(work -> policies.held(work, Owner.LOCAL, policy))
        .inForce()
        .policies()
        .getFirst();
  }

  private static String rule(int number) {
    return "{\"id\":\"r" + number + "\",\"decision\":\"allow\"}";
  }

  @Test
  void a_policy_is_compiled_once_and_again_after_many_others() {
    ApprovalPolicy first = compiled(0);
    assertThat(compiled(0)).isSameAs(first);

    for (int i = 1; i <= MORE_THAN_ARE_KEPT; i++) {
      compiled(i);
    }

    assertThat(compiled(0)).isEqualTo(first).isNotSameAs(first);
  }

  private void grant(int number) {
    store.inTransaction(
        work -> {
          work.grants()
              .add(
                  new ApprovalGrant(
                      new GrantId(new UUID(2, number)),
                      Owner.LOCAL,
                      Optional.empty(),
                      new GrantRule(JsonText.readObject(rule(number)), "anything"),
                      new ApprovalId(new UUID(3, number)),
                      new ApprovalGrant.Mark("ann", work.now()),
                      Optional.empty(),
                      Optional.empty()));
          return number;
        });
  }

  private PolicyRule firstGranted() {
    return store
        .inTransaction(work -> policies.held(work, Owner.LOCAL, SESSION))
        .inForce()
        .grants()
        .stream()
        .filter(grant -> grant.id().equals(new GrantId(new UUID(2, 0))))
        .findFirst()
        .orElseThrow()
        .rule();
  }

  @Test
  void to_use_what_is_kept_throws_nothing_away() {
    for (int i = 0; i < PoliciesInForce.MAX_KEPT; i++) {
      grant(i);
    }
    PolicyRule granted = firstGranted();
    // The default is kept as well.
    for (int i = 1; i < PoliciesInForce.MAX_KEPT; i++) {
      compiled(i);
    }
    ApprovalPolicy first = compiled(1);

    assertThat(firstGranted()).isSameAs(granted);
    assertThat(compiled(1)).isSameAs(first);
  }

  @Test
  void what_was_granted_is_compiled_once_and_again_after_many_others() {
    grant(0);
    PolicyRule first = firstGranted();
    assertThat(firstGranted()).isSameAs(first);

    for (int i = 1; i <= MORE_THAN_ARE_KEPT; i++) {
      grant(i);
    }
    firstGranted();

    assertThat(firstGranted()).isEqualTo(first).isNotSameAs(first);
  }
}
