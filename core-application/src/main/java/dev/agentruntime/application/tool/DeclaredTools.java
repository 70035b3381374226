package dev.agentruntime.application.tool;

import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Checks the tools that a client declares, before a session has them. */
public record DeclaredTools(ToolSchemas schemas) {

  /**
   * Lets settings pass whose declared tools have names of their own and schemas that can be used.
   *
   * @throws RefusedException with every problem
   */
  public void require(SessionSettings settings) {
    var problems = new ArrayList<String>();
    var names = new HashSet<String>();
    for (ToolSpec tool : settings.tools().declared()) {
      if (BuiltinTools.find(tool.name()).isPresent()) {
        problems.add(tool.name() + " is the name of a built-in tool; declare yours under another");
      }
      if (!names.add(tool.name().value())) {
        problems.add(tool.name() + " is declared twice");
      }
      for (String problem : schemas.problemsOf(tool.schema())) {
        problems.add("the schema of " + tool.name() + ": " + problem);
      }
    }
    if (!problems.isEmpty()) {
      throw new RefusedException(new Refusal.Invalid(List.copyOf(problems)));
    }
  }
}
