package dev.agentruntime.jdbi;

import dev.agentruntime.application.event.StoredJson;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps long texts once in each session. A text of more than {@value #LONG} bytes is replaced in
 * stored JSON by an object with the one member {@value #REFERENCE}; an object that looks like one
 * by itself gets another {@code $}, so nobody can refer to a text by writing such an object.
 */
final class Payloads {

  static final int LONG = 8 * 1024;

  private static final String REFERENCE = "$payload";
  private static final String OMITTED = "…";

  private Payloads() {}

  /** Turns JSON into the text to store and collects the long texts it needs. */
  static final class Packing {

    /** Sorted, so that transactions with the same texts insert them in the same order. */
    private final Map<String, String> texts = new TreeMap<>();

    String pack(JsonObject json) {
      return pack((JsonValue) json).canonical();
    }

    @Nullable String packOrNull(@Nullable JsonObject json) {
      return json == null ? null : pack(json);
    }

    /** Keeps the texts for a session, for as long as there is one. */
    void store(String session, PayloadRows rows) {
      if (!texts.isEmpty()) {
        rows.insert(session, texts.keySet(), texts.values());
      }
    }

    private JsonValue pack(JsonValue value) {
      return switch (value) {
        case JsonString text when isLong(text.value()) -> reference(text.value());
        case JsonArray array -> each(array, this::pack);
        case JsonObject object when looksLikeReference(object) ->
            renamed(object, name -> "$" + name, this::pack);
        case JsonObject object -> renamed(object, name -> name, this::pack);
        default -> value;
      };
    }

    private JsonObject reference(String text) {
      String hash = Digest.of(text).hex();
      texts.put(hash, text);
      return JsonObject.builder().put(REFERENCE, hash).build();
    }

    /** A text with NUL stays in its JSON, which escapes it: PostgreSQL takes none in a column. */
    private static boolean isLong(String text) {
      return text.length() > LONG / 3
          && text.getBytes(StandardCharsets.UTF_8).length > LONG
          && text.indexOf(0) < 0;
    }
  }

  /** Turns stored texts back into JSON; all the long texts they need were fetched at once. */
  static final class Unpacking {

    private final Map<String, JsonObject> parsed = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final boolean inOutline;

    private Unpacking() {
      inOutline = true;
    }

    /** Unpacks without the long texts: each is {@value #OMITTED}, and nothing is asked for. */
    static Unpacking inOutline() {
      return new Unpacking();
    }

    Unpacking(PayloadRows rows, Collection<? extends @Nullable String> stored) {
      inOutline = false;
      var hashes = new TreeSet<String>();
      stored.stream()
          .filter(Objects::nonNull)
          .forEach(text -> references(parsed(text)).forEach(hashes::add));
      if (!hashes.isEmpty()) {
        rows.find(hashes.stream().map(PayloadRows.Wanted::new).toList())
            .forEach(row -> keep(row.hash(), row.text()));
      }
    }

    private void keep(String hash, @Nullable String text) {
      if (text != null) {
        texts.put(hash, text);
      }
    }

    /** The long texts that are not what their hash says. */
    List<String> flaws() {
      return texts.entrySet().stream()
          .filter(text -> !Digest.of(text.getValue()).hex().equals(text.getKey()))
          .map(text -> "the text under " + text.getKey() + " is another one")
          .toList();
    }

    JsonObject unpack(String stored) {
      return (JsonObject) unpack((JsonValue) parsed(stored));
    }

    private JsonObject parsed(String stored) {
      return parsed.computeIfAbsent(stored, StoredJson::parse);
    }

    private JsonValue unpack(JsonValue value) {
      return switch (value) {
        case JsonArray array -> each(array, this::unpack);
        case JsonObject object when isReference(object) -> text(object);
        case JsonObject object when looksLikeReference(object) ->
            renamed(object, name -> name.substring(1), this::unpack);
        case JsonObject object -> renamed(object, name -> name, this::unpack);
        default -> value;
      };
    }

    private JsonString text(JsonObject reference) {
      String hash = reference.string(REFERENCE).orElseThrow();
      String text = inOutline ? OMITTED : texts.get(hash);
      if (text == null) {
        throw new IllegalStateException("payload " + hash + " is missing");
      }
      return new JsonString(text);
    }

    private static Stream<String> references(JsonValue value) {
      return switch (value) {
        case JsonArray array -> array.items().stream().flatMap(Unpacking::references);
        case JsonObject object when isReference(object) -> object.string(REFERENCE).stream();
        case JsonObject object -> object.members().values().stream().flatMap(Unpacking::references);
        default -> Stream.empty();
      };
    }
  }

  private static boolean isReference(JsonObject object) {
    return object.members().size() == 1 && object.get(REFERENCE).isPresent();
  }

  /** A reference, or what was one $ longer each time it was taken for one. */
  private static boolean looksLikeReference(JsonObject object) {
    return object.members().size() == 1
        && object.members().keySet().iterator().next().matches("\\$+payload");
  }

  private static JsonArray each(JsonArray array, UnaryOperator<JsonValue> change) {
    return new JsonArray(array.items().stream().map(change).toList());
  }

  private static JsonObject renamed(
      JsonObject object, UnaryOperator<String> rename, UnaryOperator<JsonValue> change) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    object.members().forEach((name, value) -> members.put(rename.apply(name), change.apply(value)));
    return new JsonObject(members);
  }
}
