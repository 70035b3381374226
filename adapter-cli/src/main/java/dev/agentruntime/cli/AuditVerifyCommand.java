package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.CopyVerification;
import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.domain.session.SessionId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the log, or a copy of it. */
@Command(
    name = "verify",
    description = {
      "Checks that the log of every session, whoever's it is, is as it was written: that no entry"
          + " is missing, added, moved or changed. With --copy it checks an export, or heads that"
          + " were kept, by itself and against the log.",
      "A copy without content can be checked too, but for what is left of its data once its session"
          + " is cleaned up, and for the names of tools then.",
      "Who can write to the database can work out the whole chain anew. Against them, keep what"
          + " audit heads or audit export wrote where they cannot write."
    },
    exitCodeList = {
      "0:it is as it was written",
      "1:it is not, or cannot be read",
      "2:wrong usage, or a copy that cannot be read",
      "4:no such session",
      "7:configuration"
    },
    footer = {
      "agent-runtime audit verify",
      "agent-runtime audit verify --session 0193f2c4",
      "agent-runtime audit verify --copy audit.jsonl",
      "zcat audit.jsonl.gz | agent-runtime audit verify --copy -"
    })
final class AuditVerifyCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description = "Only this session, deleted or not; the beginning of its id is enough.")
  private Optional<String> session = Optional.empty();

  @Option(
      names = "--copy",
      paramLabel = "FILE",
      description =
          "Check this file that audit export wrote as jsonl, or audit heads; - reads it from"
              + " standard input.")
  private Optional<Path> copy = Optional.empty();

  AuditVerifyCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    if (copy.isPresent() && session.isPresent()) {
      throw CommandFailure.usage(
          "a copy is checked as a whole; leave --session out, or export that session alone");
    }
    return idle.use(
        common, runtime -> copy.map(file -> check(runtime, file)).orElseGet(() -> check(runtime)));
  }

  private int check(AgentRuntime runtime) {
    Verification found = verify(runtime);
    return tell(new VerificationForm(found));
  }

  private Verification verify(AgentRuntime runtime) {
    if (session.isEmpty()) {
      return runtime.verify(VerifyAudit.ALL);
    }
    var log = new AuditLog(runtime, common.next());
    // The whole id is enough where the log is so broken that nothing can be looked for in it.
    var written = new WrittenId(session.get(), "session", common.next().audit("session.created"));
    SessionId one =
        written.whole().map(SessionId::new).orElseGet(() -> LoggedIds.session(log, session.get()));
    Verification found = runtime.verify(new VerifyAudit(Optional.empty(), Optional.of(one)));
    if (found.checked().sessions() == 0 && found.checked().removing() == 0) {
      throw written.nothing();
    }
    return found;
  }

  private int check(AgentRuntime runtime, Path file) {
    CopyVerification found = new AuditCopy(idle.surroundings(), file).verify(runtime);
    return tell(new VerificationForm(found));
  }

  private int tell(VerificationForm found) {
    if (format.isJson()) {
      idle.print(JsonLine.of(found.json()));
    } else {
      found.lines().forEach(idle::print);
    }
    return (found.isSound() ? ExitCode.DONE : ExitCode.FAILED).status();
  }
}
