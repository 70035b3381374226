package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Owner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that are not what they should be, sent to every command; none of them does anything. */
@Timeout(120)
class StrictJsonTest {

  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Served server = Served.lenient("https://ide.example");
  private final RawHttp http = new RawHttp(server.uri("/"));
  private final List<ApiDocument.Operation> commands =
      ApiDocument.shipped().operations().stream()
          .filter(operation -> ApiDocument.shipped().bodySchema(operation).isPresent())
          .toList();
  private Samples mine;
  private List<SessionSummary> before;

  @BeforeEach
  void makeASession() {
    String session = server.session("{\"agent\":\"coder\"}");
    String id = session.substring(session.lastIndexOf('/') + 1);
    String approval =
        server
            .post(
                "/api/v1/approvals",
                "{\"session_id\":\""
                    + id
                    + "\",\"request_type\":\"release\",\"subject\":\"to staging\"}")
            .json()
            .string("id")
            .orElseThrow();
    mine = new Samples(id, approval, approval, server.webhook("[\"turn.*\"]"));
    before = sessions();
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private List<SessionSummary> sessions() {
    return server
        .runtime()
        .list(new ListSessions(new Owner("us"), SessionFilter.newest(1000)))
        .items();
  }

  private RawHttp.Answer send(ApiDocument.Operation command, byte[] body) {
    var headers = new ArrayList<String>();
    headers.add("Host: localhost");
    headers.add("Authorization: Bearer " + Served.ADMIN);
    headers.add("Content-Type: application/json");
    if (Samples.namesVersion(command)) {
      headers.add("If-Match: \"1\"");
    }
    return http.send(RawHttp.Request.of(command.method(), mine.target(command), headers, body));
  }

  private void refused(String what, byte[] body, String code) {
    for (ApiDocument.Operation command : commands) {
      RawHttp.Answer answer = send(command, body);
      assertThat(answer.status() + " " + answer.code())
          .as("%s to %s: %s", what, command.name(), answer.text())
          .isEqualTo("400 " + code);
    }
    assertThat(sessions()).isEqualTo(before);
  }

  private void malformed(String what, String body) {
    refused(what, body.getBytes(StandardCharsets.UTF_8), "malformed_json");
  }

  private static byte[] bytes(Consumer<ByteArrayOutputStream> write) {
    var out = new ByteArrayOutputStream();
    write.accept(out);
    return out.toByteArray();
  }

  @Test
  void what_is_no_json_is_refused() {
    for (String text :
        List.of(
            "{",
            "}",
            "{\"title\"",
            "{\"title\":}",
            "{\"title\":\"a\",}",
            "{title:\"a\"}",
            "{'title':'a'}",
            "{\"title\":\"a\"}}",
            "{\"title\":\"a\"} {}",
            "{} x",
            "{\"title\":\"a\nb\"}",
            "{\"title\":\"\\x\"}",
            "{\"title\":\"\\u12\"}",
            "{/* */}",
            "{} // no",
            "# {}",
            " ",
            "\0",
            "{}\0",
            "undefined",
            "NaN")) {
      malformed(text, text);
    }
  }

  @Test
  void what_is_json_but_no_object_is_refused() {
    for (String text : List.of("[]", "[{}]", "null", "true", "7", "\"{}\"", "0.5")) {
      malformed(text, text);
    }
  }

  @Test
  void numbers_that_are_none_or_that_nothing_holds_are_refused() {
    for (String number :
        List.of(
            "NaN",
            "Infinity",
            "-Infinity",
            "1e1000000000",
            "-1e999",
            "1".repeat(65),
            "0." + "1".repeat(65),
            "01",
            "+1",
            ".5",
            "1.",
            "0x10",
            "9007199254740993",
            "1_000")) {
      malformed(number, "{\"timeout_seconds\":" + number + "}");
      malformed(number, "{\"limits\":{\"tool_calls\":" + number + "}}");
    }
  }

  @Test
  void names_that_come_twice_are_refused_at_every_depth() {
    malformed("twice", "{\"title\":\"a\",\"title\":\"b\"}");
    malformed("twice", "{\"title\":\"a\",\"\\u0074itle\":\"b\"}");
    malformed("twice", "{\"limits\":{\"tokens\":1,\"tokens\":2}}");
    malformed("twice", "{\"client_tools\":[{\"schema\":{\"a\":1,\"a\":1}}]}");
  }

  @Test
  void texts_that_are_no_unicode_are_refused() {
    malformed("lone surrogate", "{\"title\":\"\\ud800\"}");
    malformed("lone surrogate", "{\"title\":\"\\udc00\\ud800\"}");
    malformed("lone surrogate in a name", "{\"\\ud800\":1}");
    refused(
        "a BOM",
        bytes(
            out -> {
              out.writeBytes(BOM);
              out.writeBytes("{}".getBytes(StandardCharsets.US_ASCII));
            }),
        "malformed_json");
    for (int[] broken :
        List.of(
            new int[] {0xFF},
            new int[] {0xC0, 0xAF},
            new int[] {0xE2, 0x82},
            new int[] {0xED, 0xA0, 0x80},
            new int[] {0xF4, 0x90, 0x80, 0x80})) {
      refused(
          "no UTF-8",
          bytes(
              out -> {
                out.writeBytes("{\"title\":\"".getBytes(StandardCharsets.US_ASCII));
                for (int b : broken) {
                  out.write(b);
                }
                out.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
              }),
          "malformed_json");
    }
    refused("UTF-16", "{}".getBytes(StandardCharsets.UTF_16LE), "malformed_json");
  }

  @Test
  void what_is_too_deep_or_too_much_is_refused() {
    malformed("arrays 65 deep", "{\"title\":" + "[".repeat(64) + "]".repeat(64) + "}");
    malformed("objects 65 deep", "{\"a\":".repeat(65) + "1" + "}".repeat(65));
    malformed("very deep", "[".repeat(500_000));
    malformed("too many tokens", "{\"labels\":[" + "1,".repeat(50_000) + "1]}");
    malformed("a very long name", "{\"" + "n".repeat(60_000) + "\":1}");
  }

  @Test
  void what_is_within_the_bounds_is_read() {
    String deep = "{\"a\":".repeat(60) + "1" + "}".repeat(60);
    assertThat(
            server
                .post(
                    "/api/v1/approvals",
                    "{\"session_id\":\""
                        + mine.session()
                        + "\",\"request_type\":\"review\",\"subject\":\"s\",\"details\":"
                        + deep
                        + "}")
                .status())
        .isEqualTo(201);
  }

  @Test
  void a_body_that_is_missing_is_refused_where_something_must_be_said() {
    for (ApiDocument.Operation command : commands) {
      boolean needed =
          !ApiDocument.shipped()
              .resolved(ApiDocument.shipped().bodySchema(command).orElseThrow())
              .strings("required")
              .isEmpty();
      if (needed) {
        RawHttp.Answer answer = send(command, new byte[0]);
        assertThat(answer.status() + " " + answer.code())
            .as(command.name())
            .isEqualTo("400 invalid_request");
      }
    }
    assertThat(sessions()).isEqualTo(before);
  }

  /** The value, once for each object in it, with an unknown member there. */
  private static List<JsonValue> withUnknown(JsonValue value) {
    var variants = new ArrayList<JsonValue>();
    switch (value) {
      case JsonObject object -> {
        variants.add(with(object, "unknown_member", JsonNumber.of(1)));
        object
            .members()
            .forEach(
                (name, member) -> {
                  if (!FREE.contains(name)) {
                    withUnknown(member).forEach(v -> variants.add(with(object, name, v)));
                  }
                });
      }
      case JsonArray array -> {
        for (int i = 0; i < array.items().size(); i++) {
          for (JsonValue variant : withUnknown(array.items().get(i))) {
            var items = new ArrayList<>(array.items());
            items.set(i, variant);
            variants.add(new JsonArray(items));
          }
        }
      }
      default -> {}
    }
    return variants;
  }

  /** Members whose content is the caller's own. */
  private static final List<String> FREE =
      List.of("labels", "schema", "details", "modifications", "result");

  private static JsonObject with(JsonObject object, String name, JsonValue value) {
    Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
    members.put(name, value);
    return new JsonObject(members);
  }

  private JsonObject full(ApiDocument.Operation command) {
    JsonObject sample = mine.body(command).orElseThrow();
    JsonObject limits = JsonObject.builder().put("tool_calls", 5).build();
    JsonObject tool =
        JsonObject.builder()
            .put("name", "open_tab")
            .put("description", "Opens a tab.")
            .put("schema", JsonObject.builder().put("type", "object").build())
            .build();
    return switch (command.id()) {
      case "createSession" ->
          with(with(sample, "limits", limits), "client_tools", JsonArray.of(tool, tool));
      case "updateSession" -> with(sample, "limits", limits);
      default -> sample;
    };
  }

  @Test
  void members_that_are_not_known_are_refused_at_every_depth_and_named() {
    int tried = 0;
    for (ApiDocument.Operation command : commands) {
      for (JsonValue body : withUnknown(full(command))) {
        RawHttp.Answer answer = send(command, body.canonical().getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status() + " " + answer.code())
            .as("%s: %s", command.name(), body)
            .isEqualTo("400 invalid_request");
        assertThat(answer.text()).contains("unknown_member");
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(commands.size());
    assertThat(sessions()).isEqualTo(before);
  }
}
