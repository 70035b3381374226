package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyPresetTest {

  private static Ruling ruling(PolicyPreset preset, String type, String subject, String... paths) {
    var details = JsonObject.builder().put("paths", JsonArray.ofStrings(List.of(paths))).build();
    var request =
        new ApprovalRequest(new ApprovalType(type), subject, details, Optional.empty(), List.of());
    return PolicyDocument.read(preset.document()).evaluate(request).ruling();
  }

  /** The whole table of the documents, and what they leave to their default. */
  @ParameterizedTest
  @CsvSource({
    "tool, write_file, ASK",
    "tool, execute_command, ASK",
    "tool, delete_file, ASK",
    "tool, move_file, ASK",
    "tool, create_directory, ASK",
    "tool, read_file, ALLOW",
    "tool, list_files, ALLOW",
    "tool, search_files, ALLOW",
    "tool, search_in_code, ALLOW",
    "tool, apply_diff, ALLOW",
    "tool, a_tool_nobody_knows, ALLOW",
    "tool, write_file_x, ALLOW",
    "plan, anything, ASK",
    "deployment, prod, ALLOW"
  })
  void the_documents_preset_is_their_table(String type, String subject, Ruling ruling) {
    assertThat(ruling(PolicyPreset.DOCUMENTS, type, subject, "src/a.txt")).isEqualTo(ruling);
  }

  @ParameterizedTest
  @CsvSource({
    "DEFAULT, read_file, ALLOW", "DEFAULT, write_file, ASK", "DEFAULT, execute_command, ASK",
    "READ_ONLY, read_file, ALLOW", "READ_ONLY, write_file, DENY", "READ_ONLY, any_tool, DENY",
    "ASK_ALL, read_file, ASK", "ASK_ALL, execute_command, ASK", "ASK_ALL, switch_mode, ALLOW",
    "AUTO, write_file, ALLOW", "AUTO, execute_command, ALLOW", "AUTO, any_tool, ASK"
  })
  void a_preset_rules_on_tools(PolicyPreset preset, String subject, Ruling ruling) {
    assertThat(ruling(preset, "tool", subject, "src/a.txt")).isEqualTo(ruling);
  }

  @ParameterizedTest
  @EnumSource(PolicyPreset.class)
  void no_preset_lets_protected_paths_be_edited_unasked(PolicyPreset preset) {
    for (String tool : List.of("write_file", "apply_diff")) {
      assertThat(ruling(preset, "tool", tool, ".git/hooks/pre-commit")).isNotEqualTo(Ruling.ALLOW);
    }
  }

  @ParameterizedTest
  @EnumSource(PolicyPreset.class)
  void a_preset_has_a_name_and_says_what_it_is(PolicyPreset preset) {
    assertThat(PolicyPreset.named(preset.id())).contains(preset);
    assertThat(preset.summary()).isNotBlank();
  }

  @Test
  void the_names_of_all_are_told_in_the_order_they_stand_in() {
    assertThat(PolicyPreset.ids())
        .containsExactly("default", "documents", "read-only", "ask-all", "auto");
  }

  @Test
  void a_name_that_is_none_is_no_preset() {
    assertThat(PolicyPreset.named("readonly")).isEmpty();
    assertThat(PolicyPreset.READ_ONLY.id()).isEqualTo("read-only");
  }
}
