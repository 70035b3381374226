package dev.agentruntime.application.script;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A session that is written down: where it starts, what is said in it, and what has to hold at its
 * end.
 *
 * @param messages what the user says: the first starts the session, later ones answer questions or
 *     go on
 * @param model what the model answers; a live model is asked where there is none
 * @param decisions what people say to approvals
 */
public record Script(
    About about,
    Setup setup,
    List<String> messages,
    Optional<Model> model,
    List<ScriptedDecision> decisions,
    Checks checks) {

  public Script {
    messages = List.copyOf(messages);
    decisions = List.copyOf(decisions);
  }

  /**
   * What a script says of itself.
   *
   * @param digest of its text and the values of its parameters; a session holds it, so that only
   *     the same script goes on with it
   */
  public record About(String description, List<Parameter> parameters, Digest digest) {
    public About {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * Something that can be chosen for each run.
   *
   * @param byDefault its value where none is given; without one, it has to be given
   * @param value what it is in this script
   */
  public record Parameter(
      String name, String description, Optional<String> byDefault, String value) {}

  /**
   * Where the session starts.
   *
   * @param agent who takes the first message; the router chooses where there is none
   * @param approve what is approved by itself
   * @param workspace the files it starts with, if it brings its own
   */
  public record Setup(
      Optional<AgentName> agent, ApprovalMode approve, Optional<Workspace> workspace) {}

  /**
   * Files to start with.
   *
   * @param from a folder beside the script to copy
   * @param files texts by their paths; they come after the folder and replace what is there
   */
  public record Workspace(Optional<String> from, Map<String, String> files) {
    public Workspace {
      files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }
  }

  /**
   * What the model answers, in order.
   *
   * @param routes replies to routing requests
   * @param replies replies of the agents
   */
  public record Model(List<ChatModel.Reply> routes, List<ChatModel.Reply> replies) {
    public Model {
      routes = List.copyOf(routes);
      replies = List.copyOf(replies);
    }
  }
}
