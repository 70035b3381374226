package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import org.junit.jupiter.api.Test;

class PolicyDiffTest {

  private static final String ASK = "{\"id\":\"ask\",\"decision\":\"ask\"}";
  private static final String DENY = "{\"id\":\"deny\",\"decision\":\"deny\"}";
  private static final String NEW = "{\"id\":\"new\",\"decision\":\"deny\"}";

  private static PolicyDiff diff(String from, String to) {
    return PolicyDiff.of(
        PolicyView.unstored(JsonText.readObject(from)),
        PolicyView.unstored(JsonText.readObject(to)));
  }

  private static String rules(String... rules) {
    return "{\"rules\":[" + String.join(",", rules) + "]}";
  }

  @Test
  void rules_are_reordered_only_where_those_that_both_have_stand_otherwise() {
    assertThat(diff(rules(ASK, DENY), rules(ASK, DENY)).reordered()).isFalse();
    assertThat(diff(rules(ASK, DENY), rules(NEW, ASK, DENY)).reordered()).isFalse();
    assertThat(diff(rules(ASK, DENY), rules(DENY)).reordered()).isFalse();
    assertThat(diff(rules(ASK, DENY), rules(DENY, NEW, ASK)).reordered()).isTrue();
  }

  @Test
  void the_order_of_the_members_beside_the_rules_means_nothing() {
    PolicyDiff diff =
        diff("{\"enabled\":true,\"default\":\"ask\"}", "{\"default\":\"ask\",\"enabled\":true}");

    assertThat(diff.changes()).isEmpty();
    assertThat(diff.reordered()).isFalse();
  }
}
