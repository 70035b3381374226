package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ReadEvents;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;

/** A session's log, read to its end. */
record EventPages(AgentRuntime runtime, SessionId session) {

  private static final int PAGE = 500;

  /** Everything behind a position. */
  List<RecordedEvent> after(long position) {
    var events = new ArrayList<RecordedEvent>();
    List<RecordedEvent> page = page(position);
    while (!page.isEmpty()) {
      events.addAll(page);
      page = page(page.getLast().position());
    }
    return events;
  }

  /** Everything up to a position. */
  List<RecordedEvent> until(long position) {
    return after(0).stream().filter(event -> event.position() <= position).toList();
  }

  private List<RecordedEvent> page(long after) {
    return runtime.read(new ReadEvents(Owner.LOCAL, session, after, PAGE));
  }
}
