package dev.agentruntime.http;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds answers to the OpenAPI document: the status, the media type, the headers and the body must
 * be as it says. Clients ignore members that they do not know, so the document leaves objects open;
 * here they are closed, for what the server sends it must also tell. Safe for many threads.
 */
final class ResponseContract {

  private static final String AT = "https://contract.invalid/openapi.json";
  private static final int SHOWN = 12;
  private static final ResponseContract SHIPPED = new ResponseContract(ApiDocument.shipped());

  private final ApiDocument document;
  private final SchemaRegistry registry;
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  ResponseContract(ApiDocument document) {
    this.document = document;
    JsonObject closed = closed(document.root(), partsOfOthers(document.root()), "");
    this.registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(Map.of(AT, closed.canonical())));
  }

  static ResponseContract shipped() {
    return SHIPPED;
  }

  /** The schemas that others are made of; whoever closed them would refuse the other part. */
  private static Set<String> partsOfOthers(JsonValue value) {
    var names = new TreeSet<String>();
    switch (value) {
      case JsonObject object -> {
        object.array("allOf").stream()
            .map(JsonObject.class::cast)
            .flatMap(part -> part.string("$ref").stream())
            .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
            .forEach(names::add);
        object.members().values().forEach(member -> names.addAll(partsOfOthers(member)));
      }
      case JsonArray array -> array.items().forEach(item -> names.addAll(partsOfOthers(item)));
      default -> {}
    }
    return names;
  }

  private static JsonValue closed(JsonValue value, Set<String> parts, String name) {
    return switch (value) {
      case JsonObject object -> closed(object, parts, name);
      case JsonArray array ->
          new JsonArray(array.items().stream().map(item -> closed(item, parts, "")).toList());
      default -> value;
    };
  }

  /** Complaints are about the one that is meant, not about all that it could have been. */
  private static JsonObject chosen(JsonObject discriminator) {
    String property = discriminator.string("propertyName").orElseThrow();
    Map<String, JsonValue> mapping = discriminator.object("mapping").orElseThrow().members();
    var choices = new ArrayList<JsonValue>();
    mapping.forEach(
        (value, target) ->
            choices.add(
                JsonObject.builder()
                    .put("if", with(property, JsonObject.builder().put("const", value).build()))
                    .put("then", JsonObject.builder().put("$ref", target).build())
                    .build()));
    JsonObject any = JsonObject.builder().put("enum", mapping.keySet()).build();
    choices.add(with(property, any));
    return JsonObject.builder()
        .put("type", "object")
        .put("required", List.of(property))
        .put("allOf", new JsonArray(choices))
        .build();
  }

  private static JsonObject with(String property, JsonObject schema) {
    return JsonObject.builder()
        .put("properties", JsonObject.builder().put(property, schema).build())
        .build();
  }

  private static JsonObject closed(JsonObject object, Set<String> parts, String name) {
    Optional<JsonObject> discriminator = object.object("discriminator");
    if (discriminator.isPresent()) {
      return chosen(discriminator.get());
    }
    var members = new LinkedHashMap<String, JsonValue>();
    object
        .members()
        .forEach(
            (key, member) ->
                members.put(
                    key,
                    // The parts of a whole stay open; the whole is closed.
                    key.equals("allOf") ? member : closed(member, parts, key)));
    boolean whole = object.get("allOf").isPresent();
    boolean shaped = object.object("properties").isPresent() && !parts.contains(name);
    if (whole) {
      members.put("unevaluatedProperties", new JsonBoolean(false));
    } else if (shaped && object.string("type").isPresent()) {
      members.putIfAbsent("additionalProperties", new JsonBoolean(false));
    }
    return new JsonObject(members);
  }

  /**
   * Holds an answer to the document.
   *
   * @param path without the query
   * @param headers in lower case
   * @param body nothing where it is a stream, whose frames are checked one by one
   */
  void check(
      String method, String path, int status, Map<String, String> headers, Optional<String> body) {
    Optional<ApiDocument.Operation> operation = document.operation(method, path);
    String what = method + " " + path + " → " + status;
    JsonObject response =
        document
            .response(operation, status)
            .orElseThrow(
                () ->
                    new AssertionError(
                        what
                            + ": the document has no such answer of "
                            + operation.map(ApiDocument.Operation::id).orElse("other requests")
                            + body.map(text -> "\n" + text).orElse("")));
    checkHeaders(what, response, headers);
    Optional<JsonObject> content = response.object("content");
    if (content.isEmpty()) {
      require(body.orElse("").isEmpty(), what + ": the document knows of no body\n" + body);
    } else {
      checkBody(what, content.get(), headers.getOrDefault("content-type", ""), body);
    }
  }

  private void checkBody(
      String what, JsonObject content, String contentType, Optional<String> body) {
    String type = contentType.split(";", 2)[0];
    JsonObject media =
        content
            .object(type)
            .orElseThrow(
                () -> new AssertionError(what + ": the media type is not documented: " + type));
    if (body.isPresent() && type.endsWith("json")) {
      checkSchema(what, schemaName(media.object("schema").orElseThrow()), body.get());
    }
  }

  private static String schemaName(JsonObject reference) {
    String pointer = reference.string("$ref").orElseThrow();
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  private void checkHeaders(String what, JsonObject response, Map<String, String> headers) {
    response
        .object("headers")
        .map(JsonObject::members)
        .orElse(Map.of())
        .forEach(
            (name, described) -> {
              JsonObject header = document.resolved((JsonObject) described);
              Optional<String> value =
                  Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
              require(
                  value.isPresent() || !header.bool("required").orElse(false),
                  what + ": the header " + name + " is missing");
              header
                  .object("schema")
                  .flatMap(schema -> schema.string("pattern"))
                  .ifPresent(
                      pattern ->
                          require(
                              value.isEmpty()
                                  || Pattern.compile(pattern).matcher(value.get()).find(),
                              what + ": the header " + name + " is " + value));
            });
  }

  /** Holds a frame of the stream that this request opened to the document. */
  void check(String method, String path, SseReader.Frame frame) {
    ApiDocument.Operation operation = document.operation(method, path).orElseThrow();
    JsonObject stream =
        document
            .response(Optional.of(operation), 200)
            .flatMap(response -> response.object("content"))
            .flatMap(content -> content.object("text/event-stream"))
            .flatMap(media -> media.object("schema"))
            .orElseThrow(() -> new AssertionError(operation.name() + " streams, says no document"));
    String union =
        schemaName(
            document
                .resolved(stream)
                .object("contentSchema")
                .flatMap(schema -> schema.object("items"))
                .orElseThrow());
    String what = operation.name() + ": the frame " + frame.name();
    String one =
        frames(union)
            .filter(name -> tells(document.schema(name), frame.name()))
            .findFirst()
            .orElseThrow(() -> new AssertionError(what + " is not documented"));
    checkSchema(what, one, json(frame).canonical());
  }

  private Stream<String> frames(String union) {
    return document.schema(union).array("oneOf").stream()
        .map(JsonObject.class::cast)
        .map(ResponseContract::schemaName);
  }

  private boolean tells(JsonObject frame, String name) {
    JsonObject event =
        document.resolved(
            frame.object("properties").flatMap(all -> all.object("event")).orElseThrow());
    return event.string("const").equals(Optional.of(name)) || event.strings("enum").contains(name);
  }

  private static JsonObject json(SseReader.Frame frame) {
    return JsonObject.builder()
        .put("id", frame.id())
        .put("event", frame.name())
        .put("data", frame.json())
        .build();
  }

  /** Whether a text is as one of the document's schemas says, with nothing beside. */
  boolean isValid(JsonObject reference, String json) {
    return errors(schemaName(reference), json).isEmpty();
  }

  private void checkSchema(String what, String schema, String json) {
    List<Error> errors = errors(schema, json);
    require(
        errors.isEmpty(),
        errors.stream()
            .map(Error::toString)
            .distinct()
            .limit(SHOWN)
            .collect(
                Collectors.joining("\n  ", what + " is no " + schema + ":\n  ", "\nin " + json)));
  }

  private List<Error> errors(String schema, String json) {
    return compiled
        .computeIfAbsent(
            schema,
            name -> registry.getSchema(SchemaLocation.of(AT + "#/components/schemas/" + name)))
        .validate(json, InputFormat.JSON);
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new AssertionError(complaint);
    }
  }
}
