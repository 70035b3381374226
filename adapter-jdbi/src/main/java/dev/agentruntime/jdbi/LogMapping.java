package dev.agentruntime.jdbi;

import dev.agentruntime.application.audit.Subject;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Events to rows of the log and back. */
final class LogMapping {

  private LogMapping() {}

  static LogRows.Event event(LoggedEvent event, Payloads.Packing packing) {
    return new LogRows.Event(
        event.position(),
        event.id().toString(),
        new LogRows.Kind(event.form().kind(), event.form().version()),
        event.at().toEpochMilli(),
        new LogRows.Cause(
            event.cause().correlation().toString(),
            event.cause().causation().toString(),
            event.cause().trace().map(TraceParent::value).orElse(null)),
        packing.pack(event.form().data()));
  }

  static LogRows.Facts facts(RecordedEvent event, String agent, Digest link) {
    Subject subject = Subject.of(event.event());
    return new LogRows.Facts(
        event.type(),
        agent,
        new LogRows.About(
            subject.call().map(ToolCallId::toString).orElse(null),
            subject.approval().map(ApprovalId::toString).orElse(null)),
        subject.decider().orElse(null),
        link.hex());
  }

  static LoggedEvent event(SessionId session, LogRows.Event row, Payloads.Unpacking unpacking) {
    return new LoggedEvent(
        session,
        row.position(),
        UUID.fromString(row.id()),
        Instant.ofEpochMilli(row.at()),
        new RecordedEvent.Cause(
            UUID.fromString(row.cause().correlation()),
            UUID.fromString(row.cause().causation()),
            Optional.ofNullable(row.cause().trace()).map(TraceParent::new)),
        new EventJson.Form(row.kind().name(), row.kind().version(), unpacking.unpack(row.data())));
  }
}
