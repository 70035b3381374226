package dev.agentruntime.application.script;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.FilePatterns;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a script's person says.
 *
 * @param when the requests it is for, however many and in whichever order; without, it is for the
 *     next request that no other decision is for
 */
public record ScriptedDecision(Optional<Target> when, ApprovalDecision decision) {

  /**
   * Which requests are meant. What is absent does not matter; all that is there has to fit.
   *
   * @param type of the request; a tool call unless it says otherwise
   * @param tool the subject
   * @param path a glob that has to cover every path of the request
   * @param command the whole command, to the letter
   */
  public record Target(
      ApprovalType type,
      Optional<String> tool,
      Optional<AgentName> agent,
      Optional<String> path,
      Optional<String> command) {

    boolean covers(ApprovalRequest request) {
      return type.equals(request.type())
          && tool.map(request.subject()::equals).orElse(true)
          && agent.map(name -> request.agent().filter(name::equals).isPresent()).orElse(true)
          && path.map(glob -> coversPaths(glob, request)).orElse(true)
          && (command.isEmpty() || command.equals(request.details().string("command")));
    }

    private static boolean coversPaths(String glob, ApprovalRequest request) {
      List<String> paths = request.details().strings("paths");
      return !paths.isEmpty() && paths.stream().allMatch(new FilePatterns(List.of(glob))::covers);
    }

    /** In words. */
    @Override
    public String toString() {
      var words = new ArrayList<String>();
      words.add(tool.orElse(type.equals(ApprovalType.TOOL) ? "any tool" : "any " + type));
      agent.ifPresent(name -> words.add("by " + name));
      path.ifPresent(glob -> words.add("in " + glob));
      command.ifPresent(text -> words.add("of \"" + text + "\""));
      return String.join(" ", words);
    }
  }
}
