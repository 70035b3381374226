package dev.agentruntime.application.webhook;

import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.job.JobTurn;
import dev.agentruntime.application.job.Jobs;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.port.WebhookTransport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends webhooks for as long as it is open: looks into the log when it is woken, and each second
 * for what other processes recorded. Each webhook has a thread of its own while it has something to
 * send, and {@link Room} keeps those who answer slowly from holding up those who do not. Any number
 * of processes may do it at once.
 */
public final class WebhookDispatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** At least, between two looks: a busy session records many times a second. */
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What was delivered or given up is listed for so long. */
  public static final Duration KEEP = Duration.ofDays(14);

  private static final Duration TIDYING = Duration.ofMinutes(1);
  private static final int SOME = 1_000;

  private final Persistence persistence;
  private final WebhookTransport transport;
  private final Jobs jobs;
  private final WebhookFeed feed;
  private final WebhookSender sender;
  private final Map<WebhookId, Thread> lanes = new ConcurrentHashMap<>();
  private final Semaphore news = new Semaphore(0);
  private final Semaphore end = new Semaphore(0);
  private final Timing timing;
  private final Thread thread;
  private long nextTidying;
  private volatile boolean closed;

  /**
   * A dispatcher that did not begin yet, of which nobody is told.
   *
   * @param transport closed with it
   */
  public WebhookDispatcher(Persistence persistence, WebhookTransport transport) {
    this(persistence, transport, Jobs.untold(persistence));
  }

  /**
   * A dispatcher that did not begin yet.
   *
   * @param transport closed with it
   * @param jobs of that store
   */
  public WebhookDispatcher(Persistence persistence, WebhookTransport transport, Jobs jobs) {
    this(persistence, transport, jobs, Timing.REAL);
  }

  WebhookDispatcher(Persistence persistence, WebhookTransport transport, Jobs jobs, Timing timing) {
    this.persistence = persistence;
    this.jobs = jobs;
    this.timing = timing;
    this.nextTidying = timing.nanoTime();
    this.transport = transport;
    this.feed = new WebhookFeed(persistence);
    this.sender = new WebhookSender(persistence, transport, timing);
    this.thread = Thread.ofVirtual().name("webhooks").unstarted(this::work);
  }

  /** Begins to send. */
  public void start() {
    thread.start();
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
        boolean wanted = round();
        // Where nobody wants anything, nobody need be quick.
        boolean ending = timing.isGiven(end, wanted ? BETWEEN : PAUSE);
        if (wanted && !ending) {
          timing.isGiven(news, PAUSE);
        }
        news.drainPermits();
      }
    } catch (InterruptedException e) {
      LOG.debug("webhooks are no longer sent");
    }
  }

  /** What fails is tried again the next time. */
  private boolean round() {
    try {
      boolean more = feed.advance();
      persistence.reads().webhooks().due().forEach(this::send);
      tidy();
      if (more) {
        news.release();
      }
      List<Webhook> inForce = persistence.reads().webhooks().inForce();
      sender.keep(inForce);
      return !inForce.isEmpty();
    } catch (RuntimeException | Error e) {
      failed("webhooks wait for the next time", e);
      return false;
    }
  }

  /** Takes from the log what is to be sent, without sending it. */
  public void look() {
    feed.catchUp();
  }

  /** Takes from the log what is to be sent, and sends what is due, on the calling thread. */
  public void once() {
    look();
    persistence.reads().webhooks().due().forEach(this::drain);
  }

  private void tidy() {
    if (timing.nanoTime() - nextTidying >= 0) {
      nextTidying = timing.nanoTime() + TIDYING.toNanos();
      jobs.run(Job.WEBHOOK_DELIVERIES, this::tidy);
    }
  }

  private Map<String, Long> tidy(JobTurn turn) {
    if (!persistence.inTransaction(work -> work.webhooks().hasOld(work.now().minus(KEEP)))) {
      return Map.of();
    }
    turn.begins();
    long givenUp = all(turn, work -> work.webhooks().giveUp(SOME));
    long removed = all(turn, work -> work.webhooks().prune(work.now().minus(KEEP), SOME));
    return Map.of("given_up", givenUp, "removed", removed);
  }

  private long all(JobTurn turn, ToIntFunction<UnitOfWork> some) {
    long all = 0;
    int done = SOME;
    while (done == SOME && !closed) {
      done =
          persistence.inTransaction(
              work -> {
                turn.keeps(work);
                return some.applyAsInt(work);
              });
      Failpoint.JOB_CONTINUED.reached(Job.WEBHOOK_DELIVERIES.id());
      all += done;
    }
    return all;
  }

  private void send(WebhookId webhook) {
    if (!closed) {
      lanes.computeIfAbsent(
          webhook, id -> Thread.ofVirtual().name("webhook-" + id).start(() -> drain(id)));
    }
  }

  private void drain(WebhookId webhook) {
    try {
      sender.drain(webhook);
    } catch (InterruptedException e) {
      LOG.debug("webhook {} was interrupted", webhook);
    } catch (RuntimeException | Error e) {
      failed("webhook " + webhook + " waits for the next time", e);
    } finally {
      lanes.remove(webhook);
    }
  }

  /** What is interrupted because nothing is sent any more need not be told. */
  private void failed(String what, Throwable cause) {
    if (closed) {
      LOG.debug(what, cause);
    } else {
      LOG.warn(what, cause);
    }
  }

  /**
   * Waits for what is on its way, but not for ever: what is interrupted then is sent again by who
   * comes next.
   */
  @Override
  public void close() {
    closed = true;
    end.release();
    wake();
    join(thread);
    List<Thread> running = List.copyOf(lanes.values());
    long deadline = timing.nanoTime() + PATIENCE.toNanos();
    running.forEach(lane -> join(lane, Duration.ofNanos(deadline - timing.nanoTime())));
    running.forEach(Thread::interrupt);
    running.forEach(this::join);
    transport.close();
  }

  private void join(Thread thread) {
    join(thread, PATIENCE);
  }

  private void join(Thread thread, Duration patience) {
    try {
      if (thread.isAlive() && patience.isPositive()) {
        timing.join(thread, patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
