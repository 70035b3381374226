package dev.agentruntime.application.event;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes a session's log on to one watcher, each event once and in order. Used by one thread. */
final class LogReader {

  private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
  private static final int PAGE = 500;

  private final ReadModel log;
  private final SessionId session;
  private final EventFeed.Watcher watcher;
  private long told;

  LogReader(ReadModel log, SessionId session, long after, EventFeed.Watcher watcher) {
    this.log = log;
    this.session = session;
    this.told = after;
    this.watcher = watcher;
  }

  EventFeed.Watcher watcher() {
    return watcher;
  }

  /** Passes on everything up to this event, which is known to be in the log. */
  void reach(RecordedEvent event) {
    if (event.position() > told + 1) {
      catchUp();
    }
    if (event.position() == told + 1) {
      pass(event);
    }
  }

  /** Passes on what the log has beyond what was told. */
  void catchUp() {
    List<RecordedEvent> page = log.events(session, told, PAGE);
    while (!page.isEmpty()) {
      page.forEach(this::pass);
      page = log.events(session, told, PAGE);
    }
  }

  /** A watcher that fails at an event does not get it again, but gets those behind it. */
  private void pass(RecordedEvent event) {
    told = event.position();
    try {
      watcher.recorded(event);
    } catch (RuntimeException e) {
      LOG.warn("a watcher of session {} failed at event {}", session, told, e);
    }
  }
}
