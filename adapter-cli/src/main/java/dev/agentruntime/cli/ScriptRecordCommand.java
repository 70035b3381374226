package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.script.ScriptReader;
import dev.agentruntime.application.script.ScriptRecorder;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a script of a session. */
@Command(
    name = "record",
    description =
        "Makes a script of a session that was run: what was said, answered and decided in it."
            + " 'script run --workspace' plays it on a folder as it was before the session.",
    footer = "agent-runtime script record 0193f2c4 -o fix.yaml")
final class ScriptRecordCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "SESSION",
      description = "The session; the beginning of its id is enough.")
  private String session = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "A new file for the script. Default: standard output.")
  private Optional<Path> output = Optional.empty();

  ScriptRecordCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(
        common, runtime -> record(runtime, new SessionIds(runtime, common.next()).find(session)));
  }

  private int record(AgentRuntime runtime, SessionId id) {
    var view = runtime.get(new GetSession(Owner.LOCAL, id));
    List<SessionEvent> log =
        new EventPages(runtime, id).after(0).stream().map(RecordedEvent::event).toList();
    String script = ScriptRecorder.yaml(log, approve(view.summary().labels().get("approve")));
    // A recording that could not be played is worth nothing, and nobody would notice.
    ScriptReader.read(script, "the recording");
    tellGaps(log);
    output.ifPresentOrElse(file -> write(file, script), () -> print(script));
    return ExitCode.DONE.status();
  }

  private static ApprovalMode approve(@Nullable String label) {
    return Optional.ofNullable(label).flatMap(ApprovalMode::named).orElse(ApprovalMode.READS);
  }

  private void tellGaps(List<SessionEvent> log) {
    long open =
        count(log, "approval.requested")
            - count(log, "approval.approved")
            - count(log, "approval.rejected");
    if (open > 0 || count(log, "llm.request.failed") > 0) {
      idle.surroundings()
          .tell(
              "a model's failure, or an approval that nobody decided, is not in the script: look"
                  + " it through before you play it");
    }
  }

  private static long count(List<SessionEvent> log, String type) {
    return log.stream().filter(event -> event.type().equals(type)).count();
  }

  private void print(String script) {
    idle.surroundings().out().print(script);
    idle.surroundings().out().flush();
  }

  private void write(Path file, String script) {
    Path target = idle.surroundings().folder().resolve(file);
    try {
      Files.writeString(target, script, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.usage("there is a file " + target + " already; name another");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "the script cannot be written to " + target + ": " + FileTrouble.why(e));
    }
  }
}
