package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("policy.yaml");
  }

  private String problemWith(String text) throws IOException {
    Files.writeString(file, text);
    return assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyFile.read(file))
        .actual()
        .getMessage();
  }

  @Test
  void yaml_and_json_are_the_same_policy() throws IOException {
    Files.writeString(file, "rules:\n- {id: a, decision: deny, conditions: {size_gt: 5}}\n");
    Path json =
        Files.writeString(
            folder.resolve("policy.json"),
            "{\"rules\":[{\"id\":\"a\",\"decision\":\"deny\",\"conditions\":{\"size_gt\":5}}]}");

    assertThat(PolicyFile.read(file)).isEqualTo(PolicyFile.read(json));
  }

  @Test
  void everything_that_is_wrong_is_told_at_once_with_its_place() throws IOException {
    String problem =
        problemWith(
            """
            rules:
              - id: one
                decision: alow
                conditions: {size_over: 5, command_in: git}
              - id: two
            rule: []
            """);

    assertThat(problem.lines().map(String::strip))
        .containsExactly(
            "the policy cannot be used:",
            file + ":3:5: rules[0].decision is allow, ask or deny, not \"alow\"",
            file
                + ":4:18: rules[0].conditions.size_over: unknown operator _over; there are _gt _gte"
                + " _lt _lte _eq _ne _in _contains _matches _exists",
            file
                + ":4:32: rules[0].conditions.command_in takes an array of commands such as"
                + " \"npm test *\"",
            file + ":5:5: rules[1].decision is missing: allow, ask or deny",
            file
                + ":6:1: rule is unknown; did you mean \"rules\"? Known are enabled, rules,"
                + " default, default_requires_approval");
  }

  @Test
  void what_is_no_yaml_is_told_with_line_and_column() throws IOException {
    assertThat(problemWith("rules:\n  - id: [\n")).contains(file + ":3:1: this is no YAML: ");
    assertThat(problemWith("rules: []\nrules: []\n")).contains(file + ":2:1: \"rules\" is here");
  }

  @Test
  void what_is_no_mapping_is_no_policy() throws IOException {
    assertThat(problemWith("")).contains("a mapping with \"rules\"");
    assertThat(problemWith("- a\n")).contains("a mapping with \"rules\"");
    Files.delete(file);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyFile.read(file))
        .withMessage(file + " does not exist");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyFile.read(folder))
        .withMessageContaining("cannot be read: it is");
  }
}
