package dev.agentruntime.domain.approval;

import static java.util.stream.Collectors.joining;

import dev.agentruntime.domain.approval.PendingApprovalState.Pending;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request to a person, and what became of it.
 *
 * <p>Made and changed by the session aggregate alone, read back by the persistence mapper alone; an
 * architecture rule holds every other caller off.
 */
public record Approval(
    ApprovalId id,
    ApprovalRequest request,
    Asked asked,
    List<Vote> votes,
    PendingApprovalState state) {

  public Approval {
    votes = List.copyOf(votes);
  }

  /**
   * The circumstances of asking.
   *
   * @param call the tool call it is about, if it is about one
   * @param reason why a person is asked
   * @param deadline after which it expires undecided
   * @param diff what would become of the files, as the preview worked it out; to be looked at,
   *     while the digest binds the decision to the files' hashes; empty only where nothing is
   *     edited
   */
  public record Asked(
      Optional<ToolCallId> call,
      String reason,
      Instant at,
      Optional<Instant> deadline,
      Optional<String> diff,
      Basis basis) {}

  /**
   * What a request is decided by.
   *
   * @param policy the rule that asks; empty where no policy was asked
   * @param requester who asked, where it was a person or a client and not an agent
   */
  public record Basis(
      Optional<Verdict.Explanation> policy, ApprovalTerms terms, Optional<String> requester) {

    /** The runtime itself asks; any person's word will do. */
    public static final Basis RUNTIME =
        new Basis(Optional.empty(), ApprovalTerms.DEFAULT, Optional.empty());

    /** A rule of the policy asks about something an agent wants. */
    public static Basis of(Verdict.ApprovalRequired required) {
      return new Basis(Optional.of(required.explanation()), required.terms(), Optional.empty());
    }
  }

  /** A new request. */
  public static Approval pending(ApprovalId id, ApprovalRequest request, Asked asked) {
    return new Approval(id, request, asked, List.of(), new Pending());
  }

  /** What a decision must name: the digest of what the reviewer saw. */
  public Digest digest() {
    return request.digest();
  }

  /** Whether it can still be decided. */
  public boolean isPending() {
    return state instanceof Pending;
  }

  /**
   * The approval in its final state.
   *
   * @throws IllegalStateException if it is final already
   */
  public Approval closed(PendingApprovalState outcome) {
    if (!isPending() || outcome instanceof Pending) {
      throw new IllegalStateException("approval " + id + " is " + state.id() + " already");
    }
    return new Approval(id, request, asked, votes, outcome);
  }

  /**
   * The approval with one more vote.
   *
   * @throws IllegalStateException if it is final already
   */
  public Approval with(Vote vote) {
    if (!isPending()) {
      throw new IllegalStateException("approval " + id + " is " + state.id() + " already");
    }
    var more = new ArrayList<>(votes);
    more.add(vote);
    return new Approval(id, request, asked, more, state);
  }

  /** Whether a further vote makes enough that would let the same thing run. */
  public boolean suffices(Vote vote) {
    long agreeing = votes.stream().filter(vote::agreesWith).count();
    return agreeing + 1 >= asked.basis().terms().needed();
  }

  /** The vote of that person. */
  public Optional<Vote> voteOf(String name) {
    return votes.stream().filter(vote -> Reviewer.isSamePerson(vote.by().name(), name)).findFirst();
  }

  /** Why somebody cannot decide this; nothing if they can. */
  public Optional<String> refusalOf(Reviewer reviewer) {
    ApprovalTerms terms = asked.basis().terms();
    if (!terms.admits(reviewer.role())) {
      return Optional.of(
          "it is decided by "
              + terms.roles().stream().sorted().map(Role::id).collect(joining(" or "))
              + ", and "
              + reviewer.name()
              + " is "
              + reviewer.role().id());
    }
    boolean own =
        asked
            .basis()
            .requester()
            .filter(requester -> Reviewer.isSamePerson(requester, reviewer.name()))
            .isPresent();
    return own && terms.wantsOthers()
        ? Optional.of(reviewer.name() + " asked for it, and others have to decide it")
        : Optional.empty();
  }

  /** Whether its time is over. */
  public boolean isDue(Instant now) {
    return isPending() && asked.deadline().filter(end -> !end.isAfter(now)).isPresent();
  }

  /** Whether this decision says the same as the one that was taken. */
  public boolean wasDecidedAs(ApprovalDecision decision) {
    return switch (decision) {
      case ApprovalDecision.Approve a ->
          state instanceof PendingApprovalState.Approved approved && !approved.edited();
      case ApprovalDecision.ApproveWithEdits edits ->
          state instanceof PendingApprovalState.Approved approved
              && approved.edited()
              && edits.modifications().equals(modifications(approved));
      case ApprovalDecision.Reject reject ->
          state instanceof PendingApprovalState.Rejected rejected
              && rejected.feedback().equals(RecordableText.of(reject.feedback()));
    };
  }

  private JsonObject modifications(PendingApprovalState.Approved approved) {
    var details = approved.granted().details();
    return request.type().equals(ApprovalType.TOOL)
        ? details.object("arguments").orElse(details)
        : details;
  }
}
