package dev.agentruntime.domain.approval;

import static dev.agentruntime.domain.approval.Requests.detail;
import static dev.agentruntime.domain.approval.Requests.evidence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.command.CommandLine;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  /** Notes what it is shown. */
  private static TextPattern noting(List<String> shown) {
    return new TextPattern(
        "anything",
        text -> {
          shown.add(text);
          return false;
        });
  }

  @Test
  void a_command_line_is_read_once_for_all_conditions() {
    Evidence evidence = evidence(detail("command", new JsonString("git log")));
    CommandLine read = evidence.commandLine("git log");

    assertThat(evidence.commandLine("git log")).isSameAs(read);
    assertThat(evidence.commandLine("git diff")).isNotEqualTo(read);
  }

  @Test
  void a_condition_that_fails_spares_those_behind_it() {
    var shown = new ArrayList<String>();
    var rule =
        Requests.rule(
            "r",
            Ruling.ALLOW,
            ".*",
            new Condition("a", new Condition.Test.Matches(noting(shown))),
            new Condition("b", new Condition.Test.Matches(noting(shown))));

    rule.on(evidence(JsonObject.builder().put("a", "first").put("b", "second").build()));

    assertThat(shown).containsExactly("first");
  }

  @Test
  void a_rule_that_denies_is_looked_at_once_and_not_again_for_the_first_match() {
    var shown = new ArrayList<String>();
    var noted = new Condition("a", new Condition.Test.Matches(noting(shown)));
    ApprovalPolicy policy =
        Requests.policy(
            Requests.rule("d", Ruling.DENY, ".*", noted), Requests.rule("r", Ruling.ASK, ".*"));

    policy.evaluate(evidence(detail("a", new JsonString("seen"))));

    assertThat(shown).containsExactly("seen");
  }
}
