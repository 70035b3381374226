package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.cli.RunRequest.Target;
import dev.agentruntime.cli.SessionFinder.Found;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.tool.ToolExecution;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the session of a run, or takes up the one there is. */
record SessionStart(
    RuntimeFactory.Prepared prepared,
    RunRequest request,
    Optional<ScriptFile> script,
    RunJob.Manner manner) {

  /**
   * A session to run.
   *
   * @param text to say in it first
   * @param agent who is to take the text
   * @param shown position of the last event that is not part of this run
   */
  record Started(
      SessionId session,
      ModelChoice model,
      Optional<ScriptFile> script,
      Optional<String> text,
      Optional<AgentName> agent,
      long shown) {}

  /**
   * Refuses what cannot be run, as long as nothing is opened or made.
   *
   * @return the model of a session that is to be made
   */
  Optional<ModelChoice> check() {
    if (!request.isNew()) {
      return Optional.empty();
    }
    SessionFinder.real(workspace());
    firstText();
    return Optional.of(newModel());
  }

  Started in(AgentRuntime runtime) {
    var sessions = new SessionFinder(runtime);
    return switch (request.target()) {
      case Target.New fresh -> create(runtime);
      case Target.Silent silent -> create(runtime);
      case Target.Newest newest -> resume(runtime, sessions.newest(workspace()));
      case Target.Known known ->
          resume(
              runtime, sessions.known(ids(runtime).find(known.id()), request.files().workspace()));
    };
  }

  private SessionIds ids(AgentRuntime runtime) {
    return new SessionIds(runtime, manner.next());
  }

  private Path workspace() {
    return request.files().workspace().orElse(request.files().folder());
  }

  private Optional<String> firstText() {
    Optional<String> text = request.message();
    if (request.target() instanceof Target.Silent) {
      return text;
    }
    return text.or(() -> script.flatMap(s -> s.script().messages().stream().findFirst()))
        .or(
            () -> {
              throw CommandFailure.usage(
                  "there is nothing to do: give a prompt, pipe one in, or name a script that has"
                      + " messages");
            });
  }

  private ModelChoice newModel() {
    return script.flatMap(ScriptFile::choice).orElseGet(prepared::liveModel);
  }

  private Started create(AgentRuntime runtime) {
    RuntimeFactory.RunSettings settings = prepared.run();
    var policy = new NewPolicy(runtime, settings.policy());
    ModelChoice model = newModel();
    var runner = new Runner.OnHost(LocalProcess.hostName(), SessionFinder.real(workspace()), model);
    SessionId session =
        runtime.create(
            new CreateSession(
                Owner.LOCAL,
                new SessionSettings(
                    "",
                    policy.labels(),
                    settings.limits(),
                    runner,
                    RoutingMode.FIRST,
                    new SessionSettings.Tools(ToolExecution.WORKSPACE, List.of())),
                request.agent().or(this::agentOfScript),
                policy.own()));
    return new Started(session, model, script, firstText(), Optional.empty(), 0);
  }

  /** A script's replies are those of somebody. */
  private Optional<AgentName> agentOfScript() {
    return script.flatMap(file -> file.script().setup().agent());
  }

  private Started resume(AgentRuntime runtime, Found found) {
    SessionId id = found.view().id();
    Optional<ScriptFile> played = SessionFinder.scriptOf(found, script);
    if (found.runner().model() instanceof ModelChoice.Live live) {
      requireSame("--model", Optional.of(live.model()), manner.flag(SettingNames.MODEL), id);
      if (manner.flag(SettingNames.BASE_URL).isPresent()) {
        requireSame(
            "--base-url", Optional.of(live.baseUrl()), Optional.of(prepared.run().baseUrl()), id);
      }
    }
    new ResumedWith(runtime, prepared.run(), manner).apply(found);
    return new Started(
        id,
        found.runner().model(),
        played,
        request.message(),
        request.agent(),
        found.view().position());
  }

  private static void requireSame(
      String flag, Optional<String> stored, Optional<String> given, SessionId id) {
    if (given.isPresent() && stored.isPresent() && !given.equals(stored)) {
      throw CommandFailure.usage(
          "session %s was started with %s %s and keeps it; leave %s out, or start a new session"
              .formatted(id, flag, stored.get(), flag));
    }
  }
}
