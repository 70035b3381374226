package dev.agentruntime.domain.session;

import java.util.ArrayList;
import java.util.List;

/** What one act does to a session, event by event. Lives only within the act. */
final class Changes {

  private final Moment moment;
  private final List<SessionEvent> events = new ArrayList<>();
  private SessionState state;

  Changes(SessionState state, Moment moment) {
    this.state = state;
    this.moment = moment;
  }

  void record(SessionEvent event) {
    state = state.after(event, moment.at());
    events.add(event);
  }

  SessionState state() {
    return state;
  }

  Moment moment() {
    return moment;
  }

  List<SessionEvent> events() {
    return events;
  }
}
