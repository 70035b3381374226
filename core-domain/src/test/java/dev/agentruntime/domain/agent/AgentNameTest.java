package dev.agentruntime.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"coder", "a", "code-reviewer", "agent2"})
  void lower_case_letters_digits_and_hyphens_make_a_name(String text) {
    assertThat(new AgentName(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Coder",
        "2coder",
        "-coder",
        "code_r",
        "coder ",
        "coder\n",
        "c\u043eder", // a Cyrillic letter that looks like o
        "coder\u200b", // a zero-width space
        "\u017foder" // a long s
      })
  void other_text_is_no_name(String text) {
    assertThat(AgentName.isValid(text)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new AgentName(text));
  }

  @Test
  void a_name_has_at_most_64_characters_and_an_order() {
    assertThat(AgentName.isValid("a".repeat(64))).isTrue();
    assertThat(AgentName.isValid("a".repeat(65))).isFalse();
    assertThat(AgentName.ORCHESTRATOR).isLessThan(AgentName.UNIVERSAL);
  }
}
