package dev.agentruntime.domain.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "0.000, 0",
    "-0.0e5, 0",
    "0e-999999999, 0",
    "1, 1",
    "1.10, 1.1",
    "100, 100",
    "1E2, 100",
    "1e+2, 100",
    "12e-1, 1.2",
    "0.1, 0.1",
    "9007199254740992, 9007199254740992",
    "9007199254740994, 9007199254740994",
    "5e-324, 5e-324",
    "-5e-324, -5e-324",
    "1e21, 1e+21",
    "1.7976931348623157e308, 1.7976931348623157e+308"
  })
  void a_literal_that_a_double_carries_is_read(String literal, String canonical) {
    assertThat(JsonNumber.parse(literal).canonical()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9007199254740993",
        "12345678901234567890",
        "0.1000000000000000055511151231257827",
        "3.14159265358979323846",
        "4.9e-324",
        "1e400",
        "-1e400",
        "1e-400",
        "0.0000001e-400"
      })
  void a_literal_that_would_be_changed_silently_is_refused(String literal) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonNumber.parse(literal))
        .withMessageContaining(literal)
        .withMessageContaining("send it as text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "NaN",
        "Infinity",
        "-Infinity",
        "+1",
        "01",
        "-01",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x1p3",
        "0x0p0",
        "1d",
        "0d",
        "0f",
        " 0",
        "0 ",
        "1_000",
        "1,5",
        "--1",
        "\u0661",
        "1\n"
      })
  void what_json_does_not_call_a_number_is_refused(String literal) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonNumber.parse(literal))
        .withMessage("not a number as JSON writes it");
  }

  @Test
  void a_literal_is_refused_unread_when_it_is_too_long() {
    String longest = "1." + "0".repeat(JsonNumber.MAX_LITERAL - 2);

    assertThat(JsonNumber.parse(longest)).isEqualTo(new JsonNumber(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonNumber.parse(longest + "0"))
        .withMessageContaining("at most 64");
  }

  @Test
  void the_canonical_text_reads_back_as_the_same_number() {
    var random = new Random(20_260_101);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        var number = new JsonNumber(value);
        assertThat(JsonNumber.parse(number.canonical())).isEqualTo(number);
      }
    }
    for (long bits = 0; bits < 2_000; bits++) {
      var smallest = new JsonNumber(Double.longBitsToDouble(bits));
      assertThat(JsonNumber.parse(smallest.canonical())).isEqualTo(smallest);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void a_number_is_finite(double value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonNumber(value));
  }

  @Test
  void negative_zero_is_zero() {
    assertThat(new JsonNumber(-0.0)).isEqualTo(new JsonNumber(0.0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1L << 53, -(1L << 53), 1L << 62, Long.MIN_VALUE})
  void a_whole_number_that_a_double_holds_is_taken(long value) {
    assertThat((long) JsonNumber.of(value).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 53) + 1, -(1L << 53) - 1, Long.MAX_VALUE, Long.MAX_VALUE - 1})
  void a_whole_number_that_a_double_would_round_is_refused(long value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonNumber.of(value))
        .withMessageContaining(String.valueOf(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "-3, true",
    "1.5, false",
    "9007199254740992, true",
    "-9007199254740992, true",
    "9007199254740994, false",
    "1e300, false"
  })
  void whole_numbers_are_known_as_far_as_doubles_hold_every_one(double value, boolean whole) {
    assertThat(new JsonNumber(value).isWhole()).isEqualTo(whole);
  }
}
