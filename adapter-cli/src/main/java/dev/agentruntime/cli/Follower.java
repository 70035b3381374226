package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.domain.event.RecordedEvent;

/**
 * Shows a session from a position on. Output that is read slowly costs it the text as it comes, but
 * never an event: what was cut off is shown from the log at the end.
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
    this.subscription = log.runtime().watch(log.session(), from, this);
  }

  @Override
  public synchronized void recorded(RecordedEvent event) {
    shown = event.position();
    output.event(event);
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
