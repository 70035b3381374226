package dev.agentruntime.cli;

import dev.agentruntime.domain.agent.AgentName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which session it is, and what a new one works on and with. */
final class SessionOptions {

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      description = "The folder to work in. Default: the current one, or the session's own.")
  private Optional<Path> workspace = Optional.empty();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Play this YAML script instead of asking a model.")
  private Optional<Path> script = Optional.empty();

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      completionCandidates = Words.Agents.class,
      description =
          "The agent that takes the message, instead of the script's or the router's choice.")
  private Optional<String> agent = Optional.empty();

  @Option(
      names = {"-c", "--continue"},
      description = "Resume the newest session of the workspace.")
  private boolean newest;

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description = "Resume this session; the beginning of its id is enough.")
  private Optional<String> session = Optional.empty();

  void addTo(List<RuntimeFactory.Flag> flags) {
    model.addTo(flags);
  }

  /**
   * The session that is meant.
   *
   * @param fresh the target where none is named
   */
  RunRequest.Target target(RunRequest.Target fresh) {
    if (newest && session.isPresent()) {
      throw CommandFailure.usage("-c and -s exclude each other; give one of them");
    }
    return newest
        ? new RunRequest.Target.Newest()
        : session.<RunRequest.Target>map(RunRequest.Target.Known::new).orElse(fresh);
  }

  Optional<AgentName> agent() {
    return agent.map(SessionOptions::agent);
  }

  static AgentName agent(String name) {
    if (!AgentName.isValid(name)) {
      throw CommandFailure.usage(
          "\"" + name + "\" is no name of an agent; agent-runtime agents list shows them");
    }
    return new AgentName(name);
  }

  boolean isScripted() {
    return script.isPresent();
  }

  /**
   * The files it is about.
   *
   * @param folder where the command was started
   * @param values of the script's parameters
   */
  RunRequest.Files files(Path folder, Map<String, String> values) {
    return new RunRequest.Files(
        folder,
        workspace.map(named -> folder.resolve(named).normalize()),
        script.map(file -> new ScriptFile.Choice(folder.resolve(file).normalize(), values).read()));
  }
}
