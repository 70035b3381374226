package dev.agentruntime.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PendingHintsTest {

  private final PendingHints pending = new PendingHints();

  private static Hint.Recorded recorded(int session, long position) {
    return new Hint.Recorded(Owner.LOCAL, new SessionId(new UUID(1, session)), position);
  }

  @Test
  void hints_about_the_same_are_one_the_furthest() throws Exception {
    pending.add(recorded(1, 3));
    pending.add(recorded(2, 1));
    pending.add(recorded(1, 5));
    pending.add(recorded(1, 4));
    var work = new Hint.Runnable(new SessionId(new UUID(1, 1)));
    pending.add(work);
    pending.add(work);
    pending.add(new Hint.Anything());
    pending.add(new Hint.Anything());

    assertThat(pending.take().orElseThrow())
        .containsExactly(recorded(1, 5), recorded(2, 1), work, new Hint.Anything());
  }

  @Test
  void very_many_hints_stand_for_anything() throws Exception {
    for (int session = 0; session < 1_001; session++) {
      pending.add(recorded(session, 1));
    }

    assertThat(pending.take().orElseThrow()).containsExactly(new Hint.Anything());
  }

  @Test
  void what_is_pending_is_taken_before_the_end() throws Exception {
    pending.add(recorded(1, 3));
    pending.close();

    assertThat(pending.take().orElseThrow()).containsExactly(recorded(1, 3));
    assertThat(pending.take()).isEmpty();
  }
}
