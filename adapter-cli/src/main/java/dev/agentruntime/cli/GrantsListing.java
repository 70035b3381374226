package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.GrantFilter;
import dev.agentruntime.application.query.ListGrants;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what people granted; with and without the word for it. */
final class GrantsListing {

  private static final int MAX_TEXT = 60;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description = "Only those of this session alone; the beginning of its id is enough.")
  private Optional<String> session = Optional.empty();

  @Option(names = "--ended", description = "Those that are revoked or expired, too.")
  private boolean ended;

  int list(IdleRuntime idle) {
    return idle.use(common, runtime -> list(idle, runtime));
  }

  private int list(IdleRuntime idle, AgentRuntime runtime) {
    Optional<SessionId> where = session.map(new SessionIds(runtime, common.next())::find);
    List<ApprovalGrant> grants = all(runtime, where, ended);
    if (format.isJson()) {
      idle.print(JsonLine.of(PolicyForm.array(grants.stream().map(GrantForm::json).toList())));
    } else if (grants.isEmpty()) {
      idle.surroundings()
          .tell("nobody granted anything; approvals approve ID --scope session|always does");
    } else {
      table(grants).lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }

  static List<ApprovalGrant> all(AgentRuntime runtime, Optional<SessionId> where, boolean ended) {
    return Page.all(
        (Optional<String> cursor) ->
            runtime.list(
                new ListGrants(
                    Owner.LOCAL, new GrantFilter(where, ended, SessionFilter.MAX, cursor))));
  }

  private static Table table(List<ApprovalGrant> grants) {
    var table = new Table("ID", "IN", "UNTIL", "BY", "STATE", "WHAT");
    for (ApprovalGrant grant : grants) {
      table.row(
          grant.id().toString(),
          grant.session().map(SessionId::toString).orElse("all sessions"),
          grant.expiresAt().map(Instant::toString).orElse(""),
          grant.given().by(),
          GrantForm.state(grant),
          VisibleText.line(grant.rule().text(), MAX_TEXT));
    }
    return table;
  }
}
