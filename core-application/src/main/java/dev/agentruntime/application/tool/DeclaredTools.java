package dev.agentruntime.application.tool;

import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the tools that a client declares, before a session has them. */
public record DeclaredTools(ToolSchemas schemas) {

  /**
   * Lets settings pass whose declared tools have names of their own and schemas that can be used.
   *
   * @throws RefusedException with every problem
   */
  public void require(SessionSettings settings) {
    var flaws = new ArrayList<Refusal.Flaw>();
    var names = new HashSet<ToolName>();
    List<ToolSpec> declared = settings.tools().declared();
    for (int i = 0; i < declared.size(); i++) {
      flaws.addAll(flaws(declared.get(i), "/client_tools/" + i, names));
    }
    if (!flaws.isEmpty()) {
      throw new RefusedException(new Refusal.Invalid(flaws));
    }
  }

  private List<Refusal.Flaw> flaws(ToolSpec tool, String at, Set<ToolName> names) {
    var flaws = new ArrayList<Refusal.Flaw>();
    if (BuiltinTools.find(tool.name()).isPresent()) {
      flaws.add(
          new Refusal.Flaw(
              at + "/name",
              tool.name() + " is the name of a built-in tool; declare yours under another"));
    }
    if (!names.add(tool.name())) {
      flaws.add(new Refusal.Flaw(at + "/name", tool.name() + " is declared twice"));
    }
    for (ToolSchemas.Flaw flaw : schemas.flawsOf(tool.schema())) {
      flaws.add(
          new Refusal.Flaw(
              at + "/schema" + flaw.pointer(),
              "the schema of " + tool.name() + ": " + flaw.words()));
    }
    return flaws;
  }
}
