package dev.agentruntime.application.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has what is recorded nowhere told on a thread of its own, in the order it came, or before by
 * whoever is about to tell what must come behind.
 */
final class NoticePost {

  /** Most notices on their way; who tells of more is refused. */
  static final int MAX_WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(NoticePost.class);

  private final Teller teller;

  /** Taken from in the teller's turn only, so that what is taken is told before anything else. */
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();

  private final Thread thread;

  /** Guards what comes in: nothing after the end. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition arrived = lock.newCondition();
  private volatile boolean started;
  private boolean open = true;
  private Optional<BusEvent> kept = Optional.empty();
  private volatile boolean abandoned;

  private sealed interface Item {

    /** A notice, and what completes when everybody was told. */
    record Sent(BusEvent notice, CompletableFuture<Void> told) implements Item {}

    /** Nothing more comes. */
    record End() implements Item {}
  }

  NoticePost(Teller teller, String name) {
    this.teller = teller;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::work);
  }

  /**
   * Takes it, if somebody could want it.
   *
   * @return false if there is no room for it
   */
  boolean take(BusEvent notice) {
    boolean room = hasRoomBeside(0);
    if (room) {
      add(notice);
    }
    return room;
  }

  /** Whether another one may be on its way, beside so many that come to it later. */
  boolean hasRoomBeside(int others) {
    return queue.size() + others < MAX_WAITING;
  }

  /** Whether there is somebody who could want it. */
  boolean isHeard() {
    return teller.roster().isHeard();
  }

  /** Takes it, if somebody could want it. */
  void add(BusEvent notice) {
    lock.lock();
    try {
      tellKept();
      if (open && isHeard()) {
        add(new Item.Sent(notice, new CompletableFuture<>()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes it, and keeps it until there is somebody who could want it. */
  void keep(BusEvent notice) {
    lock.lock();
    try {
      kept = Optional.of(notice);
      tellKept();
    } finally {
      lock.unlock();
    }
  }

  /** Somebody listens. */
  void heard() {
    lock.lock();
    try {
      tellKept();
    } finally {
      lock.unlock();
    }
  }

  private void tellKept() {
    if (open && isHeard()) {
      kept.ifPresent(notice -> add(new Item.Sent(notice, new CompletableFuture<>())));
      kept = Optional.empty();
    }
  }

  CompletableFuture<Void> send(Notice notice) {
    var sent = new Item.Sent(Objects.requireNonNull(notice), new CompletableFuture<>());
    lock.lock();
    try {
      if (!open) {
        throw new IllegalStateException("the bus is closed");
      }
      if (queue.size() >= MAX_WAITING) {
        throw new RejectedExecutionException(MAX_WAITING + " notices are on their way already");
      }
      add(sent);
      return sent.told();
    } finally {
      lock.unlock();
    }
  }

  private void add(Item.Sent sent) {
    if (!started) {
      started = true;
      thread.start();
    }
    queue.add(sent);
    arrived.signal();
  }

  private void work() {
    boolean more = true;
    while (more && !abandoned) {
      try {
        awaitOne();
        more = teller.inTurn(this::tellNext);
      } catch (InterruptedException e) {
        LOG.debug("the bus was interrupted between two notices");
      }
    }
  }

  private void awaitOne() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty()) {
        arrived.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** False at the end, which stays where it is. */
  private boolean tellNext() throws InterruptedException {
    if (queue.peek() instanceof Item.End) {
      return false;
    }
    // Somebody else may have told it meanwhile.
    if (queue.poll() instanceof Item.Sent sent) {
      tell(sent);
    }
    return true;
  }

  /** Tells what waits by now; called in the teller's turn. */
  void tellWaiting() throws InterruptedException {
    int waiting = queue.size();
    while (waiting > 0 && tellNext()) {
      waiting--;
    }
  }

  private void tell(Item.Sent sent) throws InterruptedException {
    boolean done = false;
    try {
      teller.tell(sent.notice());
      done = true;
    } catch (RuntimeException | Error e) {
      LOG.warn("a notice was not told", e);
    } finally {
      answer(sent, done && !abandoned);
    }
  }

  /** On another thread: whoever goes on from here must not hold up the next notice. */
  private static void answer(Item.Sent sent, boolean done) {
    Thread.startVirtualThread(
        () -> {
          if (done) {
            sent.told().complete(null);
          } else {
            sent.told()
                .completeExceptionally(
                    new IllegalStateException("the notice was not told to everybody"));
          }
        });
  }

  /** Takes nothing more. */
  void refuse() {
    lock.lock();
    try {
      open = false;
      queue.add(new Item.End());
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits so long until what was taken is told. */
  void end(Duration most) throws InterruptedException {
    if (started && !thread.join(most)) {
      LOG.warn("not all notices were told in time");
    }
  }

  /** Leaves it behind, wherever it is; what was not told is said not to be. */
  void abandon() {
    refuse();
    abandoned = true;
    List<Item> rest = new ArrayList<>();
    queue.drainTo(rest);
    rest.stream()
        .filter(Item.Sent.class::isInstance)
        .forEach(item -> answer((Item.Sent) item, false));
    thread.interrupt();
  }

  boolean isMine(Thread other) {
    return thread.equals(other);
  }
}
