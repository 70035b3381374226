package dev.agentruntime.cli;

import dev.agentruntime.application.audit.ApprovalRecord;
import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.event.ToolResultJson;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An approval from the request to the result, for people: facts, one a line. */
record ApprovalRecordForm(ApprovalRecord record) {

  private static final String INDENT = "  ";

  List<String> lines() {
    var lines = new ArrayList<String>();
    head(lines);
    content(lines);
    Approval approval = approval();
    lines.add("votes:");
    approval.votes().forEach(vote -> lines.add(INDENT + words(vote)));
    if (approval.votes().isEmpty()) {
      lines.add(INDENT + "none beside the decision");
    }
    lines.add("ran:      " + record.ran().map(this::ran).orElse("nothing"));
    lines.add("result:   " + result());
    lines.add("entries:");
    entries().lines().forEach(line -> lines.add(INDENT + line));
    return lines.stream().map(line -> Styled.of(line).plain()).toList();
  }

  private void head(List<String> lines) {
    Approval approval = approval();
    Approval.Basis basis = approval.asked().basis();
    PendingApprovalState state = approval.state();
    lines.add("approval: " + approval.id());
    lines.add("session:  " + record.view().session().map(SessionId::toString).orElse("none"));
    lines.add("call:     " + approval.asked().call().map(ToolCallId::toString).orElse("none"));
    lines.add("what:     " + approval.request().type() + " " + approval.request().subject());
    lines.add("asked:    " + approval.asked().at() + " by " + asker());
    lines.add("because:  " + approval.asked().reason());
    lines.add("rule:     " + basis.policy().map(PolicyForm::source).orElse("the runtime's own"));
    lines.add("needs:    " + TermsForm.deciders(basis.terms()));
    approval.asked().deadline().ifPresent(end -> lines.add("deadline: " + end));
    lines.add(
        "decision: "
            + OutcomeForm.at(state).map(Instant::toString).map(at -> at + " ").orElse("")
            + OutcomeForm.words(state));
  }

  private void content(List<String> lines) {
    ApprovalRequest asked = approval().request();
    lines.add("as asked, digest " + asked.digest() + ":");
    pretty(asked.details(), lines);
    if (approval().state() instanceof Approved approved) {
      boolean same = approved.granted().equals(asked);
      lines.add("as granted, digest " + approved.granted().digest() + (same ? ": the same" : ":"));
      if (!same) {
        pretty(approved.granted().details(), lines);
      }
    }
  }

  private Approval approval() {
    return record.view().approval();
  }

  private String asker() {
    return approval()
        .request()
        .agent()
        .map(AgentName::value)
        .or(() -> approval().asked().basis().requester())
        .orElse("the runtime");
  }

  private static void pretty(JsonObject details, List<String> lines) {
    PrettyJson.of(details).lines().forEach(line -> lines.add(INDENT + line));
  }

  private static String words(Vote vote) {
    return vote.at()
        + " "
        + vote.by().name()
        + " ("
        + vote.by().role().id()
        + ")"
        + vote.modifications().map(changed -> ", with " + changed.canonical()).orElse("");
  }

  /** A call can have several approvals: what ran may have been allowed by another one. */
  private String ran(Digest digest) {
    if (!approval().request().type().equals(ApprovalType.TOOL)) {
      return digest.hex();
    }
    boolean granted =
        approval().state() instanceof Approved approved
            && approved.granted().digest().equals(digest);
    return digest + (granted ? ", which is what was granted" : ", which is not granted here");
  }

  private String result() {
    return record
        .result()
        .map(
            result -> result.outcome().id() + ", digest " + Digest.of(ToolResultJson.write(result)))
        .orElse("none");
  }

  private Table entries() {
    var table = new Table("POSITION", "AT", "TYPE", "DECIDER", "LINK");
    for (AuditEntry entry : record.entries()) {
      table.row(
          Long.toString(entry.event().position()),
          entry.event().at().toString(),
          entry.event().type(),
          AuditForm.name(entry.facts().subject().decider().orElse("")),
          entry.link().hex());
    }
    return table;
  }
}
