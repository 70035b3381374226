package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.testkit.gen.Gen;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayloadsTest {

  private static final String LONG = "ü".repeat(Payloads.LONG / 2 + 1);
  private static final String SHORT = "ü".repeat(Payloads.LONG / 2);

  private final TextsInMemory rows = new TextsInMemory();
  private final Payloads.Packing packing = new Payloads.Packing();

  @Test
  void a_long_text_is_stored_once_and_referred_to_by_its_hash() {
    JsonObject json =
        JsonObject.builder()
            .put("a", LONG)
            .put("b", JsonArray.of(new JsonString(LONG), new JsonString(SHORT)))
            .build();

    String stored = stored(json);

    assertThat(rows.texts).containsExactly(Map.entry(Digest.of(LONG).hex(), LONG));
    assertThat(stored).hasSizeLessThan(2 * SHORT.length()).contains(Digest.of(LONG).hex());
    assertThat(unpacked(stored)).isEqualTo(json);
  }

  @Test
  void an_object_that_looks_like_a_reference_is_none() {
    JsonObject json =
        JsonObject.builder()
            .put("a", reference("$payload"))
            .put("b", reference("$$payload"))
            .put("c", JsonObject.builder().put("$payload", 1).put("more", 2).build())
            .build();

    assertThat(unpacked(stored(json))).isEqualTo(json);
    assertThat(rows.texts).isEmpty();
  }

  private static JsonObject reference(String name) {
    return JsonObject.builder().put(name, Digest.of("somebody else's").hex()).build();
  }

  @Test
  void whatever_is_packed_is_unpacked_as_it_was() {
    for (long seed = 0; seed < 500; seed++) {
      JsonObject json = new Gen(seed).json();
      assertThat(unpacked(stored(json))).as("seed %d", seed).isEqualTo(json);
    }
  }

  private String stored(JsonObject json) {
    String stored = packing.pack(json);
    packing.store("s", rows);
    return stored;
  }

  private JsonObject unpacked(String stored) {
    return new Payloads.Unpacking(rows, List.of(stored)).unpack(stored);
  }

  private static final class TextsInMemory implements PayloadRows {

    private final Map<String, String> texts = new LinkedHashMap<>();

    @Override
    public void insert(String session, Collection<String> hashes, Collection<String> added) {
      Iterator<String> text = added.iterator();
      hashes.forEach(hash -> texts.putIfAbsent(hash, text.next()));
    }

    @Override
    public List<Row> find(Collection<Wanted> wanted) {
      return wanted.stream().map(one -> new Row(one.hash(), texts.get(one.hash()))).toList();
    }
  }
}
