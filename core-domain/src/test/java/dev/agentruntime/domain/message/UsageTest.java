package dev.agentruntime.domain.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsageTest {

  @Test
  void tokens_add_up() {
    Usage sum = new Usage(10, 1).plus(new Usage(20, 2)).plus(Usage.NONE);

    assertThat(sum).isEqualTo(new Usage(30, 3));
    assertThat(sum.totalTokens()).isEqualTo(33);
  }

  @Test
  void what_is_estimated_in_part_is_estimated() {
    assertThat(new Usage(1, 1).plus(Usage.estimate(5, 0))).isEqualTo(new Usage(3, 1, true));
    assertThat(Usage.estimate(5, 8)).isEqualTo(new Usage(2, 2, true));
  }

  @Test
  void absurd_counts_never_add_up_to_a_small_one() {
    Usage most = new Usage(Long.MAX_VALUE, Long.MAX_VALUE);

    assertThat(most.plus(new Usage(1, 1))).isEqualTo(most);
    assertThat(most.totalTokens()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void counts_are_not_negative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Usage(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Usage(0, -1));
  }

  @Test
  void a_message_id_shows_itself_as_its_uuid() {
    assertThat(new MessageId(new UUID(0, 1))).hasToString(new UUID(0, 1).toString());
  }
}
