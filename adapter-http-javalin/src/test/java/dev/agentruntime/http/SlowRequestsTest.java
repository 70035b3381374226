package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.Test;

class SlowRequestsTest {

  private final SlowRequests slow =
      new SlowRequests(new ScheduledExecutorScheduler(), Duration.ofSeconds(1));

  /** As Jetty's own: to close it waits for a send that is about to end, and here never does. */
  private static final class Sending extends AbstractConnection {
    private final long requests;

    Sending(long requests) {
      super(new ByteArrayEndPoint(), Runnable::run);
      this.requests = requests;
    }

    @Override
    public long getMessagesIn() {
      return requests;
    }

    @Override
    public long getMessagesOut() {
      return 1;
    }

    @Override
    public void onFillable() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      throw new AssertionError("it waits for ever");
    }
  }

  @Test
  void who_closes_waits_for_no_send() {
    var answered = new Sending(1);
    slow.onOpened(answered);

    slow.closeIdle();

    assertThat(answered.getEndPoint().isOpen()).isFalse();
  }

  @Test
  void whoever_waits_for_an_answer_is_left_alone() {
    var asking = new Sending(2);
    slow.onOpened(asking);

    slow.closeIdle();

    assertThat(asking.getEndPoint().isOpen()).isTrue();
  }
}
