package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedPathsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git",
        ".git/config",
        ".git/hooks/pre-commit",
        "vendor/lib/.git/config",
        ".GIT/config",
        ".github/workflows/ci.yml",
        ".gitlab-ci.yml",
        "Jenkinsfile",
        ".circleci/config.yml",
        ".vscode/tasks.json",
        "app/.vscode/settings.json",
        ".idea/workspace.xml",
        ".bashrc",
        "home/.zshrc",
        ".profile",
        ".env",
        "app/.env.local",
        ".envrc",
        "server.pem",
        "certs/x.KEY",
        "id_rsa",
        ".ssh/authorized_keys",
        ".husky/pre-commit",
        ".npmrc",
        ".agent-runtime/config.yml"
      })
  void what_runs_or_opens_something_is_protected(String path) {
    assertThat(ProtectedPaths.covers(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "src/Main.java",
        ".gitignore",
        "docs/environment.md",
        "git/config",
        ".github/FUNDING.yml",
        "key.txt",
        "src/profile",
        "package.json"
      })
  void ordinary_files_are_not(String path) {
    assertThat(ProtectedPaths.covers(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".git/**", ".github/workflows/**", ".vscode/**", ".env*", "*.pem", "id_rsa*"})
  void the_patterns_can_be_shown(String glob) {
    assertThat(ProtectedPaths.globs()).anyMatch(each -> each.endsWith(glob));
  }
}
