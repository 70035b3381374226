package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.command.CommandPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantRuleTest {

  private static ApprovalRequest request(String type, String subject, String details) {
    return new ApprovalRequest(
        new ApprovalType(type), subject, JsonText.readObject(details), Optional.empty(), List.of());
  }

  private static Optional<GrantRule> offered(ApprovalRequest request) {
    return GrantRule.of(
        Approval.pending(
            new ApprovalId(new UUID(0, 7)),
            request,
            new Approval.Asked(
                Optional.empty(),
                "",
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Approval.Basis.RUNTIME)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          write_file     | {"paths":["a"]}         | write_file: a
          apply_diff     | {"paths":["a","b/c"]}   | apply_diff: a, b/c
          read_file      | {"paths":["a"]}         | read_file: a
          read_file      | {"paths":[".env"],"secret":true} | read_file: .env
          list_files     | {"paths":["."]}         | list_files: .
          search_in_code | {"paths":["src"]}       | search_in_code: src
          execute_command | {"command":"npm  test -- 'a b'"} | execute_command: npm test -- 'a b'
          execute_command | {"command":"ls '*' 'a\\"b'"} | execute_command: ls '*' 'a"b'
          execute_command | {"command":"git status && ls\\nls"} | execute_command: git status && ls ls
          execute_command | {"command":"env -u A ls"} | execute_command: env -u A ls
          execute_command | {"command":"ls","arguments":{"cwd":"a"}} | execute_command: ls, in a
          """)
  void a_grant_allows_what_was_asked_for(String tool, String details, String text) {
    ApprovalRequest asked = request("tool", tool, details);
    GrantRule grant = offered(asked).orElseThrow();

    assertThat(grant.text()).isEqualTo(text);
    assertThat(ruling(grant, asked)).isEqualTo(Ruling.ALLOW);
  }

  @Test
  void whose_grant_it_is_stands_in_its_text() {
    var asked =
        new ApprovalRequest(
            ApprovalType.TOOL,
            "execute_command",
            JsonText.readObject("{\"command\":\"ls\",\"arguments\":{\"cwd\":\"a\"}}"),
            Optional.of(new AgentName("coder")),
            List.of());

    assertThat(offered(asked).map(GrantRule::text)).contains("execute_command: ls, in a, by coder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          write_file | {"paths":["a"]}  | write_file | {"paths":["b"]}
          write_file | {"paths":["a"]}  | write_file | {"paths":["a","b"]}
          write_file | {"paths":["a"]}  | apply_diff | {"paths":["a"]}
          write_file | {"paths":["a"]}  | write_file | {}
          read_file  | {"paths":["a"]}  | read_file  | {"paths":["a"],"secret":true}
          execute_command | {"command":"ls"} | execute_command | {"command":"ls -a"}
          execute_command | {"command":"ls"} | execute_command | {"command":"./ls"}
          execute_command | {"command":"ls"} | execute_command | {"command":"ls && ls -a"}
          execute_command | {"command":"ls"} | execute_command | {"command":"ls $x"}
          execute_command | {"command":"ls"} | execute_command | {"command":"ls","arguments":{"cwd":"a"}}
          execute_command | {"command":"ls","arguments":{"cwd":"a"}} | execute_command | {"command":"ls"}
          execute_command | {"command":"ls '*'"} | execute_command | {"command":"ls a b"}
          execute_command | {"command":"ls; pwd"} | execute_command | {"command":"ls"}
          execute_command | {"command":"env ls"} | execute_command | {"command":"env ls -a"}
          read_file  | {"paths":["a"],"secret":true} | read_file | {"paths":["b"],"secret":true}
          """)
  void a_grant_allows_nothing_else(String tool, String details, String other, String others) {
    GrantRule grant = offered(request("tool", tool, details)).orElseThrow();

    assertThat(ruling(grant, request("tool", other, others))).isEqualTo(Ruling.ASK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tool       | write_file      | {}
          tool       | write_file      | {"paths":["src/a",".git/hooks/pre-commit"]}
          tool       | apply_diff      | {"paths":[".env"]}
          tool       | execute_command | {}
          tool       | execute_command | {"command":"ls $HOME"}
          tool       | execute_command | {"command":"ls > a"}
          tool       | execute_command | {"command":"python3 -c 'print(1)'"}
          tool       | a_clients_tool  | {"paths":["a"]}
          recovery   | write_file      | {"paths":["a"]}
          limit      | tool_calls      | {}
          deployment | write_file      | {"paths":["a"]}
          """)
  void what_no_rule_can_say_exactly_is_not_offered(String type, String subject, String details) {
    assertThat(offered(request(type, subject, details))).isEmpty();
  }

  @Test
  void a_command_too_long_for_a_pattern_is_allowed_as_it_is_written() {
    String line = "echo " + "a".repeat(2000);
    ApprovalRequest asked = request("tool", "execute_command", "{\"command\":\"" + line + "\"}");
    assertThat(ruling(offered(asked).orElseThrow(), asked)).isEqualTo(Ruling.ALLOW);
  }

  @Test
  void the_longest_command_of_a_pattern_is_allowed_by_its_words() {
    String argument = "a".repeat(CommandPattern.MAX_LENGTH - "echo ".length());
    GrantRule grant = offered(command("echo " + argument)).orElseThrow();

    assertThat(ruling(grant, command("echo   '" + argument + "'"))).isEqualTo(Ruling.ALLOW);
  }

  private static ApprovalRequest command(String line) {
    return request("tool", "execute_command", "{\"command\":\"" + line + "\"}");
  }

  private static Ruling ruling(GrantRule grant, ApprovalRequest request) {
    JsonObject document = JsonObject.builder().put("rules", JsonArray.of(grant.rule())).build();
    return PolicyDocument.read(document).evaluate(request).ruling();
  }
}
