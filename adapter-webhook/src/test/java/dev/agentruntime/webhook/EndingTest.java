package dev.agentruntime.webhook;

import static dev.agentruntime.webhook.Sending.allowing;
import static dev.agentruntime.webhook.Sending.answered;
import static dev.agentruntime.webhook.Sending.leadingTo;
import static dev.agentruntime.webhook.Sending.send;
import static dev.agentruntime.webhook.Sending.unreachable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.port.WebhookTransport.Result;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;

class EndingTest {

  private static final WebhookSettings LOOPBACK = allowing("127.0.0.1");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void an_interrupt_ends_the_wait_for_an_answer_and_the_connection() throws Exception {
    try (var receiver = Receiver.answering(Receiver.silence());
        var transport = new OkHttpWebhookTransport(LOOPBACK)) {
      var call = new Sender(transport, receiver.url());
      receiver.request();
      call.interruptAndAwait();
      receiver.awaitEnd();
    }
  }

  @Test
  void an_interrupt_ends_the_wait_for_a_name_server() throws Exception {
    var asked = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    Dns silent =
        host -> {
          asked.countDown();
          awaitUninterruptibly(never);
          return leadingTo("127.0.0.1").lookup(host);
        };
    try (var transport = new OkHttpWebhookTransport(LOOPBACK, silent)) {
      var call = new Sender(transport, URI.create("https://hooks.example.com/"));
      asked.await();
      call.interruptAndAwait();
    } finally {
      never.countDown();
    }
  }

  @Test
  void a_thread_that_is_interrupted_already_sends_nothing() throws Exception {
    try (var receiver = Receiver.answering("200 OK");
        var transport = new OkHttpWebhookTransport(LOOPBACK)) {
      Thread.currentThread().interrupt();

      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> send(transport, receiver.url()));
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void one_that_was_interrupted_leaves_the_transport_usable() throws Exception {
    try (var silent = Receiver.answering(Receiver.silence());
        var receiver = Receiver.answering("200 OK");
        var transport = new OkHttpWebhookTransport(LOOPBACK)) {
      var call = new Sender(transport, silent.url());
      silent.request();
      call.interruptAndAwait();

      assertThat(send(transport, receiver.url())).isEqualTo(answered(200));
    }
  }

  @Test
  void many_slow_receivers_do_not_keep_the_next_webhook_waiting() throws Exception {
    try (var silent = Receiver.answering(Receiver.silence());
        var receiver = Receiver.answering("200 OK");
        var transport = new OkHttpWebhookTransport(LOOPBACK)) {
      for (int i = 0; i < 70; i++) {
        new Sender(transport, silent.url());
      }
      for (int i = 0; i < 70; i++) {
        silent.request();
      }
      assertThat(send(transport, receiver.url())).isEqualTo(answered(200));
    }
  }

  @Test
  void closing_breaks_off_what_is_on_its_way_and_ends_all_threads() throws Exception {
    try (var receiver = Receiver.answering(Receiver.silence())) {
      var transport = new OkHttpWebhookTransport(LOOPBACK);
      var call = new Sender(transport, receiver.url());
      receiver.request();
      List<Thread> threads = Sending.threadsTo(receiver);
      assertThat(threads).isNotEmpty();
      transport.close();

      assertThat(unreachable((Result) call.ended()))
          .isEqualTo(
              "the answer of 127.0.0.1:"
                  + receiver.port()
                  + " was not awaited: no webhooks are sent any more");
      receiver.awaitEnd();
      Sending.awaitEnd(threads);
    }
  }

  @Test
  void after_closing_nothing_is_sent() throws Exception {
    try (var receiver = Receiver.answering("200 OK")) {
      var transport = new OkHttpWebhookTransport(LOOPBACK);
      transport.close();
      transport.close();

      assertThat(unreachable(send(transport, receiver.url())))
          .endsWith("no webhooks are sent any more");
      assertThat(receiver.connections()).isZero();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      awaitUninterruptibly(latch);
    }
  }

  /** A webhook on a thread that can be interrupted. */
  private static final class Sender {
    private final CompletableFuture<Object> ended = new CompletableFuture<>();
    private final Thread thread;

    Sender(OkHttpWebhookTransport transport, URI target) {
      thread = Thread.ofPlatform().daemon().start(() -> run(transport, target));
    }

    Object ended() throws Exception {
      return ended.get(10, TimeUnit.SECONDS);
    }

    void interruptAndAwait() throws Exception {
      long begin = System.nanoTime();
      thread.interrupt();
      assertThat(ended()).isInstanceOf(InterruptedException.class);
      assertThat(System.nanoTime() - begin).isLessThan(SECOND);
    }

    private void run(OkHttpWebhookTransport transport, URI target) {
      try {
        ended.complete(send(transport, target));
      } catch (InterruptedException | RuntimeException e) {
        ended.complete(e);
      }
    }
  }
}
