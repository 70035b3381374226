package dev.agentruntime.http;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.testkit.gen.Gen;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Requests from one seed, made by what the OpenAPI document says: right, at the edge, or broken.
 */
final class RequestGen {

  private static final List<String> WORDS =
      List.of(
          "coder", "ask", "debug", "nobody", "open_tab", "read_file", "deployment", "plan", "x");
  private static final List<String> BROKEN_BODIES =
      List.of("", "{", "[]", "null", "{\"a\":1,\"a\":2}", "{}{}", "\u0000", "{\"a\":NaN}");
  private static final List<String> BROKEN_TEXTS =
      List.of("", " ", "-1", "0", "1e9", "null", "..", "%", "99999999999999999999", "\u2028", "*");
  private static final List<String> BROKEN_HEADERS =
      List.of("", "*", "\"x\"", "W/\"1\"", "7", "-1");

  private final Gen gen;
  private final ApiDocument document = ApiDocument.shipped();

  RequestGen(Gen gen) {
    this.gen = gen;
  }

  /** How much of a request is as the document says. */
  enum Kind {
    RIGHT,
    BROKEN
  }

  /** A request and what it is. */
  record Made(ApiDocument.Operation operation, Kind kind, RawHttp.Request request) {}

  /**
   * A request.
   *
   * @param there ids of what there is
   * @param eTag of what the operation is about, asked for where it is needed
   */
  Made make(Samples there, Function<ApiDocument.Operation, String> eTag) {
    ApiDocument.Operation operation = gen.pick(document.operations());
    Kind kind = gen.below(3) > 0 ? Kind.RIGHT : Kind.BROKEN;
    Samples about = gen.below(8) > 0 ? there : Samples.missing();
    var headers = new ArrayList<>(List.of("Host: localhost", "Authorization: Bearer " + key()));
    headers.addAll(headers(operation, kind, eTag));
    byte[] body = body(operation, kind, about).getBytes(StandardCharsets.UTF_8);
    if (body.length > 0) {
      headers.add("Content-Type: application/json");
    }
    String target = path(operation, kind, about) + query(operation, kind, about);
    return new Made(operation, kind, RawHttp.Request.of(operation.method(), target, headers, body));
  }

  private String key() {
    return gen.below(10) > 0 ? Served.ADMIN : gen.pick(List.of(Served.OTHER, Served.KEY, "nobody"));
  }

  private String path(ApiDocument.Operation operation, Kind kind, Samples about) {
    String path = about.target(operation).split("\\?", 2)[0];
    return kind == Kind.BROKEN && gen.below(6) == 0
        ? path.replaceFirst("[^/]*$", encoded(gen.pick(BROKEN_TEXTS)))
        : path;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String query(ApiDocument.Operation operation, Kind kind, Samples about) {
    var parts = new ArrayList<String>();
    for (JsonObject parameter : document.parameters(operation)) {
      boolean usable = (kind == Kind.BROKEN || !isCursor(parameter)) && !isPatience(parameter);
      if (parameter.string("in").equals(Optional.of("query"))
          && usable
          && (parameter.bool("required").orElse(false) || gen.below(3) == 0)) {
        parts.add(
            parameter.string("name").orElseThrow() + "=" + encoded(value(parameter, kind, about)));
      }
    }
    if (kind == Kind.BROKEN && gen.below(6) == 0) {
      parts.add(gen.word() + "=1");
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  /** A cursor means something to the server alone; what is made up is none. */
  private static boolean isCursor(JsonObject parameter) {
    return parameter
        .object("schema")
        .flatMap(schema -> schema.string("format"))
        .equals(Optional.of("cursor"));
  }

  /** Who waits for a decision sends nothing meanwhile. */
  private static boolean isPatience(JsonObject parameter) {
    return parameter.string("name").equals(Optional.of("wait"));
  }

  private String value(JsonObject parameter, Kind kind, Samples about) {
    if (kind == Kind.BROKEN && gen.bool()) {
      return gen.pick(BROKEN_TEXTS);
    }
    JsonObject schema = parameter.object("schema").orElseThrow();
    JsonValue value = value(schema.object("items").orElse(schema), about);
    return value instanceof JsonString text ? text.value() : value.canonical();
  }

  private List<String> headers(
      ApiDocument.Operation operation, Kind kind, Function<ApiDocument.Operation, String> eTag) {
    var lines = new ArrayList<String>();
    for (JsonObject parameter : document.parameters(operation)) {
      if (parameter.string("in").equals(Optional.of("header"))) {
        String name = parameter.string("name").orElseThrow();
        boolean needed = parameter.bool("required").orElse(false);
        if (kind == Kind.BROKEN && gen.below(3) == 0) {
          lines.add(name + ": " + gen.pick(BROKEN_HEADERS));
        } else if (needed) {
          lines.add(name + ": " + eTag.apply(operation));
        } else if (name.equals("Idempotency-Key") && gen.below(4) == 0) {
          lines.add(name + ": " + gen.word());
        }
      }
    }
    return lines;
  }

  private String body(ApiDocument.Operation operation, Kind kind, Samples about) {
    Optional<JsonObject> schema = document.bodySchema(operation);
    if (schema.isEmpty()) {
      return "";
    }
    if (kind == Kind.BROKEN && gen.below(5) == 0) {
      return gen.pick(BROKEN_BODIES);
    }
    JsonObject right = (JsonObject) value(schema.get(), about);
    return (kind == Kind.BROKEN ? broken(right) : right).canonical();
  }

  /** The object with something wrong in it. */
  private JsonObject broken(JsonObject right) {
    var members = new LinkedHashMap<>(right.members());
    if (members.isEmpty() || gen.below(4) == 0) {
      members.put(gen.word(), JsonNumber.of(1));
      return new JsonObject(members);
    }
    String name = gen.pick(List.copyOf(members.keySet()));
    switch (gen.below(3)) {
      case 0 -> members.remove(name);
      case 1 -> members.put(name, odd());
      default ->
          members.compute(
              name, (n, value) -> value instanceof JsonObject inner ? broken(inner) : odd());
    }
    return new JsonObject(members);
  }

  private JsonValue odd() {
    return gen.pick(
        List.of(
            JsonNull.NULL,
            new JsonBoolean(true),
            JsonNumber.of(-1),
            JsonNumber.of(0),
            JsonNumber.of(1L << 50),
            new JsonNumber(0.5),
            new JsonString(""),
            new JsonString(gen.text()),
            JsonArray.of(JsonNull.NULL),
            JsonArray.of(JsonObject.empty()),
            gen.json()));
  }

  private JsonValue value(JsonObject given, Samples about) {
    JsonObject schema = document.resolved(given);
    List<JsonValue> any = schema.array("oneOf");
    if (!any.isEmpty()) {
      return value((JsonObject) gen.pick(any), about);
    }
    if (schema.get("enum").isPresent()) {
      return gen.pick(schema.array("enum"));
    }
    List<String> types =
        schema.string("type").map(List::of).orElseGet(() -> schema.strings("type"));
    String type = types.isEmpty() ? "any" : gen.pick(types);
    return switch (type) {
      case "null" -> JsonNull.NULL;
      case "boolean" -> new JsonBoolean(gen.bool());
      case "integer" -> JsonNumber.of(whole(schema));
      case "string" -> new JsonString(text(schema, about));
      case "array" -> array(schema, about);
      case "object" -> object(schema, about);
      default -> odd();
    };
  }

  private long whole(JsonObject schema) {
    long least = schema.integer("minimum").orElse(0L);
    long most = schema.integer("maximum").orElse(1L << 40);
    return gen.pick(List.of(least, least + 1, Math.min(most, least + gen.below(1000)), most));
  }

  private String text(JsonObject schema, Samples about) {
    if (schema.string("format").equals(Optional.of("uuid"))) {
      return gen.below(4) > 0 ? about.session() : gen.uuid().toString();
    }
    if (schema.string("format").equals(Optional.of("date-time"))) {
      return Instant.ofEpochSecond(gen.below(2_000_000_000)).toString();
    }
    Optional<String> pattern = schema.string("pattern");
    if (pattern.isPresent()) {
      List<String> fitting =
          Arrays.asList(
                  gen.digest().hex(),
                  "https://hooks.example/in",
                  "a=b",
                  gen.word(),
                  gen.pick(WORDS),
                  gen.pick(WORDS),
                  "turn.*")
              .stream()
              .filter(word -> Pattern.compile(pattern.get()).matcher(word).find())
              .toList();
      return gen.pick(fitting);
    }
    String text = gen.text();
    return text.isEmpty() && schema.integer("minLength").isPresent() ? "x" : text;
  }

  private JsonValue array(JsonObject schema, Samples about) {
    JsonObject items = schema.object("items").orElseThrow();
    List<JsonValue> values = gen.list(() -> value(items, about));
    return new JsonArray(
        values.isEmpty() && schema.integer("minItems").isPresent()
            ? List.of(value(items, about))
            : values);
  }

  private JsonValue object(JsonObject schema, Samples about) {
    Optional<JsonObject> properties = schema.object("properties");
    if (properties.isEmpty()) {
      return schema.object("additionalProperties").isPresent()
          ? new JsonObject(
              gen.list(gen::word).stream()
                  .distinct()
                  .collect(Collectors.toMap(name -> name, name -> new JsonString(gen.text()))))
          : gen.json();
    }
    List<String> required = schema.strings("required");
    Map<String, JsonValue> members = new LinkedHashMap<>();
    properties
        .get()
        .members()
        .forEach(
            (name, member) -> {
              if (required.contains(name) || gen.below(3) == 0) {
                members.put(name, value((JsonObject) member, about));
              }
            });
    return new JsonObject(members);
  }
}
