package dev.agentruntime.domain.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProtectedPathsTest {

  private static List<ProtectedPaths> covering(String path) {
    return ProtectedPaths.all().stream().filter(paths -> path.matches(paths.pattern())).toList();
  }

  @Test
  void every_rule_and_every_name_stands_once() {
    List<ProtectedPaths> all = ProtectedPaths.all();

    assertThat(all).extracting(ProtectedPaths::rule).doesNotHaveDuplicates();
    assertThat(all.stream().flatMap(paths -> paths.names().stream()))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z0-9._*-]+"));
  }

  @Test
  void the_expressions_are_short_enough_for_a_policy() {
    assertThat(ProtectedPaths.all())
        .allSatisfy(paths -> assertThat(paths.pattern()).hasSizeLessThanOrEqualTo(256));
  }

  @Test
  void what_a_sandbox_freezes_is_protected() {
    assertThat(ProtectedPaths.frozen())
        .contains(".git/hooks", ".git/config", ".hg/hgrc", ".vscode", ".envrc", ".mcp.json")
        .doesNotContain(".git", ".npmrc")
        .doesNotHaveDuplicates()
        .allSatisfy(path -> assertThat(covering(path)).isNotEmpty());
  }

  @Test
  void all_that_lies_in_a_folder_is_meant_and_a_file_alone() {
    assertThat(covering("a/.GIT/hooks/x"))
        .extracting(ProtectedPaths::rule)
        .containsExactly("protected-folders");
    assertThat(covering(".ssh/config"))
        .extracting(ProtectedPaths::rule)
        .containsExactly("protected-secret-folders");
    assertThat(covering("jenkinsfile.new")).isNotEmpty();
    assertThat(covering(".profile/x")).isEmpty();
    assertThat(covering("a.git")).isEmpty();
  }
}
