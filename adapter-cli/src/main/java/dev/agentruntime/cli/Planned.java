package dev.agentruntime.cli;

import dev.agentruntime.application.approval.CallCheck;
import dev.agentruntime.application.approval.CheckCall;
import dev.agentruntime.application.approval.DryRun;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that a dry run did not do.
 *
 * @param diff what it would have made of the files as they are, if it is an edit
 */
record Planned(ToolCall call, String summary, Optional<String> diff) {

  /** What was not done since a position. */
  static List<Planned> after(long position, EventPages log) {
    var planned = new ArrayList<Planned>();
    AgentName agent = AgentName.ORCHESTRATOR;
    for (RecordedEvent recorded : log.after(0)) {
      switch (recorded.event()) {
        case SessionEvent.Created created -> agent = created.agent();
        case SessionEvent.AgentSwitched switched -> agent = switched.to();
        case SessionEvent.ToolCallProposed proposed
            when recorded.position() > position && isOfDryRun(proposed) ->
            planned.add(of(proposed.call(), agent, log));
        default -> {}
      }
    }
    return planned;
  }

  private static boolean isOfDryRun(SessionEvent.ToolCallProposed call) {
    return call.ruling() == Ruling.DENY && call.explanation().rule().equals(DryRun.RULE);
  }

  private static Planned of(ToolCall call, AgentName agent, EventPages log) {
    var check =
        new CheckCall(
            Owner.LOCAL,
            new CheckCall.Where.InSession(log.session()),
            Optional.of(agent),
            call.name(),
            call.arguments().onTheWire());
    try {
      return log.runtime().check(check) instanceof CallCheck.Judged judged
          ? new Planned(call, ApprovalForm.summary(judged.request()), judged.diff())
          : bare(call);
    } catch (RefusedException | IllegalArgumentException e) {
      // The agent or the workspace is gone by now; what was planned can still be told.
      return bare(call);
    }
  }

  private static Planned bare(ToolCall call) {
    return new Planned(call, call.name(), Optional.empty());
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("call_id", call.id().toString())
        .put("tool", call.name())
        .put("arguments", call.arguments().onTheWire())
        .put("diff", diff)
        .build();
  }
}
