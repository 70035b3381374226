package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.Preview;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListFilesTest {

  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() {
    bench = new Workbench(root);
  }

  private List<String> list(Object... arguments) throws InterruptedException {
    return bench.run("list_files", arguments).content().lines().toList();
  }

  private void files(String... paths) throws Exception {
    for (String path : paths) {
      bench.file(path, "");
    }
  }

  @Test
  void names_are_sorted_and_folders_end_in_a_slash() throws Exception {
    files("b.txt", "a/x.txt", "c", "A.txt");

    assertThat(list()).containsExactly("A.txt", "a/", "b.txt", "c");
  }

  @Test
  void a_recursive_list_names_everything_from_the_root() throws Exception {
    files("src/main/A.java", "src/B.java", "pom.xml");

    assertThat(list("recursive", true))
        .containsExactly("pom.xml", "src/", "src/B.java", "src/main/", "src/main/A.java");
    assertThat(list("path", "src/main")).containsExactly("src/main/A.java");
  }

  @Test
  void hidden_names_are_listed_when_asked_for_but_never_those_of_git() throws Exception {
    files(".hidden", ".git/config", "sub/.git/config", "sub/a");

    assertThat(list("recursive", true)).containsExactly("sub/", "sub/a");
    assertThat(list("recursive", true, "include_hidden", true))
        .containsExactly(".hidden", "sub/", "sub/a");
  }

  @Test
  void ignored_files_are_left_out_as_git_does() throws Exception {
    bench.file(".gitignore", "*.log\n/build/\n!keep.log\nnode_modules\ndocs/**/*.tmp\n");
    bench.file("sub/.gitignore", "!important.log\nbuild\n/only-here\n");
    files(
        "a.log",
        "keep.log",
        "build/out",
        "sub/build/out",
        "sub/important.log",
        "sub/other.log",
        "sub/only-here",
        "sub/deep/only-here",
        "sub/deep/node_modules/x",
        "docs/a/b.tmp",
        "docs/a/b");

    assertThat(list("recursive", true))
        .containsExactly(
            "docs/",
            "docs/a/",
            "docs/a/b",
            "keep.log",
            "sub/",
            "sub/deep/",
            "sub/deep/only-here",
            "sub/important.log");
  }

  @Test
  void the_rules_of_folders_above_hold_where_the_list_begins_further_down() throws Exception {
    bench.file(".gitignore", "*.log\n");
    bench.file("a/.gitignore", "*.tmp\n");
    files("a/b/x.log", "a/b/x.tmp", "a/b/x.txt");

    assertThat(list("path", "a/b")).containsExactly("a/b/x.txt");
  }

  @Test
  void an_ignored_folder_is_listed_when_it_is_asked_for_by_name() throws Exception {
    bench.file(".gitignore", "target/\n");
    files("target/report.txt");

    assertThat(list())
        .containsExactly(
            "[nothing found; files that .gitignore names are left out, hidden ones unless asked"
                + " for]");
    assertThat(list("path", "target")).containsExactly("target/report.txt");
  }

  @Test
  void a_rule_that_would_explode_and_rules_behind_a_link_are_left_out() throws Exception {
    bench.file(".gitignore", "a*a*a*a*a*b\n*.log\n");
    bench.file("rules", "*.txt\n");
    Files.createDirectory(root.resolve("sub"));
    Files.createSymbolicLink(root.resolve("sub/.gitignore"), Path.of("../rules"));
    files("a".repeat(200), "x.log", "sub/a.txt");

    assertThat(list("recursive", true))
        .containsExactly("a".repeat(200), "rules", "sub/", "sub/a.txt");
  }

  @Test
  void a_pattern_selects_by_name_or_by_path() throws Exception {
    files("src/A.java", "src/x/B.java", "src/x/b.ts", "src/x/c.tsx", "A.java");

    assertThat(list("recursive", true, "pattern", "*.java"))
        .containsExactly("A.java", "src/A.java", "src/x/B.java");
    assertThat(list("recursive", true, "pattern", "src/**/*.java"))
        .containsExactly("src/A.java", "src/x/B.java");
    assertThat(list("recursive", true, "path", "src", "pattern", "x/*.{ts,tsx}"))
        .containsExactly("src/x/b.ts", "src/x/c.tsx");
  }

  @Test
  void a_broken_pattern_is_refused() throws Exception {
    assertThat(list("pattern", "{a,b")).singleElement().asString().contains("not valid");
  }

  @Test
  void more_than_a_thousand_names_are_counted() throws Exception {
    for (int i = 0; i < 1003; i++) {
      files("f%04d".formatted(i));
    }

    assertThat(list()).hasSize(1001).last().isEqualTo("[3 more; narrow it by path or pattern]");
  }

  @Test
  void a_link_is_listed_but_not_entered_and_can_be_the_start() throws Exception {
    files("real/a");
    Files.createSymbolicLink(root.resolve("alias"), Path.of("real"));

    assertThat(list("recursive", true)).containsExactly("alias", "real/", "real/a");
    assertThat(list("path", "alias")).containsExactly("real/a");
    assertThat(bench.preview("list_files", "path", "alias").paths())
        .containsExactly("alias", "real");
  }

  @Test
  void what_is_no_folder_is_refused() throws Exception {
    files("file");

    assertThat(bench.execute("list_files", Preview.nothing(), "path", "file").content())
        .isEqualTo("file is not a folder");
  }

  @Test
  void a_very_deep_folder_ends_somewhere() throws Exception {
    Path deep = root;
    for (int i = 0; i < 120; i++) {
      deep = deep.resolve("d");
    }
    Files.createDirectories(deep);

    assertThat(list("recursive", true)).hasSize(101);
  }

  @Test
  void modes_of_folders_are_no_reason_to_fail() throws Exception {
    files("open/a", "shut/b");
    Files.setPosixFilePermissions(
        root.resolve("shut"), PosixFilePermissions.fromString("---------"));
    try {
      assertThat(list("recursive", true)).contains("open/", "open/a", "shut/");
    } finally {
      Files.setPosixFilePermissions(
          root.resolve("shut"), PosixFilePermissions.fromString("rwx------"));
    }
  }
}
