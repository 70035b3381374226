package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {

  @Test
  void a_fence_is_longer_than_any_in_the_text() {
    assertThat(Markdown.fenced("a", "json")).isEqualTo("```json\na\n```\n");
    assertThat(Markdown.fenced("```\n", "")).isEqualTo("````\n```\n````\n");
    assertThat(Markdown.fenced("a``````b", "")).startsWith("```````\n").endsWith("\n```````\n");
  }

  @Test
  void markup_of_a_quotation_stays_and_code_is_as_it_was() {
    assertThat(Markdown.quoted("# head\n\n- `List<String>`\n```java\nMap<K, V>\n```\n<b>"))
        .isEqualTo("> # head\n>\n> - `List<String>`\n> ```java\n> Map<K, V>\n> ```\n> &lt;b>\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "` <img src=x> ` `",
        "`` ` `` <img src=x> `x`",
        "a `\n<img src=x>\n` b",
        "\\`<img src=x>`",
        "~~~\n```\n~~~\n<img src=x>",
        "````\n```\n````\n<img src=x>",
        "  ```\n```\n<img src=x>",
      })
  void where_it_is_not_certain_what_is_code_nothing_is(String text) {
    assertThat(Markdown.quoted(text)).doesNotContain("<img");
  }

  @Test
  void a_line_has_no_markup_and_stays_one() {
    assertThat(Markdown.inline("a\n| [x](y) <b> *c* `d`"))
        .isEqualTo("a \\| \\[x\\](y) \\<b\\> \\*c\\* \\`d\\`");
  }
}
