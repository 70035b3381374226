package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search program of which nothing is believed but where to look; a script plays its part. */
@Timeout(60)
class RipgrepTest {

  @TempDir Path tools;
  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() throws IOException {
    bench = new Workbench(root, Map.of("PATH", "relative:" + tools));
    bench.file("a.txt", "the needle\n");
    bench.file("b/c.txt", "a needle\n");
    bench.file("not-named.txt", "a needle that the program does not tell of\n");
  }

  private void program(String script) throws IOException {
    Path program = Files.writeString(tools.resolve("rg"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    bench = new Workbench(root, Map.of("PATH", "relative:" + tools));
  }

  private String search(Object... more) throws InterruptedException {
    Object[] arguments = new Object[more.length + 2];
    arguments[0] = "query";
    arguments[1] = "needle";
    System.arraycopy(more, 0, arguments, 2, more.length);
    return bench.run("search_in_code", arguments).content();
  }

  @Test
  void the_files_that_it_names_are_searched_in_order() throws Exception {
    program("printf './b/c.txt\\0./a.txt\\0'");

    assertThat(search()).isEqualTo("a.txt:1: the needle\nb/c.txt:1: a needle\n");
    assertThat(search("path", "b")).isEqualTo("b/c.txt:1: a needle\n");
    assertThat(search("file_pattern", "a*")).isEqualTo("a.txt:1: the needle\n");
  }

  @Test
  void where_it_finds_nothing_nothing_is_searched() throws Exception {
    program("exit 1");

    assertThat(search()).isEqualTo("[nothing found]\n");
  }

  @Test
  void it_is_asked_for_a_fixed_text_without_configuration_and_environment() throws Exception {
    program(
        "printf '%s\\n' \"$@\" > " + tools.resolve("asked") + "; env > " + tools.resolve("env"));

    bench.run("search_in_code", "query", "(foo|x)\\w+Handler", "regex", true, "path", "b");

    assertThat(Files.readAllLines(tools.resolve("asked")))
        .contains("--no-config", "--no-follow", "--fixed-strings", "--ignore-case")
        .endsWith("--regexp=Handler", "--", "./b");
    assertThat(Files.readString(tools.resolve("env"))).doesNotContain("HOME", "RIPGREP");
  }

  @Test
  void several_texts_are_asked_for_where_one_of_them_is_enough() throws Exception {
    program("printf '%s\\n' \"$@\" > " + tools.resolve("asked"));

    bench.run("search_in_code", "query", "first|second+", "regex", true, "case_sensitive", true);

    assertThat(Files.readAllLines(tools.resolve("asked")))
        .contains("--case-sensitive", "--regexp=first", "--regexp=second");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "printf './a.txt\\0'; exit 2",
        "printf '/etc/passwd\\0'",
        "printf './a.txt\\0./../secret\\0'",
        "printf './b/./c.txt\\0'",
        "printf './a.txt\\0.\\0'",
        "printf 'a.txt\\0'",
        "printf './b//c.txt\\0'",
        "printf './a.txt'; printf '\\0rubbish'",
        "head -c 300000 /dev/zero | tr '\\0' x",
        "i=0; while [ $i -lt 2100 ]; do printf './f%d\\0' $i; i=$((i+1)); done",
        "exec 1>&-; kill -9 $$"
      })
  void whatever_else_it_says_the_own_search_is_made(String script) throws Exception {
    program("PATH=/usr/bin:/bin; " + script);

    assertThat(search()).contains("a.txt:1", "b/c.txt:1", "not-named.txt:1");
  }

  @Test
  void a_program_that_cannot_be_started_is_done_without() throws Exception {
    Path program = Files.writeString(tools.resolve("rg"), "#!/no/such/interpreter\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    bench = new Workbench(root, Map.of("PATH", tools.toString()));

    assertThat(search()).contains("not-named.txt:1");
  }

  @Test
  void what_it_names_is_judged_like_everything_else(@TempDir Path outside) throws Exception {
    Files.writeString(outside.resolve("secret"), "needle outside\n");
    Files.createSymbolicLink(root.resolve("link"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("folder"), outside);
    bench.file(".env", "NEEDLE=needle\n");
    bench.file(".git/config", "needle\n");
    bench.file(".gitignore", "*.log\n");
    bench.file("x.log", "needle\n");
    program(
        "printf"
            + " './link\\0./folder/secret\\0./.env\\0./.git/config\\0./x.log\\0./none\\0./b/c.txt\\0./b\\0'");

    assertThat(search()).isEqualTo("b/c.txt:1: a needle\n");
  }

  @Test
  void one_in_the_workspace_or_behind_a_broken_link_is_not_started() throws Exception {
    bench.file("bin/rg", "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(
        root.resolve("bin/rg"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(tools.resolve("rg"), root.resolve("bin/rg"));
    Path real = root.toRealPath();

    assertThat(Ripgrep.on(real.resolve("bin") + ":" + tools + ":\0:", real)).isEmpty();
    Files.delete(tools.resolve("rg"));
    program("exit 1");
    assertThat(Ripgrep.on(real.resolve("bin") + ":" + tools, real))
        .map(Ripgrep::program)
        .contains(tools.resolve("rg").toRealPath());
  }

  @Test
  void it_is_given_up_after_a_while() throws Exception {
    program("exec sleep 60");
    var hasty = new Ripgrep(tools.resolve("rg"), root, Duration.ofMillis(200));

    assertThat(hasty.filesWith(Needle.ofText("needle", false), WorkspacePath.ROOT))
        .isEqualTo(Optional.empty());
  }

  @Test
  void one_that_closes_its_output_and_goes_on_is_given_up_too() throws Exception {
    program("exec sleep 60 >&-");
    var hasty = new Ripgrep(tools.resolve("rg"), root, Duration.ofMillis(200));

    assertThat(hasty.filesWith(Needle.ofText("needle", false), WorkspacePath.ROOT)).isEmpty();
  }

  @Test
  void an_interrupt_ends_it() throws Exception {
    program("exec sleep 60");
    var ripgrep = new Ripgrep(tools.resolve("rg"), root, Duration.ofMinutes(5));
    List<Needle> needles = Needle.ofText("needle", false);

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> ripgrep.filesWith(needles, WorkspacePath.ROOT))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void where_it_has_rules_of_its_own_it_is_not_asked() throws Exception {
    program("exit 1");
    bench.file(".rgignore", "*.txt\n");

    assertThat(search()).contains("a.txt:1", "b/c.txt:1", "not-named.txt:1");
  }

  @Test
  void a_short_text_is_not_worth_asking_for() throws Exception {
    program("exit 1");
    bench.file("d.txt", "ab\n");

    assertThat(bench.run("search_in_code", "query", "ab").content()).isEqualTo("d.txt:1: ab\n");
    assertThat(bench.run("search_in_code", "query", "[b]$", "regex", true).content())
        .isEqualTo("d.txt:1: ab\n");
  }
}
