package dev.agentruntime.http;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Well-formed requests for every operation of the document, about things that exist or about
 * nothing.
 *
 * @param session id of a session
 * @param approval id of an approval
 * @param grant id of a grant
 * @param webhook id of a webhook
 */
record Samples(String session, String approval, String grant, String webhook) {

  private static final String EXAMPLE_ID = "0199f5a0-5a3c-7d7e-8a57-0c6a52b1f001";

  /** Ids of nothing. */
  static Samples missing() {
    return new Samples(
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString());
  }

  /** The path with its variables filled in, and the query that must be there. */
  String target(ApiDocument.Operation operation) {
    String path =
        operation
            .path()
            .replace("{id}", id(operation))
            .replace("{event_id}", session)
            .replace("{name}", "coder")
            .replace("{code}", "not_found");
    return switch (operation.id()) {
      case "getCurrentAgent" -> path + "?session_id=" + session;
      case "diffPolicies" -> path + "?from=0&to=0";
      default -> path;
    };
  }

  private String id(ApiDocument.Operation operation) {
    if (operation.path().contains("/approvals/")) {
      return approval;
    }
    if (operation.path().contains("/webhooks/")) {
      return webhook;
    }
    return operation.path().contains("/approval-grants/") ? grant : session;
  }

  /** Whether the operation wants to know which version it changes. */
  static boolean namesVersion(ApiDocument.Operation operation) {
    return ApiDocument.shipped().parameters(operation).stream()
        .anyMatch(parameter -> parameter.string("name").equals(Optional.of("If-Match")));
  }

  /** Whether the operation takes the key of an administrator. */
  static boolean isForAdministrators(ApiDocument.Operation operation) {
    return operation.body().string("description").orElse("").startsWith("For administrators");
  }

  /** Whether the operation is about one session or approval. */
  static boolean isAboutOne(ApiDocument.Operation operation) {
    return operation.path().contains("{id}")
        || operation.id().equals("getCurrentAgent")
        || ApiDocument.shipped()
            .bodySchema(operation)
            .map(ApiDocument.shipped()::resolved)
            .flatMap(schema -> schema.object("properties"))
            .filter(members -> members.get("session_id").isPresent())
            .isPresent();
  }

  /** A body that its schema accepts. */
  Optional<JsonObject> body(ApiDocument.Operation operation) {
    return ApiDocument.shipped()
        .bodySchema(operation)
        .map(ApiDocument.shipped()::resolved)
        .map(schema -> withIds(example(schema)))
        .map(body -> isAboutOne(operation) ? withSession(operation, body) : body);
  }

  private static JsonObject example(JsonObject schema) {
    return schema.array("examples").stream()
        .map(JsonObject.class::cast)
        .findFirst()
        .orElse(JsonObject.empty());
  }

  private JsonObject withSession(ApiDocument.Operation operation, JsonObject body) {
    if (operation.path().contains("{id}")) {
      return body;
    }
    Map<String, JsonValue> members = new LinkedHashMap<>(body.members());
    members.put("session_id", new JsonString(session));
    return new JsonObject(members);
  }

  private JsonObject withIds(JsonObject example) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    example.members().forEach((name, value) -> members.put(name, withIds(value)));
    return new JsonObject(members);
  }

  private JsonValue withIds(JsonValue value) {
    return switch (value) {
      case JsonString text when text.value().equals(EXAMPLE_ID) -> new JsonString(session);
      case JsonObject object -> withIds(object);
      case JsonArray array -> new JsonArray(array.items().stream().map(this::withIds).toList());
      default -> value;
    };
  }
}
