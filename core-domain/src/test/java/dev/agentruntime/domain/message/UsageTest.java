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
  void counts_are_not_negative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Usage(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Usage(0, -1));
  }

  @Test
  void a_message_id_shows_itself_as_its_uuid() {
    assertThat(new MessageId(new UUID(0, 1))).hasToString(new UUID(0, 1).toString());
  }
}
