package dev.agentruntime.domain.session;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a command is refused. Nothing was changed. */
public sealed interface Refusal {

  /** What is wrong, where, and how to mend it; for people. */
  String message();

  /** There is no such thing, or it is another owner's. */
  record NotFound(String what, String id) implements Refusal {
    @Override
    public String message() {
      return "there is no " + what + " " + id;
    }
  }

  /** The request breaks a rule. */
  record Invalid(List<Flaw> flaws) implements Refusal {
    public Invalid {
      flaws = List.copyOf(flaws);
    }

    /** Of problems that have no place of their own in the request. */
    public static Invalid of(List<String> problems) {
      return new Invalid(problems.stream().map(problem -> new Flaw("", problem)).toList());
    }

    /** What is wrong, for people. */
    public List<String> problems() {
      return flaws.stream().map(Flaw::message).toList();
    }

    @Override
    public String message() {
      return String.join("; ", problems());
    }
  }

  /**
   * Something in a request that breaks a rule.
   *
   * @param pointer where it stands, as a JSON Pointer; empty if it has no place of its own
   */
  record Flaw(String pointer, String message) {}

  /**
   * A turn is open.
   *
   * @param waiting what it waits for, empty if it runs
   * @param approvals what somebody has to decide first
   * @param calls what the client has to bring the result of first, and questions to the user
   */
  record Busy(Optional<WaitReason> waiting, List<Approval> approvals, List<OpenCall> calls)
      implements Refusal {
    public Busy {
      approvals = List.copyOf(approvals);
      calls = List.copyOf(calls);
    }

    @Override
    public String message() {
      String state = waiting.map(reason -> "waits for " + reason.id()).orElse("is running");
      String pending =
          Stream.concat(approvals.stream().map(Busy::words), calls.stream().map(Busy::words))
              .collect(Collectors.joining(", "));
      String what = pending.isEmpty() ? "" : " (" + pending + ")";
      return "the session's turn " + state + what + "; settle or cancel it first";
    }

    private static String words(Approval approval) {
      return approval.request().type()
          + " approval "
          + approval.id()
          + " of "
          + approval.request().subject();
    }

    private static String words(OpenCall call) {
      return "call " + call.id() + " of " + call.call().name();
    }
  }

  /** The session is closed. */
  record Closed(SessionId session) implements Refusal {
    @Override
    public String message() {
      return "session " + session + " is closed; it can only be read";
    }
  }

  /** Somebody else has to decide it. */
  record NotTheirs(String reason) implements Refusal {
    @Override
    public String message() {
      return "somebody else has to decide this: " + reason;
    }
  }

  /** A rule that came since denies what waits. */
  record DeniedMeanwhile(String rule, String reason) implements Refusal {
    @Override
    public String message() {
      return "the policy denies it by now (rule "
          + rule
          + "): "
          + reason
          + "; reject it, or change the policy first";
    }
  }

  /** Its time is over, and nobody decided. */
  record Expired(ApprovalId approval, Instant deadline, OnTimeout onTimeout) implements Refusal {
    @Override
    public String message() {
      return "approval "
          + approval
          + " expired at "
          + deadline
          + "; nobody decided it in time, and silence counts as "
          + (onTimeout == OnTimeout.APPROVE ? "consent where nothing denies it by then" : "a no");
    }
  }

  /** The same person approved something else before. */
  record AlreadyVoted(ApprovalId approval, Vote vote) implements Refusal {
    @Override
    public String message() {
      return vote.by().name()
          + " approved "
          + (vote.modifications().isPresent() ? "an edit of " : "")
          + "approval "
          + approval
          + " already at "
          + vote.at()
          + ", and has one vote; reject it to take that back";
    }
  }

  /**
   * Somebody decided already, and otherwise.
   *
   * @param session the one it belongs to, if it does
   */
  record AlreadyDecided(Optional<SessionId> session, Approval winner) implements Refusal {
    @Override
    public String message() {
      return "approval " + winner.id() + " is " + winner.state().id() + " already";
    }
  }

  /** What would be decided, or was executed, is not what is asked for. */
  record StaleDigest(Digest current) implements Refusal {
    @Override
    public String message() {
      return "what was seen is not what is asked for now, which has digest "
          + current
          + "; read it again and act on that";
    }
  }

  /** Edited arguments would not pass. */
  record EditRefused(String reason) implements Refusal {
    @Override
    public String message() {
      return "the edited request is refused: " + reason;
    }
  }

  /** The key of the request was another request's before. */
  record KeyReused(String key) implements Refusal {
    @Override
    public String message() {
      return "idempotency key \""
          + key
          + "\" was used for another request; send this one with a key of its own";
    }
  }

  /**
   * The session is not where the caller saw it.
   *
   * @param current the position it is at
   */
  record VersionConflict(long current) implements Refusal {
    @Override
    public String message() {
      return "the session was changed meanwhile and is at position "
          + current
          + "; read it again and repeat the change";
    }
  }

  /**
   * The policy is not the one that the caller saw.
   *
   * @param current the version in force; 0 if none is stored
   */
  record PolicyChanged(int current) implements Refusal {
    @Override
    public String message() {
      return "the policy was changed meanwhile and is at version "
          + current
          + "; read it again and repeat the change";
    }
  }

  /** The agent cannot be switched. */
  record SwitchRefused(String reason) implements Refusal {
    @Override
    public String message() {
      return reason;
    }
  }

  /**
   * The call has another answer already.
   *
   * @param answered how
   */
  record ResultConflict(ToolCallId call, ToolResult.Outcome answered) implements Refusal {
    @Override
    public String message() {
      return "call " + call + " has its answer already (" + answered.id() + ") and takes no other";
    }
  }

  /** The call does not wait for a result of the client. */
  record ResultRefused(String reason) implements Refusal {
    @Override
    public String message() {
      return reason;
    }
  }
}
