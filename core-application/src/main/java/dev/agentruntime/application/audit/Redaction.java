package dev.agentruntime.application.audit;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes what people, models and tools wrote out of an event, and leaves who, what, when and how
 * much. What is left is listed by name: a member that comes later is taken out until somebody lists
 * it.
 */
public final class Redaction {

  /** The words of these are the runtime's own, the ids, digests and times that it made, and who. */
  private static final Set<String> KEPT =
      Set.of(
          "after",
          "agent",
          "approval_id",
          "asked_at",
          "at",
          "before",
          "by",
          "call_id",
          "confidence",
          "deadline",
          "decision",
          "digest",
          "execution",
          "from",
          "kind",
          "limit",
          "message_id",
          "method",
          "on_timeout",
          "outcome",
          "owner",
          "policy_scope",
          "purpose",
          "role",
          "roles",
          "routing",
          "ruling",
          "side_effect",
          "to",
          "tool_execution",
          "turn_id");

  /** These are given by people or models, and kept where they look like what they should be. */
  private static final Map<String, Pattern> NAMES =
      Map.of(
          "name", Looks.NAME,
          "request_type", Looks.NAME,
          "subject", Looks.NAME,
          "tool", Looks.NAME,
          "model", Looks.SETTING,
          "rule", Looks.SETTING,
          "requested_by", Looks.PERSON);

  /** Everything within these is somebody's, the names of members too. */
  private static final Set<String> OPAQUE =
      Set.of("arguments", "details", "labels", "malformed", "modifications", "schema", "seen");

  /** What looks like something of its kind, and not like a path, a sentence or a token. */
  private static final class Looks {
    static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]{1,64}");
    static final Pattern SETTING = Pattern.compile("[\\p{L}\\p{N}._:/()-]{1,80}");
    static final Pattern PERSON =
        Pattern.compile("(?=.{1,64}$)[\\p{L}\\p{N}._@+'-]+( [\\p{L}\\p{N}._@+'-]+){0,2}");

    /** No name has so much without a break; keys have. */
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}]{25}");

    private Looks() {}

    static boolean isLike(@Nullable Pattern kind, String text) {
      return kind != null && kind.matcher(text).matches() && !TOKEN.matcher(text).find();
    }
  }

  private Redaction() {}

  /** An event's data without its content. */
  public static JsonObject of(EventJson.Form form) {
    JsonObject redacted = object(form.data());
    return form.kind().equals("turn.waiting") ? withReason(redacted, form.data()) : redacted;
  }

  /** Why a turn waits is a word of the runtime's. */
  private static JsonObject withReason(JsonObject redacted, JsonObject data) {
    JsonObject.Builder whole = JsonObject.builder();
    redacted.members().forEach(whole::put);
    return whole.put("reason", data.string("reason")).build();
  }

  private static JsonObject object(JsonObject object) {
    JsonObject.Builder redacted = JsonObject.builder();
    object.members().forEach((name, value) -> redacted.put(name, member(name, value)));
    return redacted.build();
  }

  private static JsonValue member(String name, JsonValue value) {
    if (OPAQUE.contains(name) && value instanceof JsonObject) {
      return new JsonString("(redacted: JSON of " + value.canonical().length() + " characters)");
    }
    return switch (value) {
      case JsonObject object -> object(object);
      case JsonArray array ->
          new JsonArray(array.items().stream().map(item -> member(name, item)).toList());
      case JsonString text when isKept(name, text.value()) -> text;
      case JsonString text ->
          new JsonString("(redacted: " + text.value().length() + " characters)");
      default -> value;
    };
  }

  private static boolean isKept(String name, String text) {
    return KEPT.contains(name) || Looks.isLike(NAMES.get(name), text);
  }
}
