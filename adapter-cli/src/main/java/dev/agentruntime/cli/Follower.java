package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.domain.event.RecordedEvent;

/**
 * Shows a session from a position on, every event once and in order. The feed tells when something
 * happened here; what it misses, such as the work of other processes, is read from the log.
 */
final class Follower implements EventFeed.Watcher, AutoCloseable {

  private final EventPages log;
  private final RunOutput output;
  private final EventFeed.Subscription subscription;
  private long shown;

  Follower(EventPages log, RunOutput output, long from) {
    this.log = log;
    this.output = output;
    this.shown = from;
    this.subscription = log.runtime().watch(log.session(), this);
  }

  @Override
  public synchronized void recorded(RecordedEvent event) {
    if (event.position() == shown + 1) {
      show(event);
    } else if (event.position() > shown) {
      catchUp();
    }
  }

  @Override
  public synchronized void delta(Delta delta) {
    output.delta(delta);
  }

  /** Shows what is in the log and was not shown yet. */
  synchronized void catchUp() {
    log.after(shown).forEach(this::show);
  }

  private void show(RecordedEvent event) {
    shown = event.position();
    output.event(event);
  }

  /** Shows everything up to now, then nothing more. */
  @Override
  public void close() {
    subscription.close();
    catchUp();
  }
}
