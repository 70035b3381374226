package dev.agentruntime.domain.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  /** The sample numbers of RFC 8785, appendix B, by their IEEE 754 bits. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void a_number_is_printed_as_the_rfc_prints_it(String bits, String text) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(new JsonNumber(value).canonical()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-1, -1",
    "10, 10",
    "0.1, 0.1",
    "1.5, 1.5",
    "123.456, 123.456",
    "0.00001, 0.00001",
    "1e-7, 1e-7",
    "1.25e-7, 1.25e-7",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "1.23e25, 1.23e+25",
    "4.35, 4.35",
    "2e-323, 2e-323",
    "1e-323, 1e-323",
    "1.5e-323, 1.5e-323",
    "2.2250738585072014e-308, 2.2250738585072014e-308"
  })
  void a_number_is_printed_with_the_fewest_digits_that_read_back(String number, String text) {
    assertThat(new JsonNumber(Double.parseDouble(number)).canonical()).isEqualTo(text);
    assertThat(Double.parseDouble(text)).isEqualTo(Double.parseDouble(number));
  }

  @Test
  void members_are_sorted_by_utf_16_code_units() {
    // The RFC's own example: by code points the smiling face would come after the Hebrew letter.
    var names =
        List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude02", "\u0080", "\u00f6", "</script>");
    var object = JsonObject.builder();
    names.forEach(name -> object.put(name, true));

    assertThat(object.build().canonical())
        .isEqualTo(
            "{\"\\r\":true,\"1\":true,\"</script>\":true,\"\u0080\":true,\"\u00f6\":true,"
                + "\"\u20ac\":true,\"\ud83d\ude02\":true,\"\ufb33\":true}");
  }

  @Test
  void the_order_of_members_changes_neither_text_nor_equality() {
    JsonObject one = JsonObject.builder().put("a", 1).put("b", "x").build();
    JsonObject other = JsonObject.builder().put("b", "x").put("a", 1).build();

    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString("{\"a\":1,\"b\":\"x\"}");
    assertThat(other.canonical()).isEqualTo(one.canonical());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0022 | \\\"",
        "005c | \\\\",
        "0008 | \\b",
        "000c | \\f",
        "000a | \\n",
        "000d | \\r",
        "0009 | \\t",
        "0000 | \\u0000",
        "001f | \\u001f",
        "000b | \\u000b"
      })
  void what_must_be_escaped_is_escaped_in_the_shortest_way(String hex, String escaped) {
    String text = Character.toString(Integer.parseInt(hex, 16));

    assertThat(new JsonString(text).canonical()).isEqualTo('"' + escaped + '"');
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "<", "'", "\u007f", "\u2028", "\u00e9", "\ud83d\ude02", " "})
  void nothing_else_is_escaped(String text) {
    assertThat(new JsonString(text).canonical()).isEqualTo('"' + text + '"');
  }

  @Test
  void values_nest_without_white_space() {
    var inner = new JsonObject(Map.of("k", JsonArray.of()));
    JsonArray array =
        JsonArray.of(
            JsonNull.NULL,
            new JsonBoolean(true),
            new JsonBoolean(false),
            new JsonNumber(1),
            new JsonString("s"),
            inner,
            JsonObject.empty());

    assertThat(array.canonical()).isEqualTo("[null,true,false,1,\"s\",{\"k\":[]},{}]");
  }

  @Test
  void every_value_shows_itself_as_its_canonical_text() {
    assertThat(JsonNull.NULL).hasToString("null");
    assertThat(new JsonBoolean(true)).hasToString("true");
    assertThat(new JsonNumber(2)).hasToString("2");
    assertThat(new JsonString("x")).hasToString("\"x\"");
    assertThat(JsonArray.ofStrings(List.of("x", "y"))).hasToString("[\"x\",\"y\"]");
  }
}
