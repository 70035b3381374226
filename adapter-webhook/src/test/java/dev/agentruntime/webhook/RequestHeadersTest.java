package dev.agentruntime.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "a\u007f", "ü", "a\tb", "\u010a"})
  void a_value_that_could_be_read_as_more_is_refused_and_not_repeated(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestHeaders.of(Map.of("X-Sign", "secret" + value)))
        .withMessage("the webhook header X-Sign has characters that HTTP does not allow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X Sign", "X:Sign", "X\r\nY", "X\n", "Ü", "(x)"})
  void a_name_that_is_none_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestHeaders.of(Map.of(name, "a")))
        .withMessage("a webhook header has a name that HTTP does not allow");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host", "content-length", "Transfer-Encoding", "CONNECTION", "User-Agent", "TE"})
  void what_frames_a_request_is_not_the_senders(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestHeaders.of(Map.of(name, "a")))
        .withMessage("the webhook header " + name + " is not the sender's");
  }

  @Test
  void others_are_sent_as_they_are() {
    assertThat(RequestHeaders.of(Map.of("X-Sign", "t=1,v1=~ abc")).get("x-sign"))
        .isEqualTo("t=1,v1=~ abc");
  }
}
