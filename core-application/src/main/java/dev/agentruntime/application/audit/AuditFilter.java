package dev.agentruntime.application.audit;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which entries of the log are wanted: those that everything given holds for.
 *
 * @param types of events; none for all
 */
public record AuditFilter(List<String> types, Where where, Who who, When when) {

  /** Everything. */
  public static final AuditFilter ALL = new AuditFilter(List.of(), Where.ANY, Who.ANY, When.ANY);

  public AuditFilter {
    types = List.copyOf(types);
  }

  /** What it is part of. */
  public record Where(
      Optional<SessionId> session, Optional<ApprovalId> approval, Optional<ToolCallId> call) {
    /** Anything. */
    public static final Where ANY = new Where(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** All of one session. */
  public static AuditFilter of(SessionId session) {
    return of(new Where(Optional.of(session), Optional.empty(), Optional.empty()));
  }

  /** All that is part of something. */
  public static AuditFilter of(Where where) {
    return new AuditFilter(List.of(), where, Who.ANY, When.ANY);
  }

  /**
   * Who took part.
   *
   * @param decider a person's name, as it was recorded
   * @param agent who was at work
   * @param tool whose call it is about
   */
  public record Who(Optional<String> decider, Optional<String> agent, Optional<String> tool) {
    /** Anybody. */
    public static final Who ANY = new Who(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * When it happened.
   *
   * @param since then or later
   * @param until before then
   */
  public record When(Optional<Instant> since, Optional<Instant> until) {
    /** At any time. */
    public static final When ANY = new When(Optional.empty(), Optional.empty());
  }
}
