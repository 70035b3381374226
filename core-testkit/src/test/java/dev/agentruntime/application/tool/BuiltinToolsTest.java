package dev.agentruntime.application.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltinToolsTest {

  /** Every keyword in use; a misspelt one would be ignored by validators without a word. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "properties",
          "required",
          "additionalProperties",
          "description",
          "default",
          "enum",
          "items",
          "pattern",
          "minLength",
          "maxLength",
          "minimum",
          "maximum",
          "maxItems");

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  static List<ToolSpec> tools() {
    return Stream.concat(
            BuiltinTools.all().stream(),
            Stream.of(BuiltinTools.switchModeFor(BuiltinAgents.byDefault())))
        .toList();
  }

  @Test
  void the_nine_tools_come_in_their_order() {
    assertThat(BuiltinTools.all())
        .extracting(tool -> tool.name().value())
        .containsExactly(
            "read_file",
            "write_file",
            "list_files",
            "search_in_code",
            "apply_diff",
            "execute_command",
            "ask_followup_question",
            "attempt_completion",
            "switch_mode");
  }

  @ParameterizedTest
  @CsvSource({
    "read_file, READ",
    "list_files, READ",
    "search_in_code, READ",
    "write_file, EDIT",
    "apply_diff, EDIT",
    "execute_command, COMMAND",
    "ask_followup_question, CONTROL",
    "attempt_completion, CONTROL",
    "switch_mode, CONTROL"
  })
  void every_tool_has_its_side_effect(String name, SideEffect effect) {
    assertThat(tool(name).sideEffect()).isEqualTo(effect);
  }

  @Test
  void an_unknown_name_finds_no_tool() {
    assertThat(BuiltinTools.find(new ToolName("read_files"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("tools")
  void every_schema_is_valid_by_the_meta_schema(ToolSpec tool) {
    var metaSchema =
        SCHEMAS.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

    assertThat(metaSchema.validate(tool.schema().canonical(), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("tools")
  void every_schema_is_closed_and_uses_known_keywords_only(ToolSpec tool) {
    JsonObject schema = tool.schema();

    assertThat(schema.string("type")).contains("object");
    assertThat(schema.bool("additionalProperties")).contains(false);
    assertThat(schema.members().keySet()).isSubsetOf(KEYWORDS);
    assertThat(arguments(schema))
        .allSatisfy(argument -> assertThat(argument.members().keySet()).isSubsetOf(KEYWORDS));
    assertThat(schema.object("properties").orElseThrow().members().keySet())
        .containsAll(schema.strings("required"));
  }

  @ParameterizedTest
  @MethodSource("tools")
  void every_argument_is_described_and_bounded(ToolSpec tool) {
    assertThat(arguments(tool.schema()))
        .allSatisfy(
            argument -> {
              assertThat(argument.string("description")).isNotEmpty();
              assertThat(argument.members().keySet()).containsAll(bounds(argument));
            });
  }

  @ParameterizedTest
  @CsvFileSource(resources = "tool-arguments.txt", delimiter = '|', quoteCharacter = '\'')
  void arguments_are_accepted_or_refused(String tool, String expected, String arguments) {
    List<Error> errors = validate(tool(tool), arguments);

    assertThat(errors.isEmpty() ? "accepted" : "refused").as("%s", errors).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "read_file, path, 4096",
    "write_file, content, 5000000",
    "search_in_code, query, 1000",
    "apply_diff, diff, 1000000",
    "execute_command, command, 32768",
    "ask_followup_question, question, 4000",
    "attempt_completion, result, 100000",
    "switch_mode, reason, 2000"
  })
  void a_text_over_its_limit_is_refused(String tool, String argument, int limit) {
    assertThat(lengthErrors(tool, argument, limit)).isEmpty();
    assertThat(lengthErrors(tool, argument, limit + 1)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "list_files, path, .",
    "search_in_code, path, .",
    "search_in_code, max_results, 100",
    "search_in_code, regex, false",
    "execute_command, timeout_seconds, 60"
  })
  void defaults_are_told_to_the_model(String tool, String argument, String expected) {
    JsonValue value =
        tool(tool)
            .schema()
            .object("properties")
            .flatMap(properties -> properties.object(argument))
            .flatMap(schema -> schema.get("default"))
            .orElseThrow();

    assertThat(
            switch (value) {
              case JsonString text -> text.value();
              case JsonNumber number -> number.canonical();
              case JsonBoolean truth -> truth.canonical();
              default -> "something else";
            })
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("tools")
  void every_description_is_documentation_and_no_stub(ToolSpec tool) {
    assertThat(tool.description()).hasSizeBetween(200, 2000).doesNotEndWith("\n");
  }

  @Test
  void the_diff_in_the_description_counts_its_own_lines_right() {
    List<String> lines = tool("apply_diff").description().lines().toList();
    int header = lines.indexOf("@@ -10,4 +10,4 @@");
    List<String> hunk =
        lines.subList(header + 1, lines.size()).stream()
            .takeWhile(line -> line.matches("[ +-].*"))
            .toList();

    assertThat(lines.subList(header - 2, header))
        .containsExactly("--- a/src/Sum.java", "+++ b/src/Sum.java");
    assertThat(hunk).filteredOn(line -> !line.startsWith("+")).hasSize(4);
    assertThat(hunk).filteredOn(line -> !line.startsWith("-")).hasSize(4);
  }

  @Test
  void the_command_description_says_what_surprises_a_model() {
    assertThat(tool("execute_command").description())
        .contains("workspace root", "no standard input", "killed", "A person may be asked first");
  }

  @Test
  void switch_mode_takes_enabled_agents_only() {
    ToolSpec tool = BuiltinTools.switchModeFor(BuiltinAgents.enabled(List.of("coder", "ask")));

    assertThat(validate(tool, "{\"mode\":\"ask\",\"reason\":\"explain it\"}")).isEmpty();
    assertThat(validate(tool, "{\"mode\":\"debug\",\"reason\":\"find it\"}")).hasSize(1);
  }

  @Test
  void switch_mode_for_other_agents_leaves_the_built_in_one_alone() {
    BuiltinTools.switchModeFor(BuiltinAgents.enabled(List.of("coder", "ask")));

    assertThat(validate(tool("switch_mode"), "{\"mode\":\"debug\",\"reason\":\"find it\"}"))
        .isEmpty();
  }

  private static ToolSpec tool(String name) {
    return BuiltinTools.find(new ToolName(name)).orElseThrow();
  }

  private static List<Error> validate(ToolSpec tool, String arguments) {
    return SCHEMAS.getSchema(tool.schema().canonical()).validate(arguments, InputFormat.JSON);
  }

  private static List<Error> lengthErrors(String tool, String argument, int length) {
    var arguments = JsonObject.builder().put(argument, "x".repeat(length)).build();
    return validate(tool(tool), arguments.canonical()).stream()
        .filter(error -> error.getKeyword().equals("maxLength"))
        .toList();
  }

  private static List<JsonObject> arguments(JsonObject schema) {
    List<JsonObject> found = new ArrayList<>();
    schema
        .object("properties")
        .orElseThrow()
        .members()
        .values()
        .forEach(argument -> found.add((JsonObject) argument));
    return found;
  }

  private static List<String> bounds(JsonObject argument) {
    return switch (argument.string("type").orElseThrow()) {
      case "string" -> List.of("maxLength");
      case "integer" -> List.of("minimum");
      case "array" -> List.of("maxItems", "items");
      default -> List.of();
    };
  }
}
