package dev.agentruntime.http;

import dev.agentruntime.application.port.WebhookTransport;
import dev.agentruntime.testkit.FakeReceiver;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A receiver of webhooks that can be waited at. */
final class Mailbox implements WebhookTransport {

  private final FakeReceiver receiver = new FakeReceiver();
  private final BlockingQueue<FakeReceiver.Message> messages = new LinkedBlockingQueue<>();

  FakeReceiver receiver() {
    return receiver;
  }

  /** The next message; waits for it. */
  FakeReceiver.Message next() {
    try {
      return messages.take();
    } catch (InterruptedException e) {
      throw new AssertionError("no message came", e);
    }
  }

  @Override
  public synchronized Result post(URI target, Map<String, String> headers, byte[] body)
      throws InterruptedException {
    Result result = receiver.post(target, headers, body);
    messages.add(receiver.messages().getLast());
    return result;
  }

  @Override
  public Optional<String> refusal(URI target) {
    return receiver.refusal(target);
  }

  @Override
  public void close() {
    receiver.close();
  }
}
