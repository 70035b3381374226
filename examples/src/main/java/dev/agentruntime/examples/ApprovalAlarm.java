package dev.agentruntime.examples;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.bus.EventSelector;
import dev.agentruntime.application.bus.EventSubscriber;
import dev.agentruntime.application.script.ScriptReader;
import dev.agentruntime.application.script.ScriptedChatModel;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.Optional;

/** Tells of every request that waits for a person, in whichever session or outside of all. */
public final class ApprovalAlarm {

  private ApprovalAlarm() {}

  /** Asks for something and prints what the alarm says. */
  public static void main(String[] arguments) {
    var model = new ScriptedChatModel(ScriptReader.read("replies: []", "the example"));
    try (var runtime = AgentRuntime.builder().model(model).build()) {
      runtime
          .bus()
          .subscribe(
              EventSubscriber.of("alarm", EventSelector.matching("approval.requested")),
              event -> {
                if (event.recorded().orElseThrow().event()
                    instanceof SessionEvent.ApprovalRequested requested) {
                  System.out.println("please decide: " + requested.approval().request().subject());
                }
              });
      var ship =
          new RequestApproval.Wanted(
              new ApprovalType("release"), "ship version 2", JsonObject.empty());
      var plain = new Petition(Optional.empty(), Optional.empty(), Optional.empty());
      runtime.request(new RequestApproval(Owner.LOCAL, Optional.empty(), ship, plain));
    }
  }
}
