package dev.agentruntime.application.port;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.KeyId;
import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.audit.StoredEvent;
import dev.agentruntime.application.audit.StoredSession;
import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.CallPlace;
import dev.agentruntime.application.query.GrantFilter;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.application.query.Outline;
import dev.agentruntime.application.query.OutlineQuery;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.StoreStanding;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.application.query.TurnTraces;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
   * What people granted in an owner's sessions, newest first.
   *
   * @param now for what is in force
   */
  Page<ApprovalGrant> grants(Owner owner, GrantFilter filter, Instant now);

  /** One grant of that owner, in force or not. */
  Optional<ApprovalGrant> grant(Owner owner, GrantId id);

  /**
   * A session's log.
   *
   * @param after position to start behind; 0 for all
   */
  List<RecordedEvent> events(SessionId session, long after, int most);

  /**
   * Those events of a session's log that are of some types, the newest first. Unlike {@link #audit}
   * it tells an event as soon as it is committed.
   *
   * @param last position to begin at
   * @param types none for all
   */
  List<RecordedEvent> newest(SessionId session, long last, List<String> types, int most);

  /** Where a turn stands in traces; in none if that session has no such turn. */
  TurnTraces traces(SessionId session, TurnId turn);

  /** Where a call stands in the log of its session; nothing if that session has no such call. */
  Optional<CallPlace> call(SessionId session, ToolCallId call);

  /**
   * The tool calls that the policy was asked about in an owner's sessions, the newest first.
   *
   * @param since how far back
   */
  Page<RecordedEvent> proposals(Owner owner, Instant since, int most, Optional<String> cursor);

  /** Which event stands at a position of a session's log; nothing if none does. */
  Optional<UUID> eventId(SessionId session, long position);

  /** The position of a session's last event; 0 if there is no such session. */
  long lastPosition(SessionId session);

  /**
   * The events of all sessions, of an owner or of everybody, in one order, deleted sessions' too.
   * An event is told only once no event can come before it any more.
   *
   * @throws IllegalArgumentException if the cursor is none of this store's kind
   */
  List<LedgerEntry> ledger(LedgerQuery query);

  /** The place before the first event. */
  String ledgerStart();

  /** The place of the last event that can be read now, whosever it is. */
  String ledgerEnd();

  /**
   * Whether there is an event at a place; if not, it was removed, or the store is another one than
   * the place is of, or was restored.
   *
   * @throws IllegalArgumentException if the cursor is none of this store's kind
   */
  boolean isWithinLedger(String cursor);

  /**
   * Whether a place is further than any that this store can have given out by now: what is recorded
   * next comes before it. A place of an event that was removed since is not.
   *
   * @throws IllegalArgumentException if the cursor is none of this store's kind
   */
  boolean isAhead(String cursor);

  /**
   * A part of the log in its order, for those who count. As of the ledger, an entry is told only
   * once none can come before it any more.
   *
   * @throws IllegalArgumentException if the cursor is none of this store's kind
   */
  Outline outline(OutlineQuery query);

  /**
   * A part of the log, deleted sessions included. As of the ledger, an entry is told only once none
   * can come before it any more.
   *
   * @throws IllegalArgumentException if the cursor is none of this store's kind
   */
  Page<AuditEntry> audit(AuditQuery query);

  /**
   * Everybody's sessions in the order of their ids, with those that are deleted or being removed.
   *
   * @param after the id to start behind; empty for the first
   */
  List<StoredSession> stored(Optional<SessionId> after, int most);

  /**
   * Sessions that have events and no row, in the order of their ids: nobody is shown them.
   *
   * @param after the id to start behind; empty for the first
   */
  List<SessionId> orphans(Optional<SessionId> after, int most);

  /** One session whose log is there, whosever it is, deleted or being removed or not. */
  Optional<StoredSession> stored(SessionId session);

  /**
   * A session's log as it is found, for its chain to be checked.
   *
   * @param from position to start at; rows that were put in by hand may have any
   */
  List<StoredEvent> rows(SessionId session, long from, int most);

  /**
   * How far the logs go, in the order of the sessions' ids, those of removed sessions included.
   *
   * @throws IllegalArgumentException if a log is not as it was written, so that it has no end
   */
  List<ChainHead> heads(HeadsQuery query);

  /**
   * How far a durable subscriber is in the log: the cursor behind which it goes on; empty if it was
   * never told anything.
   */
  Optional<String> place(String subscriber);

  /** Webhooks and what they are to be sent. */
  WebhookReads webhooks();

  /** Replies that are under way in other processes. */
  PartialReplyReads partialReplies();

  /** What a subscriber counted of an owner's log, in no particular order. */
  List<Count> metrics(String subscriber, Owner owner);

  /** What is left of a session that was removed, or whose removal was begun. */
  Optional<RetentionRepository.Checkpoint> checkpoint(SessionId session);

  /** A key, revoked or not, whosever it is. */
  Optional<KeyRepository.Stored> key(KeyId id);

  /**
   * Keys in the order they were made, revoked ones too.
   *
   * @param owner whose; empty for everybody's
   */
  List<ApiKey> keys(Optional<Owner> owner);

  /** How the store stands, whosever the sessions are. */
  StoreStanding standing();

  /**
   * The session's revision, or -1 if there is no such session. Cheap: asked a few times a second.
   */
  long revision(SessionId session);
}
