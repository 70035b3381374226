package dev.agentruntime.openai;

import static dev.agentruntime.openai.Streams.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.openai.OpenAiSettings.Retries;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CancellationTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void a_call_that_waits_for_its_first_byte_ends_within_a_second() throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.silence())) {
      var call = new Call(model(endpoint));
      call.begin();
      while (endpoint.requests().isEmpty()) {
        Thread.onSpinWait();
      }
      call.interruptAndAwait();

      assertThat(call.pieces).hasValue(0);
      assertThat(endpoint.requests()).hasSize(1);
    }
  }

  @Test
  void a_call_in_the_middle_of_a_stream_ends_within_a_second_and_hands_out_no_more()
      throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.endless(says("x")))) {
      var call = new Call(model(endpoint));
      call.begin();
      assertThat(call.firstPiece.await(10, TimeUnit.SECONDS)).isTrue();
      call.interruptAndAwait();

      assertThat(call.pieces.get()).isEqualTo(call.piecesAtEnd.get());
    }
  }

  @Test
  void a_call_that_stalls_in_the_middle_ends_within_a_second() throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.stuck(says("x")))) {
      var call = new Call(model(endpoint));
      call.begin();
      assertThat(call.firstPiece.await(10, TimeUnit.SECONDS)).isTrue();
      call.interruptAndAwait();
    }
  }

  @Test
  void a_call_that_waits_for_its_next_try_ends_within_a_second() throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.json(500, "{}"))) {
      var patient =
          new Retries(3, Duration.ofSeconds(20), Duration.ofSeconds(30), 99, Duration.ofSeconds(1));
      var call =
          new Call(
              new OpenAiChatModel(
                  Talk.settings(endpoint)
                      .withRetries(patient)
                      .withTimeouts(Talk.seconds(60, 60, 60))));
      call.begin();
      while (call.thread.getState() != Thread.State.TIMED_WAITING
          || endpoint.requests().isEmpty()) {
        Thread.onSpinWait();
      }
      call.interruptAndAwait();

      assertThat(endpoint.requests()).hasSize(1);
    }
  }

  @Test
  void a_thread_that_is_interrupted_already_asks_nothing_to_the_end() throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.endless(says("x")))) {
      var call = new Call(model(endpoint));
      call.thread.start();
      call.interruptAndAwait();
    }
  }

  @Test
  void a_model_that_was_interrupted_serves_the_next_call() throws Exception {
    try (var endpoint =
        FakeEndpoint.playing(
            FakeEndpoint.silence(), FakeEndpoint.stream(Streams.complete("well")))) {
      var model = model(endpoint);
      var call = new Call(model);
      call.begin();
      while (endpoint.requests().isEmpty()) {
        Thread.onSpinWait();
      }
      call.interruptAndAwait();

      assertThat(Talk.replied(model.chat(Talk.hello(), new Talk())).text()).isEqualTo("well");
    }
  }

  @Test
  void a_sink_that_fails_ends_the_call_with_its_own_failure() throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.endless(says("x")));
        var model = model(endpoint)) {
      var failing =
          new ChatModel.DeltaSink() {
            @Override
            public void text(String piece) {
              throw new IllegalStateException("the sink is full");
            }

            @Override
            public void reasoning(String piece) {}
          };
      assertThatThrownBy(() -> model.chat(Talk.hello(), failing))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the sink is full");
      assertThat(endpoint.requests()).hasSize(1);
    }
  }

  /** One that would ask again if it could. */
  private static OpenAiChatModel model(FakeEndpoint endpoint) {
    return new OpenAiChatModel(Talk.settings(endpoint).withRetries(Talk.retries(3, 1000)));
  }

  /** A call on a thread that can be interrupted, counting what it hands out. */
  private static final class Call implements ChatModel.DeltaSink {
    private final CountDownLatch firstPiece = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger pieces = new AtomicInteger();
    private final AtomicInteger piecesAtEnd = new AtomicInteger();
    private final AtomicReference<Object> result = new AtomicReference<>();
    private final OpenAiChatModel model;
    private final Thread thread = Thread.ofPlatform().unstarted(this::run);

    Call(OpenAiChatModel model) {
      this.model = model;
    }

    void begin() {
      thread.start();
    }

    void interruptAndAwait() throws InterruptedException {
      long begin = System.nanoTime();
      thread.interrupt();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(System.nanoTime() - begin).isLessThan(SECOND);
      assertThat(result.get()).isInstanceOf(InterruptedException.class);
    }

    private void run() {
      try {
        result.set(model.chat(Talk.hello(), this));
      } catch (InterruptedException | RuntimeException e) {
        result.set(e);
      }
      piecesAtEnd.set(pieces.get());
      ended.countDown();
    }

    @Override
    public void text(String piece) {
      pieces.incrementAndGet();
      firstPiece.countDown();
    }

    @Override
    public void reasoning(String piece) {
      pieces.incrementAndGet();
    }
  }
}
