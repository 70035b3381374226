package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.approval.GetGrant;
import dev.agentruntime.application.approval.RevokeGrant;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.session.Owner;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a grant. */
@Command(
    name = "revoke",
    description = "Ends what somebody allowed: from now on it is asked again.",
    footer = "agent-runtime policy grants revoke 0193f2c4-8d6e")
final class PolicyGrantsRevokeCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "ID",
      description = "The grant as policy grants lists it; the beginning of its id is enough.")
  private String id = "";

  PolicyGrantsRevokeCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  /** All grants, revoked ones too: revoking one again says that it is. */
  private record Known(AgentRuntime runtime) implements WrittenId.Known<ApprovalGrant> {
    @Override
    public Optional<ApprovalGrant> get(UUID id) {
      return WrittenId.existing(() -> runtime.get(new GetGrant(Owner.LOCAL, new GrantId(id))));
    }

    @Override
    public Stream<ApprovalGrant> all() {
      return GrantsListing.all(runtime, Optional.empty(), true).stream();
    }

    @Override
    public UUID id(ApprovalGrant grant) {
      return grant.id().value();
    }

    @Override
    public String words(ApprovalGrant grant) {
      return GrantForm.state(grant) + "  " + grant.rule().text();
    }
  }

  @Override
  public Integer call() {
    return idle.use(common, this::revoke);
  }

  private int revoke(AgentRuntime runtime) {
    ApprovalGrant found = new WrittenId(id, "grant", common.next().grants()).in(new Known(runtime));
    ApprovalGrant ended =
        runtime.revoke(new RevokeGrant(Owner.LOCAL, found.id(), TerminalDesk.person()));
    idle.print("revoked " + ended.id());
    idle.surroundings().tell("from now on this is asked again: " + ended.rule().text());
    return ExitCode.DONE.status();
  }
}
