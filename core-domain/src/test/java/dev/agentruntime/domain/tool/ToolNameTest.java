package dev.agentruntime.domain.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"read_file", "a", "A-1", "_", "-", "9"})
  void ascii_letters_digits_underscore_and_hyphen_make_a_name(String text) {
    assertThat(new ToolName(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "read file",
        "read_file ",
        "read_file\n",
        "read.file",
        "read/file",
        "re\u0430d_file", // a Cyrillic letter that looks like a
        "r\u0435ad_file", // a Cyrillic letter that looks like e
        "\uff52ead_file", // a full-width r
        "read\u200b_file", // a zero-width space
        "read\u200d_file", // a zero-width joiner
        "\ufeffread_file", // a byte order mark
        "read_file\u202e", // a right-to-left override
        "read_file\u0000",
        "read_\ud83d\ude02"
      })
  void a_look_alike_never_passes_for_a_tool(String text) {
    assertThat(ToolName.isValid(text)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new ToolName(text));
  }

  @Test
  void a_name_has_at_most_64_characters() {
    assertThat(ToolName.isValid("a".repeat(64))).isTrue();
    assertThat(ToolName.isValid("a".repeat(65))).isFalse();
  }

  @Test
  void letter_case_tells_names_apart() {
    assertThat(new ToolName("Read_file")).isNotEqualTo(new ToolName("read_file"));
    assertThat(new ToolName("a")).isLessThan(new ToolName("b"));
  }
}
