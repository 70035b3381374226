package dev.agentruntime.domain.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

  private static final JsonObject ALL =
      JsonObject.builder()
          .put("text", "t")
          .put("number", new JsonNumber(1.5))
          .put("whole", 7)
          .put("huge", new JsonNumber(1e300))
          .put("bool", true)
          .put("null", JsonNull.NULL)
          .put("object", JsonObject.builder().put("k", "v").build())
          .put("texts", List.of("a", "b"))
          .put("mixed", JsonArray.of(new JsonString("a"), new JsonNumber(1), new JsonString("c")))
          .build();

  @Test
  void a_member_is_found_by_name_and_type() {
    assertThat(ALL.get("null")).contains(JsonNull.NULL);
    assertThat(ALL.string("text")).contains("t");
    assertThat(ALL.number("number")).contains(1.5);
    assertThat(ALL.integer("whole")).contains(7L);
    assertThat(ALL.bool("bool")).contains(true);
    assertThat(ALL.object("object")).contains(JsonObject.builder().put("k", "v").build());
    assertThat(ALL.array("texts")).containsExactly(new JsonString("a"), new JsonString("b"));
    assertThat(ALL.strings("texts")).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "null"})
  void what_is_absent_or_null_is_of_no_type(String name) {
    assertThat(ALL.string(name)).isEmpty();
    assertThat(ALL.number(name)).isEmpty();
    assertThat(ALL.integer(name)).isEmpty();
    assertThat(ALL.bool(name)).isEmpty();
    assertThat(ALL.object(name)).isEmpty();
    assertThat(ALL.array(name)).isEmpty();
    assertThat(ALL.strings(name)).isEmpty();
  }

  @Test
  void a_member_of_another_type_is_not_converted() {
    assertThat(ALL.string("whole")).isEmpty();
    assertThat(ALL.number("text")).isEmpty();
    assertThat(ALL.integer("number")).isEmpty();
    assertThat(ALL.integer("huge")).isEmpty();
    assertThat(ALL.bool("text")).isEmpty();
    assertThat(ALL.object("texts")).isEmpty();
    assertThat(ALL.array("object")).isEmpty();
    assertThat(ALL.strings("mixed")).containsExactly("a", "c");
  }

  @Test
  void the_builder_leaves_out_what_is_not_there() {
    JsonObject object =
        JsonObject.builder()
            .put("value", (JsonValue) null)
            .put("text", (String) null)
            .put("optional", Optional.empty())
            .put("there", Optional.of("x"))
            .build();

    assertThat(object).hasToString("{\"there\":\"x\"}");
  }

  @Test
  void members_keep_the_order_they_came_in() {
    JsonObject object = JsonObject.builder().put("b", 1).put("a", 2).put("c", 3).build();

    assertThat(object.members().keySet()).containsExactly("b", "a", "c");
  }

  @Test
  void an_object_does_not_change_with_what_it_was_made_of() {
    var members = new LinkedHashMap<String, JsonValue>(Map.of("a", JsonNull.NULL));
    var object = new JsonObject(members);
    var items = new ArrayList<JsonValue>(List.of(JsonNull.NULL));
    var array = new JsonArray(items);
    var builder = JsonObject.builder().put("a", 1);
    JsonObject built = builder.build();
    members.clear();
    items.clear();
    builder.put("b", 2);

    assertThat(object).hasToString("{\"a\":null}");
    assertThat(array).hasToString("[null]");
    assertThat(built).hasToString("{\"a\":1}");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> object.members().clear());
  }

  @Test
  void a_member_without_a_value_is_refused() {
    var members = new HashMap<String, JsonValue>();
    members.put("name", null);

    assertThatNullPointerException().isThrownBy(() -> new JsonObject(members)).withMessage("name");
  }

  @Test
  void names_and_texts_with_a_lone_surrogate_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonObject(Map.of("a\ud83d", JsonNull.NULL)));
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonString("\ude02b"));
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonString("\ude02\ud83d"));
    assertThat(new JsonString("\ud83d\ude02").value()).isEqualTo("\ud83d\ude02");
  }
}
