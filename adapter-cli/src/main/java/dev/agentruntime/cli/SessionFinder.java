package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the session to go on with, and makes sure that it may go on here. */
record SessionFinder(AgentRuntime runtime) {

  /** A session that may be run by this process. */
  record Found(SessionView view, Runner.OnHost runner) {}

  /** The session of that id. */
  Found known(SessionId id, Optional<Path> workspace) {
    SessionView view = runtime.get(new GetSession(Owner.LOCAL, id));
    if (!(view.summary().runner() instanceof Runner.OnHost on)) {
      throw CommandFailure.usage(
          "session "
              + id
              + " has its tools executed by a client, so it cannot be run here; the server that the"
              + " client uses goes on with it (agent-runtime serve), or start a session of your"
              + " own");
    }
    if (!on.host().equals(LocalProcess.hostName())) {
      throw CommandFailure.usage(
          "session "
              + id
              + " belongs to host "
              + on.host()
              + ", where its workspace is; run it there");
    }
    workspace
        .map(SessionFinder::real)
        .filter(folder -> !folder.equals(on.workspace()))
        .ifPresent(
            other -> {
              throw CommandFailure.usage(
                  "session "
                      + id
                      + " works in "
                      + on.workspace()
                      + ", not in "
                      + other
                      + "; leave --workspace out, or start a new session there");
            });
    return new Found(view, on);
  }

  /** The session with the newest activity in that workspace. */
  Found newest(Path workspace) {
    String folder = real(workspace);
    Optional<String> cursor = Optional.empty();
    do {
      var filter = new SessionFilter(Optional.empty(), Map.of(), SessionFilter.MAX, cursor);
      Page<SessionSummary> page = runtime.list(new ListSessions(Owner.LOCAL, filter));
      Optional<SessionSummary> newest =
          page.items().stream()
              .filter(session -> session.state().status() != SessionStatus.CLOSED)
              .filter(session -> isIn(session.runner(), folder))
              .findFirst();
      if (newest.isPresent()) {
        return known(newest.get().id(), Optional.empty());
      }
      cursor = page.next();
    } while (cursor.isPresent());
    throw new CommandFailure(
        ExitCode.NOT_FOUND,
        "there is no session of " + folder + " to continue; start one without -c");
  }

  private static boolean isIn(Runner runner, String folder) {
    return runner instanceof Runner.OnHost on
        && on.workspace().equals(folder)
        && on.host().equals(LocalProcess.hostName());
  }

  /**
   * The script a session plays: the one that is given, or the one it was started with.
   *
   * @return nothing if a live model answers
   */
  static Optional<ScriptFile> scriptOf(Found found, Optional<ScriptFile> given) {
    SessionId id = found.view().id();
    return switch (found.runner().model()) {
      case ModelChoice.Live live -> {
        if (given.isPresent()) {
          throw CommandFailure.usage(
              "session " + id + " is answered by the model " + live.model() + ", not by a script");
        }
        yield Optional.empty();
      }
      case ModelChoice.Scripted scripted -> {
        ScriptFile script = given.orElseGet(() -> ScriptFile.read(Path.of(scripted.source())));
        if (!script.script().about().digest().equals(scripted.digest())) {
          throw CommandFailure.usage(
              "session "
                  + id
                  + " was started with another script than "
                  + script.file()
                  + " is now; give the same one with --script");
        }
        yield Optional.of(script);
      }
    };
  }

  /** The one path of a folder, whichever way it was named. */
  static String real(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        throw CommandFailure.usage(
            "the workspace " + folder + " is not an existing folder; name one that is there");
      }
      return folder.toRealPath().toString();
    } catch (IOException e) {
      throw CommandFailure.usage(
          "the workspace " + folder + " cannot be used: " + FileTrouble.why(e));
    }
  }
}
