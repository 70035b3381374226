package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedNamesTest {

  private final BoundedNames names = new BoundedNames(3);

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4.1-mini-2025-04-14", "llama3.1:8b-instruct@q4_K_M", "o3", "a+b"})
  void a_name_is_its_own_label(String name) {
    assertThat(names.labelOf(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "meta-llama/Llama-3.3-70B, Llama-3.3-70B",
    "/srv/secret/models/q.gguf, q.gguf",
    "C:\\Users\\somebody\\q.gguf, q.gguf",
    "models/, other",
    "../.., other",
  })
  void of_a_path_only_the_last_part_is_shown(String name, String label) {
    assertThat(names.labelOf(name)).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "\"",
        "a\nb",
        "a\u0000b",
        "\u202eabc",
        "\u0430bc",
        "-x",
        "{}",
        "a\tb"
      })
  void what_does_not_look_like_a_name_is_one_of_the_others(String name) {
    assertThat(names.labelOf(name)).isEqualTo("other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "x-01890A5D-AC96-774B-BCCE-B302099A8057-y",
        "01890a5dac96774bbcceb302099a8057"
      })
  void an_id_is_one_of_the_others(String name) {
    assertThat(names.labelOf(name)).isEqualTo("other");
  }

  @Test
  void the_first_names_keep_their_label_and_later_ones_get_none() {
    assertThat(names.labelOf("a")).isEqualTo("a");
    assertThat(names.labelOf("b")).isEqualTo("b");
    assertThat(names.labelOf("no name")).isEqualTo("other");
    assertThat(names.labelOf("c")).isEqualTo("c");
    assertThat(names.labelOf("d")).isEqualTo("other");
    assertThat(names.labelOf("a")).isEqualTo("a");
  }

  @Test
  void many_threads_take_no_more_than_there_is() {
    var labels = ConcurrentHashMap.<String>newKeySet();
    IntStream.range(0, 10_000).parallel().forEach(i -> labels.add(names.labelOf("name-" + i)));

    assertThat(labels).hasSize(4).contains("other");
  }
}
