package dev.agentruntime.workspace;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.ReadEvents;
import dev.agentruntime.application.query.SessionChange;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.Invariants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an approved edit whose file somebody else changes, with real files. */
@Timeout(60)
class DriftTest {

  private static final String EDIT =
      "{\"diff\":\"--- a/a.txt\\n+++ b/a.txt\\n@@ -1,3 +1,3 @@\\n one\\n-two\\n+TWO\\n three\\n\"}";

  @TempDir Path folder;

  private final FakeChatModel model = new FakeChatModel(what -> {});
  private final InMemoryPersistence store = new InMemoryPersistence();
  private AgentRuntime runtime;
  private SessionId session;

  @BeforeEach
  void open() {
    runtime =
        AgentRuntime.builder()
            .persistence(store)
            .model(model)
            .workspaces(
                LocalWorkspace.factory(
                    new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.OFF)))
            .build();
    session =
        runtime.create(
            new CreateSession(
                Owner.LOCAL,
                new SessionSettings(
                    "",
                    Map.of(),
                    TurnLimits.DEFAULT,
                    new Runner.OnHost("host", folder.toString(), new ModelChoice.Live("m", "u")),
                    RoutingMode.FIRST,
                    new SessionSettings.Tools(ToolExecution.WORKSPACE, List.of())),
                Optional.of(new AgentName("coder")),
                Optional.empty()));
  }

  @AfterEach
  void close() {
    runtime.close();
    Invariants.checkAll(store);
  }

  private Approval pending() {
    List<Approval> pending =
        runtime
            .list(new ListApprovals(Owner.LOCAL, ApprovalFilter.pendingOf(session)))
            .items()
            .stream()
            .map(view -> view.approval())
            .toList();
    assertThat(pending).hasSize(1);
    return pending.getFirst();
  }

  private void approve(Approval approval) throws Exception {
    runtime.decide(
        new DecideApproval(
            Owner.LOCAL,
            approval.id(),
            new ApprovalDecision.Approve(),
            approval.digest(),
            new Reviewer("a person", Role.USER),
            Reach.ONCE));
    runtime.settled(session).get(30, TimeUnit.SECONDS);
  }

  @Test
  void it_does_not_run_and_a_new_request_shows_what_would_change_now() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "one\ntwo\nthree\n");
    model.thenReplies("", call("apply_diff", EDIT)).thenReplies("Done.");
    runtime.send(new SendMessage(Owner.LOCAL, session, "shout", Optional.empty(), IfBusy.REJECT));
    runtime.settled(session).get(30, TimeUnit.SECONDS);
    Approval first = pending();
    assertThat(first.request().files().getFirst().before())
        .contains(Digest.of("one\ntwo\nthree\n"));
    assertThat(first.asked().diff().orElseThrow()).contains("-two\n+TWO\n three\n");

    Files.writeString(file, "zero\none\ntwo\nthree\n");
    approve(first);

    assertThat(file).hasContent("zero\none\ntwo\nthree\n");
    Approval second = pending();
    assertThat(second.asked().reason()).isEqualTo("changed since it was approved: a.txt");
    assertThat(second.request().files().getFirst().before())
        .contains(Digest.of("zero\none\ntwo\nthree\n"));
    assertThat(second.asked().diff().orElseThrow()).contains(" zero\n one\n-two\n+TWO\n");

    approve(second);
    assertThat(file).hasContent("zero\none\nTWO\nthree\n");
    List<SessionChange> changes =
        SessionChange.in(runtime.read(new ReadEvents(Owner.LOCAL, session, 0, 1000)));
    assertThat(changes).hasSize(1);
    assertThat(changes.getFirst().diff()).isEqualTo(second.asked().diff());
  }
}
