package dev.agentruntime.cli;

import static java.util.stream.Collectors.joining;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Vote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How an approval is decided, for people: what differs from one word of anybody at any time. */
record TermsForm(Approval approval) {

  /** The rule that asks, who has to decide until when, and who did so far. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    approval.asked().basis().policy().ifPresent(why -> lines.add("rule " + PolicyForm.source(why)));
    if (terms().needed() > 1 || !terms().roles().isEmpty()) {
      lines.add("decided by " + deciders(terms()));
    }
    approval.asked().deadline().ifPresent(end -> lines.add(until(end)));
    approval.votes().forEach(vote -> lines.add("approved already by " + words(vote)));
    return lines;
  }

  private ApprovalTerms terms() {
    return approval.asked().basis().terms();
  }

  private String until(Instant end) {
    return "until "
        + end
        + (terms().onTimeout() == OnTimeout.APPROVE
            ? ", then it counts as approved"
            : ", then it expires");
  }

  /** Who has to decide. */
  static String deciders(ApprovalTerms terms) {
    String who =
        terms.roles().isEmpty()
            ? "anybody"
            : terms.roles().stream().sorted().map(Role::id).collect(joining(" or "));
    return terms.needed() == 1 ? who : terms.needed() + " different people: " + who;
  }

  private static String words(Vote vote) {
    return vote.by().name()
        + " ("
        + vote.by().role().id()
        + ") at "
        + vote.at()
        + (vote.modifications().isPresent() ? ", with other arguments" : "");
  }

  /** What an approval lacks that a person approved and that is pending all the same. */
  static String stillNeeded(Approval approval) {
    return approval.votes().size()
        + " of "
        + Count.of(approval.asked().basis().terms().needed(), "approval")
        + "; somebody else has to approve the same";
  }
}
