package dev.agentruntime.application.webhook;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.WebhookTransport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends webhooks for as long as it is open: looks into the log when it is woken, and each second
 * for what other processes recorded. Each webhook has a thread of its own while it has something to
 * send, so that a slow receiver holds up nobody else. Any number of processes may do it at once.
 */
public final class WebhookDispatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int PART = 500;

  private final Persistence persistence;
  private final WebhookFeed feed;
  private final WebhookSender sender;
  private final Map<WebhookId, Thread> lanes = new ConcurrentHashMap<>();
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /** Begins at once. */
  public WebhookDispatcher(Persistence persistence, WebhookTransport transport) {
    this.persistence = persistence;
    this.feed = new WebhookFeed(persistence, PART);
    this.sender = new WebhookSender(persistence, transport, InstantSource.system());
    this.thread = Thread.ofVirtual().name("webhooks").start(this::work);
  }

  /** Tells that something was recorded. Returns at once. */
  public void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  private void work() {
    try {
      while (!closed) {
        look();
        if (news.tryAcquire(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
          news.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("webhooks are no longer sent");
    }
  }

  /** What fails is tried again the next time. */
  private void look() {
    try {
      feed.catchUp();
      persistence.reads().webhooks().due().forEach(this::send);
    } catch (RuntimeException e) {
      failed("webhooks wait for the next time", e);
    }
  }

  private void send(WebhookId webhook) {
    lanes.computeIfAbsent(
        webhook, id -> Thread.ofVirtual().name("webhook-" + id).start(() -> drain(id)));
  }

  private void drain(WebhookId webhook) {
    try {
      sender.drain(webhook);
    } catch (InterruptedException e) {
      LOG.debug("webhook {} was interrupted", webhook);
    } catch (RuntimeException e) {
      failed("webhook " + webhook + " waits for the next time", e);
    } finally {
      lanes.remove(webhook);
    }
  }

  /** What is interrupted because nothing is sent any more need not be told. */
  private void failed(String what, RuntimeException cause) {
    if (closed) {
      LOG.debug(what, cause);
    } else {
      LOG.warn(what, cause);
    }
  }

  /** Waits for what is on its way, but not for ever: what is interrupted is sent again. */
  @Override
  public void close() {
    closed = true;
    wake();
    List<Thread> running = List.copyOf(lanes.values());
    running.forEach(Thread::interrupt);
    join(thread);
    running.forEach(WebhookDispatcher::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
