package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.domain.event.RecordedEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Shows a session from a position on. Output that is read slowly costs it the text as it comes, but
 * never an event: what was cut off is shown from the log at the end.
 */
final class Follower implements EventFeed.Watcher, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final EventPages log;
  private final RunOutput output;
  private final EventFeed.Subscription subscription;
  private long shown;
  private boolean isLive;

  Follower(EventPages log, RunOutput output, long from) {
    this.log = log;
    this.output = output;
    this.shown = from;
    this.subscription = log.runtime().watch(log.session(), from, this);
  }

  @Override
  public synchronized void recorded(RecordedEvent event) {
    output.event(event);
    shown = event.position();
    notifyAll();
  }

  /**
   * Waits until an event is shown, so that what a person is asked next stands behind it; not for
   * long, should the output be cut off.
   */
  void reach(long position) throws InterruptedException {
    await(() -> shown >= position);
  }

  /**
   * Waits until what happens from now on is shown as it comes, so that no piece of what is asked
   * for next comes before; not for long.
   */
  void reachNow() throws InterruptedException {
    await(() -> isLive);
  }

  private synchronized void await(BooleanSupplier reached) throws InterruptedException {
    var patience = new Deadline(Optional.of(PATIENCE));
    while (!reached.getAsBoolean() && !patience.left().isZero()) {
      wait(Math.max(1, patience.left().toMillis()));
    }
  }

  @Override
  public synchronized void live() {
    isLive = true;
    notifyAll();
  }

  @Override
  public synchronized void delta(Delta delta) {
    output.delta(delta);
  }

  /** Shows everything up to now, then nothing more. */
  @Override
  public void close() {
    subscription.close();
    log.after(shown).forEach(this::recorded);
  }
}
