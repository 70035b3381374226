package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.Walk;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes down how far the log of every session goes. */
@Command(
    name = "heads",
    description = {
      "Writes down how far the log of every session goes, whoever's it is, removed ones included: a"
          + " line of JSON with its last position and link.",
      "Kept where nobody who can write to the database can write, it shows later with audit verify"
          + " --copy that the log still holds all that it held then, even if somebody worked out"
          + " the whole chain anew. It grows by a line a session, and holds nothing of what was"
          + " said."
    },
    footer = {
      "agent-runtime audit heads -o heads.jsonl",
      "agent-runtime audit verify --copy heads.jsonl"
    })
final class AuditHeadsCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final OutputFile file = new OutputFile();

  AuditHeadsCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    OutputFile.Target target = file.of("export", idle.surroundings());
    return idle.use(common, runtime -> write(runtime, target));
  }

  private int write(AgentRuntime runtime, OutputFile.Target target) {
    var heads = new Heads(new AuditLog(runtime, common.next()));
    target.take(heads::write);
    idle.surroundings().tell(Count.of(heads.sessions, "session") + " written" + file.name());
    return ExitCode.DONE.status();
  }

  private static final class Heads {
    private final AuditLog log;
    private long sessions;

    Heads(AuditLog log) {
      this.log = log;
    }

    void write(AnswerFile.Sink to) throws IOException {
      Walk.behind(
          SessionFilter.MAX,
          after -> log.heads(new HeadsQuery(Optional.empty(), after, SessionFilter.MAX)),
          ChainHead::session,
          head -> {
            to.take(head.json().canonical() + "\n");
            sessions++;
          });
    }
  }
}
