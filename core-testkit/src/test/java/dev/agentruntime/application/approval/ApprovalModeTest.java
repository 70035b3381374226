package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.ProtectedPaths;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalModeTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          NONE,  read_file,             ASK
          NONE,  write_file,            ASK
          NONE,  execute_command,       ASK
          NONE,  attempt_completion,    ALLOW
          READS, read_file,             ALLOW
          READS, list_files,            ALLOW
          READS, search_in_code,        ALLOW
          READS, write_file,            ASK
          READS, apply_diff,            ASK
          READS, execute_command,       ASK
          READS, ask_followup_question, ALLOW
          READS, switch_mode,           ALLOW
          READS, a_tool_of_the_client,  ASK
          EDITS, read_file,             ALLOW
          EDITS, write_file,            ALLOW
          EDITS, apply_diff,            ALLOW
          EDITS, execute_command,       ASK
          ALL,   write_file,            ALLOW
          ALL,   execute_command,       ALLOW
          ALL,   a_tool_of_the_client,  ASK
          """)
  void a_mode_says_what_runs_by_itself(ApprovalMode mode, String tool, Ruling ruling) {
    assertThat(ruling(mode, ApprovalType.TOOL, tool, "src/a.txt")).isEqualTo(ruling);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git/hooks/pre-commit",
        ".GIT/config",
        "sub/.git",
        ".github/workflows/x.yml",
        ".idea/a",
        ".vscode/tasks.json",
        ".husky/x",
        ".ssh/config",
        ".gitlab-ci.yml",
        "Jenkinsfile",
        "sub/jenkinsfile",
        ".gitmodules",
        ".gitattributes",
        ".npmrc",
        ".bashrc",
        "x/.ENVRC",
        ".env",
        ".env.local",
        "sub/.Env",
        "key.PEM",
        "id_ed25519",
        ".agent-runtime/x",
        ".git",
        ".git/config",
        "vendor/lib/.git/config",
        ".github/workflows/ci.yml",
        ".circleci/config.yml",
        "app/.vscode/settings.json",
        ".idea/workspace.xml",
        "home/.zshrc",
        ".profile",
        "app/.env.local",
        ".envrc",
        "server.pem",
        "certs/x.KEY",
        "id_rsa",
        ".ssh/authorized_keys",
        ".husky/pre-commit",
        ".agent-runtime/config.yml"
      })
  void edits_of_protected_paths_are_always_asked_for(String path) {
    for (String tool : List.of("write_file", "apply_diff")) {
      assertThat(ruling(ApprovalMode.ALL, ApprovalType.TOOL, tool, path)).isEqualTo(Ruling.ASK);
      assertThat(ruling(ApprovalMode.EDITS, ApprovalType.TOOL, tool, path)).isEqualTo(Ruling.ASK);
    }
  }

  static Stream<String> protectedNames() {
    return ProtectedPaths.all().stream().flatMap(paths -> paths.names().stream());
  }

  @ParameterizedTest
  @MethodSource("protectedNames")
  void each_protected_name_asks_in_every_mode_wherever_it_stands(String name) {
    for (String file : List.of(name.replace("*", ""), name.replace("*", ".x"))) {
      for (String path : List.of(file, "a/b/" + file, file.toUpperCase(Locale.ROOT))) {
        assertThat(ApprovalMode.isProtected(path)).as(path).isTrue();
        for (ApprovalMode mode : ApprovalMode.values()) {
          assertThat(ruling(mode, ApprovalType.TOOL, "write_file", path))
              .as(path)
              .isEqualTo(Ruling.ASK);
          assertThat(ruling(mode, ApprovalType.TOOL, "apply_diff", path))
              .as(path)
              .isEqualTo(Ruling.ASK);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.git",
        "gitlab-ci.yml",
        "src/env.txt",
        "README.md",
        "src/.gitignore",
        "src/Main.java",
        ".gitignore",
        "docs/environment.md",
        "git/config",
        "key.txt",
        "src/profile",
        "package.json"
      })
  void other_paths_are_not_protected(String path) {
    assertThat(ruling(ApprovalMode.EDITS, ApprovalType.TOOL, "write_file", path))
        .isEqualTo(Ruling.ALLOW);
  }

  @ParameterizedTest
  @EnumSource(ApprovalMode.class)
  void secrets_are_asked_for_in_every_mode(ApprovalMode mode) {
    var request =
        new ApprovalRequest(
            ApprovalType.TOOL,
            "read_file",
            JsonText.readObject("{\"path\":\".env\",\"paths\":[\".env\"],\"secret\":true}"),
            Optional.empty(),
            List.of());
    assertThat(PolicyDocument.read(mode.document()).evaluate(request).ruling())
        .isEqualTo(Ruling.ASK);
  }

  @ParameterizedTest
  @EnumSource(ApprovalMode.class)
  void what_is_no_tool_is_asked_for_in_every_mode(ApprovalMode mode) {
    for (String type : List.of("recovery", "limit", "plan")) {
      assertThat(ruling(mode, new ApprovalType(type), "read_file", "a")).isEqualTo(Ruling.ASK);
    }
    assertThat(mode.id()).isEqualTo(mode.name().toLowerCase(Locale.ROOT));
  }

  private static Ruling ruling(ApprovalMode mode, ApprovalType type, String subject, String path) {
    JsonObject details =
        JsonText.readObject("{\"path\":\"" + path + "\",\"paths\":[\"" + path + "\"]}");
    return PolicyDocument.read(mode.document())
        .evaluate(new ApprovalRequest(type, subject, details, Optional.empty(), List.of()))
        .ruling();
  }

  @ParameterizedTest
  @EnumSource(ApprovalMode.class)
  void a_mode_is_found_by_its_name(ApprovalMode mode) {
    assertThat(ApprovalMode.named(mode.id())).contains(mode);
    assertThat(ApprovalMode.named(mode.id() + "s")).isEmpty();
  }
}
