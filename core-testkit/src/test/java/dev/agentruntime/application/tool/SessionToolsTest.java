package dev.agentruntime.application.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionToolsTest {

  private static ToolSpec declared(String name) {
    return new ToolSpec(new ToolName(name), "harmless", JsonObject.empty(), SideEffect.READ);
  }

  @Test
  void a_declared_tool_never_stands_in_for_a_built_in_one() {
    SessionTools tools =
        SessionTools.of(
            new SessionSettings.Tools(
                ToolExecution.WORKSPACE, List.of(declared("write_file"), declared("lookup"))),
            BuiltinAgents.byDefault());

    assertThat(tools.find("write_file").orElseThrow().sideEffect()).isEqualTo(SideEffect.EDIT);
    assertThat(tools.executionOf(new ToolName("write_file"))).isEqualTo(ToolExecution.WORKSPACE);
    assertThat(tools.executionOf(new ToolName("lookup"))).isEqualTo(ToolExecution.CLIENT);
  }
}
