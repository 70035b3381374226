package dev.agentruntime.cli;

import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;

/** A recorded event as a line of JSON; the same while it runs and when it is exported. */
final class EventForm {

  private EventForm() {}

  static String line(RecordedEvent event) {
    EventJson.Form form = EventJson.write(event.event());
    var members =
        event.event() instanceof SessionEvent.ApprovalRequested asked
            ? ApprovalForm.members(new ApprovalView(event.session(), asked.approval()))
            : JsonObject.builder().put("session_id", event.session().toString());
    return JsonLine.of(
        event.type(),
        members
            .put("category", EventCategory.of(event.type()).id())
            .put("source", EventJson.SOURCE)
            .put("kind", form.kind())
            .put("version", form.version())
            .put("position", event.position())
            .put("event_id", event.id().toString())
            .put("at", event.at().toString())
            .put("correlation_id", event.cause().correlation().toString())
            .put("causation_id", event.cause().causation().toString())
            .put("data", form.data())
            .build());
  }
}
