package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.document.DocumentPath;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.text.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDocumentTest {

  @Test
  void everything_that_is_wrong_is_told_at_once_with_its_place() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"enabled":"no","other":1,"rules":[
                      5,
                      {"id":"a","decision":"allow","extra":true},
                      {"id":"a","decision":"perhaps","request_type":"No Type"},
                      {"id":" ","decision":"ask","subject_pattern":"(","conditions":{
                        "size":1,"size_gt":"x","size_gte":[],"size_lt":{},"size_lte":null,
                        "path_in":"x","path_matches":5,"path_matches":"a"}},
                      {"id":"grant b","decision":"deny","conditions":{
                        "path_exists":1,"path_like":"x","path_matches":"["}}
                    ]}\
                    """
                        .replace(
                            "\"path_matches\":5,\"path_matches\":\"a\"", "\"path_matches\":5")))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e ->
                assertThat(((Refusal.Invalid) e.refusal()).problems())
                    .anySatisfy(p -> assertThat(p).contains("other is unknown"))
                    .contains("enabled is not true or false", "rules[0] is no object")
                    .anySatisfy(p -> assertThat(p).contains("rules[1].extra is unknown"))
                    .anySatisfy(p -> assertThat(p).startsWith("rules[2].id: a is taken"))
                    .anySatisfy(p -> assertThat(p).startsWith("rules[2].decision is allow, ask"))
                    .anySatisfy(p -> assertThat(p).startsWith("rules[2].request_type"))
                    .contains("rules[3].id is blank")
                    .anySatisfy(p -> assertThat(p).startsWith("rules[4].id begins as what"))
                    .anySatisfy(p -> assertThat(p).startsWith("rules[3].subject_pattern: not a"))
                    .anySatisfy(p -> assertThat(p).contains("conditions.size has no operator"))
                    .contains(
                        "rules[3].conditions.size_gt takes a number, or " + DurationText.FORMS,
                        "rules[3].conditions.size_gte takes a number, or " + DurationText.FORMS,
                        "rules[3].conditions.size_lt takes a number, or " + DurationText.FORMS,
                        "rules[3].conditions.size_lte takes a number, or " + DurationText.FORMS,
                        "rules[3].conditions.path_in takes an array",
                        "rules[3].conditions.path_matches takes a pattern",
                        "rules[4].conditions.path_exists takes true or false")
                    .anySatisfy(p -> assertThat(p).contains("unknown operator _like"))
                    .anySatisfy(p -> assertThat(p).startsWith("rules[4].conditions.path_matches")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "tool", {"comand_in":["ls"]}  | `: no tool call has a "comand"; did you mean "command"?`
          "tool", {"files_gt":1}        | `has a "files"; known are arguments, agent, secret, path,`
          "tool", {"argument.cwd_eq":1} | `: no tool call has a "argument"; did you mean "arguments"?`
          "tool", {"secret_exists":true} | ` says nothing, since every tool call has "secret"`
          "*", {"comand_in":["ls"]}     | `: did you mean "command"? If requests of your own have a`
          """)
  void a_condition_on_what_no_tool_call_has_is_refused(String typeAndConditions, String told) {
    String document =
        "{\"rules\":[{\"id\":\"r\",\"decision\":\"deny\",\"request_type\":"
            + typeAndConditions.replaceFirst(", ", ",\"conditions\":")
            + "}]}";
    assertThatThrownBy(() -> read(document))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("rules[0].conditions.")
        .hasMessageContaining(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "plan", {"comand_eq":"x"}
          "plan", {"secret_exists":true}
          "*", {"total_subtasks_gt":5}
          "*", {"secret_exists":true}
          "tool", {"size_exists":true,"arguments.cwd_exists":false,"arguments.any.thing_eq":1}
          """)
  void what_requests_of_a_clients_own_have_is_the_clients_matter(String typeAndConditions) {
    String document =
        "{\"rules\":[{\"id\":\"r\",\"decision\":\"deny\",\"request_type\":"
            + typeAndConditions.replaceFirst(", ", ",\"conditions\":")
            + "}]}";
    assertThat(read(document).rules()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "tools, tool",
    "toool, tool",
    "Tool, tool",
    "limits, limit",
    "recovry, recovery",
    "recvery, recovery"
  })
  void a_misspelt_request_type_is_no_type_of_ones_own(String written, String meant) {
    assertThatThrownBy(() -> read(ofType(written)))
        .hasMessageContaining("rules[0].request_type: did you mean \"" + meant + "\"?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tool", "recovery", "limit", "*", "deploy", "todo", "plan"})
  void every_other_request_type_takes_a_rule_and_nothing_more(String type) {
    assertThat(read(ofType(type)).rules()).hasSize(1);
  }

  private static String ofType(String type) {
    return "{\"rules\":[{\"id\":\"r\",\"decision\":\"ask\",\"request_type\":\"" + type + "\"}]}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rules\":5}",
        "{\"rules\":[{\"id\":\"a\",\"decision\":\"allow\",\"subject_pattern\":5}]}",
        "{\"rules\":[{\"id\":\"a\",\"decision\":\"allow\",\"request_type\":[]}]}",
        "{\"rules\":[{\"id\":\"a\",\"decision\":\"allow\",\"conditions\":\"path_eq\"}]}",
        "{\"rules\":[{\"id\":\"a\",\"decision\":\"allow\",\"conditions\":[]}]}",
        "{\"rules\":[{\"id\":\"a\",\"decision\":\"allow\",\"reason\":5}]}",
        "{\"rules\":[{\"id\":5,\"decision\":\"allow\"}]}",
        "{\"rules\":[{\"id\":\"a\",\"decision\":true}]}"
      })
  void a_member_of_a_wrong_type_never_makes_a_rule_match_more(String document) {
    assertThatThrownBy(() -> read(document)).isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"n_gt":5}            | {"n":6} | {"n":5}
          {"n_gte":5}           | {"n":5} | {"n":4}
          {"n_lt":5}            | {"n":4} | {"n":5}
          {"n_lte":5}           | {"n":5} | {"n":6}
          {"n_eq":"x"}          | {"n":"x"} | {"n":"y"}
          {"n_ne":"x"}          | {"n":"y"} | {"n":"x"}
          {"n_IN":["x","y"]}    | {"n":"y"} | {"n":"z"}
          {"n_contains":"b"}    | {"n":"abc"} | {"n":"ac"}
          {"n_matches":"a.c"}   | {"n":"abc"} | {"n":"abcd"}
          {"n_exists":true}     | {"n":1} | {}
          {"n_exists":false}    | {} | {"n":1}
          {"a.b_eq":1}          | {"a":{"b":1}} | {"a":{"b":2}}
          """)
  void a_condition_holds_or_not(String conditions, String holds, String holdsNot) {
    ApprovalPolicy policy =
        read(
            "{\"rules\":[{\"id\":\"r\",\"decision\":\"allow\",\"request_type\":\"plan\","
                + "\"conditions\":"
                + conditions
                + "}]}");
    assertThat(ruling(policy, holds)).isEqualTo(Ruling.ALLOW);
    assertThat(ruling(policy, holdsNot)).isEqualTo(Ruling.ASK);
  }

  /** What is wrong with one rule that asks, beside these members. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "decision":"ask","timeout":"soon"                     | timeout is a duration such as
          "decision":"ask","timeout":"0s"                       | 1 second to 365 days
          "decision":"ask","timeout":1.5                        | timeout is a duration such as
          "decision":"ask","timeout":"366d"                     | 1 second to 365 days
          "decision":"ask","timeout":true                       | timeout is a duration such as
          "decision":"ask","on_timeout":"reject"                | says nothing without a timeout
          "decision":"ask","timeout":"1h","on_timeout":"maybe"  | on_timeout is reject or approve
          "decision":"ask","timeout":"1h","on_timeout":"approve" | only where the rule names its
          "request_type":"plan","decision":"ask","timeout":"1h","on_timeout":"approve","roles":["admin"] | certain people
          "request_type":"plan","decision":"ask","timeout":"1h","on_timeout":"approve","approvals_needed":2 | certain people
          "decision":"ask","timeout":"-P1D"                     | timeout is a duration such as
          "decision":"ask","timeout":"PT1.5S"                   | timeout is a duration such as
          "decision":"ask","approvals_needed":0                 | a whole number from 1 to 10
          "decision":"ask","approvals_needed":11                | a whole number from 1 to 10
          "decision":"ask","approvals_needed":1.5               | a whole number from 1 to 10
          "decision":"ask","approvals_needed":"2"               | a whole number from 1 to 10
          "decision":"ask","roles":[]                           | an array of at least one role
          "decision":"ask","roles":"admin"                      | an array of at least one role
          "decision":"ask","roles":["boss"]                     | roles[0] is user, approver or admin
          "decision":"allow","timeout":"1h"                     | this rule does not ask them
          "decision":"deny","roles":["admin"]                   | this rule does not ask them
          "decision":"ask","requires_approval":true             | says the same as decision
          "requires_approval":"yes"                             | is not true or false
          "decision":5                                          | decision is not a text
          "agent":"No Agent","decision":"ask"                   | rules[0].agent
          "reason":"none"                                       | decision is missing
          """)
  void a_rule_that_is_not_well_written_is_told(String members, String problem) {
    assertThatThrownBy(() -> read("{\"rules\":[{" + members + "}]}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void a_rule_says_how_people_decide() {
    PolicyRule rule =
        read("""
        {"rules":[{"request_type":"plan","agent":"coder","decision":"ask","timeout":"1h30m",
          "on_timeout":"reject","approvals_needed":2,"roles":["approver","admin"]}]}\
        """)
            .rules()
            .getFirst();

    assertThat(rule.id()).as("a rule without an id has its number").isEqualTo("rule-1");
    assertThat(rule.scope().agent()).contains(new AgentName("coder"));
    assertThat(rule.terms())
        .isEqualTo(
            new ApprovalTerms(
                2,
                Set.of(Role.APPROVER, Role.ADMIN),
                Optional.of(Duration.ofMinutes(90)),
                OnTimeout.REJECT));
    assertThat(
            read("""
            {"rules":[{"request_type":"plan","decision":"ask","timeout":"1h",
              "on_timeout":"approve"}]}\
            """)
                .rules()
                .getFirst()
                .terms()
                .onTimeout())
        .isEqualTo(OnTimeout.APPROVE);
    assertThat(
            read("{\"rules\":[{\"decision\":\"ask\",\"timeout\":90}]}").rules().getFirst().terms())
        .extracting(ApprovalTerms::timeout)
        .isEqualTo(Optional.of(Duration.ofSeconds(90)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void the_fewest_and_the_most_people_can_be_needed(int people) {
    PolicyRule rule =
        read("{\"rules\":[{\"decision\":\"ask\",\"approvals_needed\":" + people + "}]}")
            .rules()
            .getFirst();

    assertThat(rule.terms().needed()).isEqualTo(people);
  }

  @Test
  void silence_may_reject_whatever_a_rule_is_about() {
    PolicyRule rule =
        read("{\"rules\":[{\"decision\":\"ask\",\"timeout\":\"1h\",\"on_timeout\":\"reject\"}]}")
            .rules()
            .getFirst();

    assertThat(rule.scope().type()).isEmpty();
    assertThat(rule.terms().onTimeout()).isEqualTo(OnTimeout.REJECT);
  }

  @Test
  void a_rule_whose_pattern_is_none_allows_nothing() {
    var flaws = new PolicyFlaws();
    PolicyRule rule =
        new RuleReader(flaws)
            .read(
                JsonText.readObject("{\"decision\":\"allow\",\"subject_pattern\":\"(\"}"),
                1,
                DocumentPath.ROOT);

    assertThat(flaws.found()).hasSize(1);
    assertThat(
            ruling(
                new ApprovalPolicy(PolicyVersion.ofOwner(1), true, List.of(rule), Ruling.ASK),
                "{}"))
        .isEqualTo(Ruling.ASK);
  }

  @Test
  void a_rule_that_stands_alone_is_read_as_strictly_as_a_policys() {
    assertThatThrownBy(
            () ->
                PolicyDocument.rule(
                    JsonText.readObject(
                        "{\"decision\":\"allow\",\"conditions\":{\"path_like\":\"x\"}}")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("rule.conditions.path_like: unknown operator _like");
  }

  @Test
  void a_policy_may_be_as_large_as_the_bounds_say() {
    String many = "{\"decision\":\"ask\"}" + ",{\"decision\":\"ask\"}".repeat(199);
    assertThat(read("{\"rules\":[" + many + "]}").rules()).hasSize(200);
    var conditions = new StringBuilder("\"path_exists\":true");
    for (int i = 1; i < 20; i++) {
      conditions.append(",\"arguments.a").append(i).append("_eq\":1");
    }
    assertThat(
            read("{\"rules\":[{\"decision\":\"ask\",\"conditions\":{" + conditions + "}}]}")
                .rules()
                .getFirst()
                .conditions())
        .hasSize(20);
    assertThat(read(ofLength(PolicyDocument.MAX_LENGTH)).rules()).hasSize(1);
    assertThatThrownBy(() -> read(ofLength(PolicyDocument.MAX_LENGTH + 1)))
        .hasMessageContaining("the policy 131072 characters");
  }

  /** A policy whose canonical form has that many characters. */
  private static String ofLength(int length) {
    String policy = "{\"rules\":[{\"decision\":\"ask\",\"reason\":\"\"}]}";
    return policy.replace("\"\"", "\"" + "x".repeat(length - policy.length()) + "\"");
  }

  @Test
  void a_policy_is_bounded_in_what_it_costs() {
    String many = "{\"decision\":\"ask\"}" + ",{\"decision\":\"ask\"}".repeat(200);
    assertThatThrownBy(() -> read("{\"rules\":[" + many + "]}"))
        .hasMessageContaining("at most 200 rules");
    String costly = "{\"decision\":\"ask\",\"subject_pattern\":\".*(?:.?){900}z\"}";
    assertThatThrownBy(() -> read("{\"rules\":[" + costly + ("," + costly).repeat(30) + "]}"))
        .hasMessageContaining("too costly together");
    var conditions = new StringBuilder("\"path_exists\":true");
    for (int i = 0; i < 20; i++) {
      conditions.append(",\"arguments.a").append(i).append("_eq\":1");
    }
    assertThatThrownBy(
            () -> read("{\"rules\":[{\"decision\":\"ask\",\"conditions\":{" + conditions + "}}]}"))
        .hasMessageContaining("more than 20");
    assertThatThrownBy(
            () ->
                read(
                    "{\"rules\":[{\"decision\":\"ask\",\"reason\":\""
                        + "x".repeat(200_000)
                        + "\"}]}"))
        .hasMessageContaining("the policy 131072 characters");
  }

  @Test
  void a_flaw_has_the_place_it_stands_at() {
    assertThatThrownBy(() -> read("{\"rules\":[{\"decision\":\"ask\",\"a/b~c\":1}]}"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e ->
                assertThat(((Refusal.Invalid) e.refusal()).flaws())
                    .extracting(Refusal.Flaw::pointer)
                    .containsExactly("/rules/0/a~1b~0c"));
  }

  /** The form of the documents: no ids, true or false, and a default. */
  @ParameterizedTest
  @CsvSource({
    "write_file, 2097152, ASK",
    "write_file, 100, ALLOW",
    "read_file, 100, ALLOW",
    "anything_else, 100, ALLOW"
  })
  void the_documents_policies_are_read(String tool, long size, Ruling ruling) {
    ApprovalPolicy policy =
        read(
            """
            {"enabled":true,"default_requires_approval":false,"rules":[
              {"request_type":"tool","subject_pattern":"write_file","requires_approval":true,
               "conditions":{"size_gt":1048576},"reason":"large files are looked at"},
              {"request_type":"tool","subject_pattern":"write_file|read_file",
               "requires_approval":false}]}\
            """);
    var details = JsonObject.builder().put("size", size).build();
    var request =
        new ApprovalRequest(ApprovalType.TOOL, tool, details, Optional.empty(), List.of());

    assertThat(policy.evaluate(request).ruling()).isEqualTo(ruling);
  }

  @ParameterizedTest
  @CsvSource({"5, 30m, ALLOW", "6, 30m, ASK", "2, PT3H, ASK", "2, 119m, ALLOW", "2, 120m, ALLOW"})
  void plans_are_asked_for_by_their_size_and_their_time(int subtasks, String time, Ruling ruling) {
    ApprovalPolicy policy =
        read(
            """
            {"default":"allow","rules":[
              {"request_type":"plan","decision":"ask","conditions":{"total_subtasks_gt":5}},
              {"request_type":"plan","decision":"ask","conditions":{"estimated_duration_gt":"2h"}}
            ]}\
            """);
    var details =
        JsonObject.builder()
            .put("total_subtasks", subtasks)
            .put("estimated_duration", time)
            .build();
    var request =
        new ApprovalRequest(
            new ApprovalType("plan"), "a plan", details, Optional.empty(), List.of());

    assertThat(policy.evaluate(request).ruling()).isEqualTo(ruling);
  }

  @ParameterizedTest
  @CsvSource({"soon, ASK", "7200, ASK"})
  void what_is_no_duration_is_asked_about(String time, Ruling ruling) {
    ApprovalPolicy policy =
        read(
            """
            {"default":"allow","rules":[
              {"request_type":"plan","decision":"ask","conditions":{"estimated_duration_gt":"2h"}}
            ]}\
            """);
    JsonObject details =
        time.equals("soon")
            ? JsonObject.builder().put("estimated_duration", time).build()
            : JsonObject.builder().put("estimated_duration", Integer.parseInt(time)).build();
    var request =
        new ApprovalRequest(
            new ApprovalType("plan"), "a plan", details, Optional.empty(), List.of());

    assertThat(policy.evaluate(request).ruling()).isEqualTo(ruling);
  }

  @Test
  void what_is_wrong_with_a_command_is_told_with_its_place() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"rules":[
                      {"id":"a","decision":"allow","conditions":{"command_in":"npm test"}},
                      {"id":"b","decision":"allow","conditions":{"command_in":
                        ["npm test *", 5, "*", "a; b", "a $b", "a 'b", "A=1 b", "a # b"]}},
                      {"id":"c","decision":"deny","conditions":{"command_matches":"("}},
                      {"id":"d","decision":"deny","conditions":{"command_matches":5}}
                    ]}\
                    """))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e ->
                assertThat(((Refusal.Invalid) e.refusal()).problems())
                    .satisfiesExactly(
                        p ->
                            assertThat(p)
                                .startsWith("rules[0].conditions.command_in takes an array"),
                        p ->
                            assertThat(p).isEqualTo("rules[1].conditions.command_in[1] is no text"),
                        p -> assertThat(p).contains("command_in[2]: ", "it names no program"),
                        p -> assertThat(p).contains("command_in[3]: ", "name one command"),
                        p -> assertThat(p).contains("command_in[4]: ", "\"$b\" is not literal"),
                        p -> assertThat(p).contains("command_in[5]: ", "a quote is not closed"),
                        p -> assertThat(p).contains("command_in[6]: ", "\"A=1\" is not literal"),
                        p -> assertThat(p).contains("command_in[7]: ", "\"#\" is not literal"),
                        p -> assertThat(p).startsWith("rules[2].conditions.command_matches: not a"),
                        p ->
                            assertThat(p)
                                .isEqualTo("rules[3].conditions.command_matches takes a pattern")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '`',
      textBlock =
          """
          {"command_in":["git status","npm test *"]} \u00a6 git status && npm test -- -u
          {"command_matches":"git (status|log)( .*)?"} \u00a6 git log -3; git status
          {"command_eq":"a | b"} \u00a6 a | b
          """)
  void a_rule_on_commands_allows_what_it_names(String conditions, String line) {
    ApprovalPolicy policy = plan("allow", conditions);
    assertThat(ruling(policy, "{\"command\":\"" + line + "\"}")).isEqualTo(Ruling.ALLOW);
    assertThat(ruling(policy, "{\"command\":\"" + line + "; rm x\"}")).isEqualTo(Ruling.ASK);
    assertThat(ruling(policy, "{\"command\":[]}")).isEqualTo(Ruling.ASK);
    assertThat(ruling(policy, "{}")).isEqualTo(Ruling.ASK);
  }

  @Test
  void only_the_command_of_a_call_is_read_as_one() {
    ApprovalPolicy policy = plan("allow", "{\"text_matches\":\"costs [$]5; at most\"}");

    assertThat(ruling(policy, "{\"text\":\"costs $5; at most\"}")).isEqualTo(Ruling.ALLOW);
  }

  private static ApprovalPolicy plan(String decision, String conditions) {
    return read(
        "{\"rules\":[{\"id\":\"r\",\"decision\":\""
            + decision
            + "\",\"conditions\":"
            + conditions
            + "}]}");
  }

  @Test
  void a_policy_without_rules_asks_for_everything() {
    assertThat(read("{}").enabled()).isTrue();
    assertThat(ruling(read("{}"), "{}")).isEqualTo(Ruling.ASK);
    assertThat(ruling(read("{\"enabled\":false}"), "{}")).isEqualTo(Ruling.ALLOW);
  }

  private static ApprovalPolicy read(String document) {
    return PolicyDocument.read(JsonText.readObject(document));
  }

  private static Ruling ruling(ApprovalPolicy policy, String details) {
    return policy
        .evaluate(
            new ApprovalRequest(
                new ApprovalType("plan"),
                "the plan",
                JsonText.readObject(details),
                Optional.empty(),
                List.of()))
        .ruling();
  }
}
