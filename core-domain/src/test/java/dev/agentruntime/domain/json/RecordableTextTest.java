package dev.agentruntime.domain.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordableTextTest {

  @Test
  void text_that_can_be_recorded_stays_the_very_same() {
    String text = "plain \u00e9 \ud83d\ude02 \n\t";

    assertThat(RecordableText.of(text)).isSameAs(text);
    assertThat(RecordableText.of("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a\u0000b, a\u2400b",
    "\ud83d, \ufffd",
    "\ude02, \ufffd",
    "x\ud83dy, x\ufffdy",
    "\ude02\ud83d, \ufffd\ufffd",
    "\ud83d\ud83d\ude02, \ufffd\ud83d\ude02",
    "x\u0000\ud83d\ude02, x\u2400\ud83d\ude02"
  })
  void what_no_store_can_hold_is_made_visible(String text, String recorded) {
    assertThat(RecordableText.of(text)).isEqualTo(recorded);
  }

  @Test
  void recordable_text_is_a_json_string() {
    String recorded = RecordableText.of("\u0000\ud83d");

    assertThat(new JsonString(recorded).canonical()).isEqualTo("\"\u2400\ufffd\"");
    assertThat(RecordableText.of(recorded)).isSameAs(recorded);
  }
}
