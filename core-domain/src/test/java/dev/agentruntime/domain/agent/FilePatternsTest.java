package dev.agentruntime.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilePatternsTest {

  @ParameterizedTest
  @CsvSource({
    "*.md, readme.md, true",
    "*.md, README.MD, true",
    "*.MD, docs/adr/0001.md, true",
    "*.md, .md, true",
    "*.md, docs/notes.txt, false",
    "*.md, notes.md.txt, false",
    "*.md, notes.mdx, false",
    "*.md, notesmd, false",
    "*.md, x.md/run.sh, false",
    "*.md, x.md/, false",
    "*.md, 'x.md ', false",
    "*.md, 'a\nb.md', true",
    "*.md, 'b.sh\nx.md\n', false",
    "*.md, x.m\u0501, false",
    "docs/*.md, docs/a.md, true",
    "docs/*.md, DOCS/A.md, true",
    "docs/*.md, docs/sub/a.md, false",
    "docs/*.md, other/docs/a.md, false",
    "docs/**, docs/a, true",
    "docs/**, docs/a/b/c, true",
    "docs/**, docs, false",
    "docs/**, docsx/a, false",
    "docs/**, docs/../src/a, false",
    "docs/**, docs\\..\\src, false",
    "docs/**, ../docs/a, false",
    "docs/**, docs/.., false",
    "docs/**, docs/..a, true",
    "docs/**, docs/a.., true",
    "**/*.md, a.md, true",
    "**/*.md, x/y/a.md, true",
    "**/test/*.java, test/A.java, true",
    "**/test/*.java, a/test/A.java, true",
    "**/test/*.java, a/b/test/A.java, true",
    "**/test/*.java, a/test/b/A.java, false",
    "**/test/*.java, latest/A.java, false",
    "**/test/**/*.java, a/test/b/c/A.java, true",
    "**/test/**/*.java, a/test/A.java, true",
    "src/**/a.txt, src/a.txt, true",
    "src/**/a.txt, src/x/y/a.txt, true",
    "src/**/a.txt, src/xa.txt, false",
    "a?c, abc, true",
    "a?c, ac, false",
    "x/a?c, x/a/c, false",
    "a+b(c).txt, a+b(c).txt, true",
    "a.c, abc, false",
    "[ab].txt, a.txt, false",
    "*, anything, true",
    "**, any/thing, true"
  })
  void a_glob_covers_a_path_or_not(String glob, String path, boolean covered) {
    assertThat(new FilePatterns(List.of(glob)).covers(path)).isEqualTo(covered);
  }

  @Test
  void one_of_several_globs_is_enough() {
    var patterns = new FilePatterns(List.of("*.md", "*.txt"));

    assertThat(patterns.covers("a.txt")).isTrue();
    assertThat(patterns.covers("a.java")).isFalse();
    assertThat(patterns).hasToString("*.md, *.txt");
  }

  @Test
  void only_the_glob_for_everything_restricts_nothing() {
    assertThat(FilePatterns.any().isRestricted()).isFalse();
    assertThat(FilePatterns.any().covers("src/A.java")).isTrue();
    assertThat(new FilePatterns(List.of("*.md")).isRestricted()).isTrue();
    assertThat(new FilePatterns(List.of()).isRestricted()).isTrue();
    assertThat(new FilePatterns(List.of()).covers("a")).isFalse();
  }
}
