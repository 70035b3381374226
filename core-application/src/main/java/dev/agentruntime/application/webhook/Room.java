package dev.agentruntime.application.webhook;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How many messages are on their way at once in one process: each costs a thread, a connection and
 * its body for up to half a minute. Safe for many threads.
 *
 * <p>Nobody waits for more than one place, and those who have not shown that they are quick share
 * most of the places, never all. So however many receivers are dead, who answers quickly waits only
 * for others who do. What quick ones get beside their one place is taken from nobody.
 */
final class Room {

  /** Who answers later than this, whatever it is, is slow. */
  static final Duration QUICK = Duration.ofSeconds(5);

  /**
   * How much there is.
   *
   * @param first places that are waited for, one for each webhook
   * @param unproven how many of them may be taken by webhooks that are new or were slow
   * @param further places beside them
   */
  record Size(int first, int unproven, int further) {

    /** What a server can bear: at the most 320 threads with as many connections. */
    static final Size USUAL = new Size(256, 192, 64);
  }

  private final Semaphore first;
  private final Semaphore unproven;
  private final Semaphore further;

  /** The webhooks that were quick the last time. */
  private final Set<WebhookId> quick = ConcurrentHashMap.newKeySet();

  Room(Size size) {
    first = new Semaphore(size.first(), true);
    unproven = new Semaphore(size.unproven(), true);
    further = new Semaphore(size.further());
  }

  /** Waits for a place, and takes further ones if it may. */
  Stay enter(WebhookId webhook, int most) throws InterruptedException {
    if (quick.contains(webhook)) {
      first.acquire();
      return new Stay(false, taken(most - 1));
    }
    unproven.acquire();
    try {
      first.acquire();
    } catch (InterruptedException e) {
      unproven.release();
      throw e;
    }
    return new Stay(true, 0);
  }

  private int taken(int most) {
    int taken = 0;
    while (taken < most && further.tryAcquire()) {
      taken++;
    }
    return taken;
  }

  /** Tells how long a receiver took for a message, whatever came of it. */
  void took(WebhookId webhook, Duration time) {
    if (time.compareTo(QUICK) <= 0) {
      quick.add(webhook);
    } else {
      quick.remove(webhook);
    }
  }

  /** Forgets all other webhooks. */
  void keep(Collection<WebhookId> webhooks) {
    quick.retainAll(Set.copyOf(webhooks));
  }

  /** The places of a webhook. What is left over when it is closed is given back. */
  final class Stay implements AutoCloseable {
    private final boolean ofUnproven;
    private int more;
    private boolean over;

    private Stay(boolean ofUnproven, int more) {
      this.ofUnproven = ofUnproven;
      this.more = more;
    }

    /** How many places there are. */
    synchronized int size() {
      return over ? 0 : 1 + more;
    }

    /** Gives one of them back; the one that was waited for is the last. */
    synchronized void leave() {
      if (more > 0) {
        more--;
        further.release();
      } else if (!over) {
        over = true;
        first.release();
        if (ofUnproven) {
          unproven.release();
        }
      }
    }

    @Override
    public void close() {
      while (size() > 0) {
        leave();
      }
    }
  }
}
