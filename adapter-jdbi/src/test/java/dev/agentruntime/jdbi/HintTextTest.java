package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HintTextTest {

  private static final UUID SELF = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);

  private static Hint recorded(String owner, int number) {
    return new Hint.Recorded(new Owner(owner), new SessionId(new UUID(1, number)), number);
  }

  private static List<Hint> sent(List<Hint> hints) {
    return HintText.write(OTHER, hints).stream()
        .flatMap(text -> HintText.read(SELF, text).stream())
        .toList();
  }

  @Test
  void what_is_read_is_what_was_written() {
    List<Hint> hints =
        List.of(
            recorded("a b\nc % é 鷗", 7),
            new Hint.Runnable(new SessionId(new UUID(1, 2))),
            new Hint.ReplyGrew(new SessionId(new UUID(1, 3))),
            new Hint.Reading(new SessionId(new UUID(1, 4))),
            new Hint.Anything());

    assertThat(sent(hints)).isEqualTo(hints);
    assertThat(HintText.write(SELF, hints)).allMatch(text -> HintText.read(SELF, text).isEmpty());
  }

  @Test
  void many_hints_take_several_payloads_none_of_which_is_too_long_for_postgresql() {
    List<Hint> hints = IntStream.range(0, 500).mapToObj(i -> recorded("é".repeat(100), i)).toList();

    assertThat(HintText.write(OTHER, hints))
        .hasSizeGreaterThan(1)
        .allMatch(text -> text.getBytes(StandardCharsets.UTF_8).length < 8_000);
    assertThat(sent(hints)).isEqualTo(hints);
  }

  @Test
  void what_is_not_understood_stands_for_anything() {
    for (String line : List.of("later 1 2", "recorded", "recorded x y z", "runnable 5", "")) {
      assertThat(HintText.read(SELF, OTHER + "\n" + line + "\nanything"))
          .as(line)
          .containsExactly(new Hint.Anything(), new Hint.Anything());
    }
    assertThat(HintText.read(SELF, "")).isEmpty();
  }
}
