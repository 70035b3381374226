package dev.agentruntime.application.port;

import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/** What can be read without loading an aggregate. Every read sees committed rows only. */
public interface ReadModel {

  /** One session of that owner; deleted ones are not found. */
  Optional<SessionView> session(Owner owner, SessionId id);

  /** An owner's sessions, newest activity first; deleted ones are left out. */
  Page<SessionSummary> sessions(Owner owner, SessionFilter filter);

  /**
   * A session's messages in their order.
   *
   * @param after position to start behind; 0 for all
   */
  List<TranscriptEntry> transcript(SessionId session, long after, int most);

  /** An owner's approvals, newest first. */
  Page<ApprovalView> approvals(Owner owner, ApprovalFilter filter);

  /** One approval of that owner, in whatever state. */
  Optional<ApprovalView> approval(Owner owner, ApprovalId id);

  /**
   * A session's log.
   *
   * @param after position to start behind; 0 for all
   */
  List<RecordedEvent> events(SessionId session, long after, int most);

  /** The position of a session's last event; 0 if there is no such session. */
  long lastPosition(SessionId session);

  /**
   * The session's revision, or -1 if there is no such session. Cheap: asked a few times a second.
   */
  long revision(SessionId session);
}
