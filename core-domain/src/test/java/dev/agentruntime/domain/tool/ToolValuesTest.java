package dev.agentruntime.domain.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ToolValuesTest {

  private static final ToolCallId ID = new ToolCallId(new UUID(1, 2));

  @Test
  void a_call_id_is_read_from_its_own_text() {
    assertThat(ToolCallId.parse(ID.toString())).isEqualTo(ID);
    assertThatIllegalArgumentException().isThrownBy(() -> ToolCallId.parse("call_1"));
  }

  @Test
  void malformed_arguments_go_back_on_the_wire_as_an_object() {
    JsonObject fine = JsonObject.builder().put("path", "a").build();

    assertThat(new ToolArguments.Parsed(fine).onTheWire()).isEqualTo(fine);
    assertThat(new ToolArguments.Malformed("{\"path\":", "cut").onTheWire())
        .hasToString("{\"malformed_arguments\":\"{\\\"path\\\":\"}");
  }

  @Test
  void a_result_says_how_the_call_ended() {
    var files = new ArrayList<>(List.of("a", "b"));
    ToolResult changed = ToolResult.changed("done", files);
    files.clear();

    assertThat(changed.changedFiles()).containsExactly("a", "b");
    assertThat(changed.outcome().id()).isEqualTo("succeeded");
    assertThat(ToolResult.succeeded("x").outcome()).isEqualTo(ToolResult.Outcome.SUCCEEDED);
    assertThat(ToolResult.failed("x").outcome()).isEqualTo(ToolResult.Outcome.FAILED);
    assertThat(ToolResult.notRun(ToolResult.Outcome.DENIED, "x"))
        .isEqualTo(new ToolResult(ToolResult.Outcome.DENIED, "x", List.of()));
  }

  @Test
  void the_model_is_told_more_than_people_where_there_is_a_note() {
    assertThat(ToolResult.failed("It failed.").told()).isEqualTo("It failed.");
    assertThat(ToolResult.failed("It failed.").with("Look.").with("Again.").told())
        .isEqualTo("It failed. Look. Again.");
    assertThat(ToolResult.changed("one\ntwo", List.of("a")).with("Look."))
        .satisfies(result -> assertThat(result.told()).isEqualTo("one\ntwo\n\nLook."))
        .satisfies(result -> assertThat(result.content()).isEqualTo("one\ntwo"))
        .satisfies(result -> assertThat(result.changedFiles()).containsExactly("a"));
  }

  @Test
  void a_preview_of_paths_changes_nothing() {
    assertThat(Preview.nothing().paths()).isEmpty();
    assertThat(Preview.ofPaths(List.of("a")).paths()).containsExactly("a");
    assertThat(Preview.ofPaths(List.of("a")).impacts()).isEmpty();
    assertThat(Preview.ofPaths(List.of("a")).secret()).isFalse();
    assertThat(Preview.ofPaths(List.of("a")).ofSecrets().secret()).isTrue();
    assertThat(Preview.ofPaths(List.of("a")).ofSecrets().paths()).containsExactly("a");
  }

  @Test
  void every_preparation_names_its_call() {
    var call = new ToolCall(ID, "p1", "x", new ToolArguments.Parsed(JsonObject.empty()));
    var spec = new ToolSpec(new ToolName("x"), "", JsonObject.empty(), SideEffect.READ);
    var prepared =
        new PreparedCall(
            call, spec, ToolExecution.WORKSPACE, JsonObject.empty(), Preview.nothing());

    assertThat(new Preparation.Ready(prepared).call()).isEqualTo(call);
    assertThat(new Preparation.Unfit(call, ToolResult.failed("no"), true).call()).isEqualTo(call);
  }
}
