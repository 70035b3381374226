package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.GrantRule;
import dev.agentruntime.application.approval.OfferGrant;
import dev.agentruntime.application.event.ApprovalJson;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one approval. */
@Command(
    name = "show",
    description = {
      "Shows everything of one approval: what is asked for and why, who has to decide it until"
          + " when, who did so far, what became of it, and the rule that approving it could make."
    },
    footer = {
      "agent-runtime approvals show 0193f2c4-8d6e",
      "agent-runtime approvals show 0193f2c4-8d6e --format json | jq .digest"
    })
final class ApprovalsShowCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(paramLabel = "ID", description = "The approval; the beginning of its id is enough.")
  private String id = "";

  ApprovalsShowCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(common, this::show);
  }

  private int show(AgentRuntime runtime) {
    ApprovalView view = ApprovalIds.find(runtime, common.next(), id);
    ApprovalHistory history = ApprovalHistory.of(runtime, view);
    Optional<GrantRule> offered = runtime.offer(new OfferGrant(Owner.LOCAL, view.approval().id()));
    if (format.isJson()) {
      idle.print(JsonLine.of(json(view, history, offered)));
    } else {
      text(view, history, offered);
    }
    return ExitCode.DONE.status();
  }

  private static JsonObject json(
      ApprovalView view, ApprovalHistory history, Optional<GrantRule> offered) {
    Approval approval = view.approval();
    JsonObject recorded = ApprovalJson.write(approval);
    var json = JsonObject.builder();
    ApprovalForm.json(view).members().forEach(json::put);
    List.of("call_id", "files", "diff")
        .forEach(name -> json.put(name, recorded.get(name).orElse(null)));
    return json.put("outcome", ApprovalJson.write(approval.state()))
        .put("grant", offered.<JsonValue>map(GrantForm::json).orElse(JsonNull.NULL))
        .put(
            "history",
            PolicyForm.array(history.entries().stream().map(ApprovalsShowCommand::json).toList()))
        .build();
  }

  private static JsonObject json(ApprovalHistory.Entry entry) {
    return JsonObject.builder()
        .put("type", entry.event().type())
        .put("at", entry.at().toString())
        .put("data", EventJson.write(entry.event()).data())
        .build();
  }

  private void text(ApprovalView view, ApprovalHistory history, Optional<GrantRule> offered) {
    Approval approval = view.approval();
    print("approval " + approval.id() + ": " + OutcomeForm.words(approval.state()));
    print(view.session().map(session -> "session  " + session).orElse("session  none"));
    print("digest   " + approval.digest().hex());
    print("");
    new ApprovalSheet(approval).all().forEach(line -> idle.print(line.plain()));
    print("");
    print("history:");
    history.lines().forEach(this::print);
    offered.ifPresent(
        rule -> {
          print("");
          print("approve it with --scope session or always, and from then on this is not asked:");
          GrantForm.offer(rule).forEach(line -> idle.print(line.plain()));
        });
    if (approval.isPending()) {
      print("");
      print("to decide:");
      common.next().decisions(approval).forEach(line -> print("  " + line));
    }
  }

  private void print(String line) {
    idle.print(VisibleText.of(line));
  }
}
