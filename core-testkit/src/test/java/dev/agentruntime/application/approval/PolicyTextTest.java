package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.document.Problem;
import dev.agentruntime.application.json.JsonText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyTextTest {

  private static List<String> problems(String text) {
    return ((PolicyText.Invalid) PolicyText.read(text))
        .problems().stream().map(problem -> problem.in("p")).toList();
  }

  @ParameterizedTest
  @EnumSource(ApprovalMode.class)
  void every_mode_can_be_written_down_and_read_again(ApprovalMode mode) {
    assertThat(PolicyText.read(mode.document().canonical()))
        .isEqualTo(new PolicyText.Valid(mode.document()));
  }

  @Test
  void yaml_and_json_are_the_same_policy_tabs_or_not() {
    String json =
        "{\n\t\"rules\": [\n\t\t{\"id\": \"a\\tb\", \"decision\": \"deny\", \"conditions\":"
            + "\t{\"size_gt\": 5}}\n\t]\n}";
    String yaml = "rules:\n- {id: \"a\\tb\", decision: deny, conditions: {size_gt: 5}}\n";

    assertThat(PolicyText.read(json))
        .isEqualTo(PolicyText.read(yaml))
        .isEqualTo(new PolicyText.Valid(JsonText.readObject(json)));
  }

  @Test
  void what_is_wrong_with_the_text_and_with_the_policy_is_told_together() {
    assertThat(
            problems(
                """
                rules:
                  - &first
                    id: one
                    request_type: tol
                    decision: deny
                  - {id: one, decision: ask, conditions: {size_gt: 12345678901234567890}}
                  - id: three
                    decision: ask
                    request_type: tool
                    conditions:
                      comand_in: [ls, 5]
                      command_in: [ls, 5]
                """))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("p:2:5: the anchor &first is not allowed"),
            p -> assertThat(p).startsWith("p:4:5: rules[0].request_type: did you mean \"tool\"?"),
            p -> assertThat(p).startsWith("p:6:6: rules[1].id: one is taken"),
            p -> assertThat(p).startsWith("p:6:43: rules[1].conditions.size_gt takes a number"),
            p -> assertThat(p).startsWith("p:6:52: ").endsWith("; put it in quotes"),
            p -> assertThat(p).startsWith("p:11:7: rules[2].conditions.comand_in: no tool call"),
            p -> assertThat(p).isEqualTo("p:12:24: rules[2].conditions.command_in[1] is no text"));
  }

  @Test
  void json_has_places_too() {
    assertThat(problems("{\n  \"rules\": [\n    {\"id\": \"a\", \"decision\": \"no\"}\n  ]\n}\n"))
        .containsExactly("p:3:17: rules[0].decision is allow, ask or deny, not \"no\"");
    assertThat(problems("{\"rules\": 5, \"enabled\": \"x\"}"))
        .containsExactly("p:1:2: rules is not an array", "p:1:14: enabled is not true or false");
  }

  @Test
  void what_is_no_mapping_is_no_policy() {
    assertThat(problems(""))
        .containsExactly("p:1:1: the policy is empty; it has to be a mapping with \"rules\"");
    assertThat(problems("\n- a"))
        .containsExactly("p:2:1: a policy has to be a mapping with \"rules\"");
    assertThat(problems("rules: [\n"))
        .singleElement()
        .asString()
        .endsWith(": this is no YAML: expected a value, but found the end of the text");
    assertThat(problems("{\"rules\" 1}"))
        .singleElement()
        .asString()
        .endsWith(": this is no YAML: expected ',' or '}', but got a value");
    assertThat(problems("{}}"))
        .singleElement()
        .asString()
        .endsWith(": this is no YAML: there is more after the document: '}'");
    assertThat(new Problem(2, 3, "x").in("a/b.yaml")).isEqualTo("a/b.yaml:2:3: x");
  }
}
