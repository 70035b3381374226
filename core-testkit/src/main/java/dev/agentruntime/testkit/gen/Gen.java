package dev.agentruntime.testkit.gen;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Plain values from one seed. Texts lean towards what breaks stores and wires. */
public final class Gen {

  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          "\"",
          "\\",
          "\n\r\t",
          "$payload",
          "ü",
          "жук",
          "漢字",
          "\uD83D\uDC1E",
          "\u2028",
          "'; --",
          "{}",
          "\u2400");
  private static final List<Double> NUMBERS =
      List.of(0.0, 1.0, -1.0, 0.1, 1e21, 1e-7, 2251799813685249.5);

  private final Random random;

  public Gen(long seed) {
    random = new Random(seed);
  }

  /** From 0 to below the bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** True or false. */
  public boolean bool() {
    return random.nextBoolean();
  }

  /** Zero, small, large or the largest there is. */
  public long count() {
    return pick(List.of(0L, 1L, 4096L, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE));
  }

  /** One of these. */
  public <T> T pick(List<T> from) {
    return from.get(below(from.size()));
  }

  /** One of the constants. */
  public <E extends Enum<E>> E pick(Class<E> type) {
    return pick(List.of(type.getEnumConstants()));
  }

  /** Up to three of them. */
  public <T> List<T> list(Supplier<T> item) {
    return Stream.generate(item).limit(below(4)).toList();
  }

  /** One or none. */
  public <T> Optional<T> maybe(Supplier<T> item) {
    return bool() ? Optional.of(item.get()) : Optional.empty();
  }

  /** A recordable text. */
  public String text() {
    var text = new StringBuilder();
    for (int parts = below(4); parts > 0; parts--) {
      text.append(bool() ? pick(NASTY) : Integer.toString(below(1000), 36));
    }
    return text.toString();
  }

  /** A short name of plain letters. */
  public String word() {
    return "w" + Integer.toString(below(100_000), 36);
  }

  /** An agent's name. */
  public AgentName agent() {
    return new AgentName(word());
  }

  /** An id. */
  public UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** A digest. */
  public Digest digest() {
    return Digest.of(word());
  }

  /** A time in milliseconds. */
  public Instant instant() {
    return Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
  }

  /** An object, nested at most three deep. */
  public JsonObject json() {
    return json(3);
  }

  private JsonObject json(int depth) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (int i = below(4); i > 0; i--) {
      members.put(text(), value(depth));
    }
    return new JsonObject(members);
  }

  private JsonValue value(int depth) {
    return switch (below(depth > 0 ? 6 : 4)) {
      case 0 -> JsonNull.NULL;
      case 1 -> new JsonBoolean(bool());
      case 2 -> new JsonNumber(pick(NUMBERS));
      case 3 -> new JsonString(text());
      case 4 -> array(depth - 1);
      default -> json(depth - 1);
    };
  }

  private JsonArray array(int depth) {
    List<JsonValue> items = new ArrayList<>();
    for (int i = below(4); i > 0; i--) {
      items.add(value(depth));
    }
    return new JsonArray(items);
  }
}
