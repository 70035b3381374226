package dev.agentruntime.cli;

import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;

/** A recorded event as a line of JSON; the same while it runs and when it is exported. */
final class EventForm {

  private EventForm() {}

  static String line(RecordedEvent event) {
    LoggedEvent logged = LoggedEvent.of(event);
    JsonObject.Builder members =
        event.event() instanceof SessionEvent.ApprovalRequested asked
            ? ApprovalForm.members(new ApprovalView(event.session(), asked.approval()))
            : JsonObject.builder().put("session_id", event.session().toString());
    logged
        .envelope(event.type())
        .put("data", logged.form().data())
        .build()
        .members()
        .forEach(members::put);
    return JsonLine.of(event.type(), members.build());
  }
}
