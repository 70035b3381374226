package dev.agentruntime.http;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The OpenAPI document as tests need it. */
final class ApiDocument {

  private static final ApiDocument SHIPPED = new ApiDocument(shippedText());
  private static final String LOCAL = "#/";

  private final String text;
  private final JsonObject root;
  private final List<Operation> operations;

  ApiDocument(String text) {
    this.text = text;
    this.root = JsonText.readObject(text);
    this.operations =
        members(root, "paths").flatMap(path -> operations(path.getKey(), path.getValue())).toList();
  }

  /** The one that is part of the program. */
  static ApiDocument shipped() {
    return SHIPPED;
  }

  private static String shippedText() {
    try (InputStream in = HttpApi.class.getResourceAsStream("openapi.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a method does at a path.
   *
   * @param method in upper case
   */
  record Operation(String method, String path, JsonObject body) {

    String name() {
      return method + " " + path;
    }

    String id() {
      return body.string("operationId").orElseThrow();
    }

    /** Whether a path as it is requested leads here. */
    boolean takes(String wanted) {
      String pattern =
          Stream.of(path.split("/", -1))
              .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
              .reduce((a, b) -> a + "/" + b)
              .orElseThrow();
      // A slash at the end is ignored, as the document says.
      return wanted.replaceFirst("(?<=.)/$", "").matches(pattern);
    }

    private long variables() {
      return path.chars().filter(c -> c == '{').count();
    }

    /** Whether it can be called without a key. */
    boolean isOpen() {
      return body.array("security").isEmpty();
    }

    boolean mayStream() {
      return body.canonical().contains("text/event-stream");
    }
  }

  private Stream<Operation> operations(String path, JsonObject item) {
    return members(item, "")
        .map(
            entry ->
                new Operation(entry.getKey().toUpperCase(Locale.ROOT), path, entry.getValue()));
  }

  private static Stream<Map.Entry<String, JsonObject>> members(JsonObject object, String name) {
    JsonObject of = name.isEmpty() ? object : object.object(name).orElseThrow();
    return of.members().entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), (JsonObject) entry.getValue()));
  }

  String text() {
    return text;
  }

  JsonObject root() {
    return root;
  }

  List<Operation> operations() {
    return operations;
  }

  /** The operation behind a path as it is requested; the one with the fewest variables. */
  Optional<Operation> operation(String method, String path) {
    return operations.stream()
        .filter(operation -> operation.method().equals(method) && operation.takes(path))
        .min(Comparator.comparingLong(Operation::variables));
  }

  /** What the answer of that status has to be; references are followed. */
  Optional<JsonObject> response(Optional<Operation> operation, int status) {
    return operation
        .map(Operation::body)
        .orElseGet(() -> root.object("x-other-requests").orElseThrow())
        .object("responses")
        .flatMap(responses -> responses.object(Integer.toString(status)))
        .map(this::resolved);
  }

  /** The object, or the one that it refers to. */
  JsonObject resolved(JsonObject object) {
    return object.string("$ref").map(this::at).map(this::resolved).orElse(object);
  }

  private JsonObject at(String reference) {
    if (!reference.startsWith(LOCAL)) {
      throw new IllegalArgumentException("a reference to elsewhere: " + reference);
    }
    JsonObject found = root;
    for (String step : reference.substring(LOCAL.length()).split("/", -1)) {
      found =
          found
              .object(step)
              .orElseThrow(() -> new IllegalArgumentException("dangling: " + reference));
    }
    return found;
  }

  JsonObject schema(String name) {
    return at("#/components/schemas/" + name);
  }

  /** The parameters of an operation, with references followed. */
  List<JsonObject> parameters(Operation operation) {
    var found = new ArrayList<JsonObject>();
    operation.body().array("parameters").forEach(p -> found.add(resolved((JsonObject) p)));
    return found;
  }

  /** The schema of an operation's body, if it takes one. */
  Optional<JsonObject> bodySchema(Operation operation) {
    return operation
        .body()
        .object("requestBody")
        .flatMap(body -> body.object("content"))
        .flatMap(content -> content.object("application/json"))
        .flatMap(media -> media.object("schema"));
  }
}
