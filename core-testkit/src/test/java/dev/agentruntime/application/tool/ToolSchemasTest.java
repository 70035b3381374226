package dev.agentruntime.application.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ToolSchemasTest {

  private final ToolSchemas schemas = new ToolSchemas();

  @Test
  void what_is_wrong_is_told_with_its_place_and_not_endlessly() {
    JsonObject schema =
        json(
            "{\"type\":\"object\",\"required\":[\"p\"],\"additionalProperties\":false,"
                + "\"properties\":{\"p\":{\"type\":\"string\"}}}");
    assertThat(schemas.problems(schema, json("{\"p\":\"x\"}"))).isEmpty();
    assertThat(schemas.problems(schema, json("{\"p\":5}")))
        .singleElement()
        .asString()
        .contains("p");
    assertThat(schemas.problems(schema, json("{}"))).singleElement().asString().contains("p");
    var many = new StringBuilder("{\"p\":\"x\"");
    for (int i = 0; i < 50; i++) {
      many.append(",\"x").append(i).append("\":1");
    }
    assertThat(schemas.problems(schema, json(many + "}"))).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\":\"%s\"}",
        "{\"properties\":{\"x\":{\"$ref\":\"%s\"}}}",
        "{\"$dynamicRef\":\"%s\"}",
        "{\"$schema\":\"%s\"}",
        "{\"$id\":\"%s\",\"$ref\":\"other.json\"}"
      })
  void nothing_is_ever_fetched_from_elsewhere(String schema) throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/s.json";
      JsonObject remote = json(schema.formatted(url));
      assertThat(schemas.problemsOf(remote)).hasSize(1);
      assertThat(schemas.problems(remote, json("{\"x\":1}")))
          .containsExactly("the tool's own schema cannot be used");
      // A connection would be waiting in the queue by now.
      server.setSoTimeout(1);
      org.assertj.core.api.Assertions.assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(server::accept);
    }
  }

  @Test
  void files_are_not_read(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("s.json"), "{\"type\":\"string\"}");
    assertThat(schemas.problemsOf(json("{\"$ref\":\"" + file.toUri() + "\"}")))
        .containsExactly(
            "it refers to " + file.toUri() + ", and nothing outside of it is followed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\":\"#\"}",
        "{\"$ref\":\"#/definitions/none\"}",
        "{\"$ref\":5}",
        "{\"properties\":{\"x\":{\"pattern\":\"(\"}}}",
        "{\"properties\":{\"x\":{\"pattern\":\"(?=a)\"}}}"
      })
  void a_broken_schema_is_found_before_it_is_used_and_breaks_nothing(String schema) {
    assertThat(schemas.problemsOf(json(schema))).isNotEmpty();
    assertThat(schemas.problems(json(schema), json("{\"x\":\"a\"}"))).isNotEmpty();
  }

  @Test
  void a_document_that_is_no_schema_is_told_all_that_is_wrong_with_it() {
    JsonObject wrong =
        json(
            "{\"required\":\"x\",\"properties\":{\"a\":{\"minLength\":-1},\"b\":{\"type\":\"tetx\"}}}");
    assertThat(schemas.problemsOf(wrong))
        .anySatisfy(problem -> assertThat(problem).startsWith("/required: ").contains("array"))
        .anySatisfy(problem -> assertThat(problem).startsWith("/properties/a/minLength: "))
        .anySatisfy(problem -> assertThat(problem).startsWith("/properties/b/type: "));
    assertThat(schemas.problemsOf(json("{\"items\":[{\"type\":\"string\"}]}")))
        .containsExactly("/items: array found, [object, boolean] expected");
  }

  @Test
  void a_reference_to_nothing_is_told() {
    assertThat(schemas.problemsOf(json("{\"properties\":{\"x\":{\"$ref\":\"#/$defs/none\"}}}")))
        .containsExactly("Reference /$defs/none cannot be resolved");
    assertThat(schemas.problemsOf(json("{\"properties\":{\"x\":{\"pattern\":\"(\"}}}")))
        .singleElement()
        .asString()
        .startsWith("not a pattern: missing closing )");
  }

  @Test
  void a_schema_is_held_to_the_draft_that_it_names() {
    String tuple = "{\"$schema\":\"%s\",\"items\":[{\"type\":\"string\"}]}";
    assertThat(schemas.problemsOf(json(tuple.formatted("http://json-schema.org/draft-07/schema#"))))
        .isEmpty();
    assertThat(
            schemas.problemsOf(
                json(tuple.formatted("https://json-schema.org/draft/2020-12/schema"))))
        .isNotEmpty();
  }

  @Test
  void a_pattern_of_a_client_cannot_stall_the_loop() {
    JsonObject schema = json("{\"properties\":{\"x\":{\"pattern\":\"^(a+)+$\"}}}");
    assertThat(schemas.problemsOf(schema)).isEmpty();
    assertThat(schemas.problems(schema, json("{\"x\":\"" + "a".repeat(50_000) + "!\"}")))
        .hasSize(1);
  }

  @Test
  void many_schemas_are_not_kept_for_ever_and_still_right() {
    for (int i = 0; i < 1_100; i++) {
      JsonObject schema = json("{\"properties\":{\"x\":{\"const\":" + i + "}}}");
      assertThat(schemas.problems(schema, json("{\"x\":" + i + "}"))).isEqualTo(List.of());
    }
  }

  private static JsonObject json(String text) {
    return JsonText.readObject(text);
  }
}
