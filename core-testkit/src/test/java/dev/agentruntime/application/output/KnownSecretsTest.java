package dev.agentruntime.application.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KnownSecretsTest {

  private static final String VALUE = "s3cr\"t/+ ü-canary-42";

  private final KnownSecrets secrets = KnownSecrets.of(List.of(VALUE));

  static Stream<String> forms() {
    String json = new JsonString(VALUE).canonical();
    String url = URLEncoder.encode(VALUE, UTF_8);
    byte[] bytes = VALUE.getBytes(UTF_8);
    return Stream.of(
        VALUE,
        json.substring(1, json.length() - 1),
        url,
        url.toLowerCase(Locale.ROOT),
        url.replace("+", "%20"),
        HexFormat.of().formatHex(bytes),
        HexFormat.of().withUpperCase().formatHex(bytes),
        Base64.getEncoder().encodeToString(bytes),
        Base64.getUrlEncoder().encodeToString(bytes));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void a_secret_is_masked_however_it_is_written(String form) {
    String masked = secrets.mask("before " + form + " after");

    assertThat(masked).startsWith("before ***").endsWith(" after").doesNotContain("canary");
    assertThat(masked.length()).isLessThan("before *** after".length() + 4);
    assertThat(secrets.isIn(form)).isTrue();
  }

  @Test
  void base64_of_a_longer_text_hides_no_secret() {
    for (String before : List.of("", "u", "us", "user:", "user1:")) {
      byte[] text = (before + VALUE + ":more").getBytes(UTF_8);

      assertThat(secrets.isIn(Base64.getEncoder().encodeToString(text))).isTrue();
      assertThat(secrets.isIn(Base64.getUrlEncoder().encodeToString(text))).isTrue();
    }
  }

  @Test
  void it_is_said_whether_there_was_something_to_mask() {
    assertThat(secrets.look("a " + VALUE)).isEqualTo(new KnownSecrets.Masked("a ***", true));
    assertThat(secrets.look("a ***")).isEqualTo(new KnownSecrets.Masked("a ***", false));
  }

  @Test
  void a_text_without_a_secret_is_left_alone() {
    assertThat(secrets.mask("nothing s3cr here")).isEqualTo("nothing s3cr here");
    assertThat(secrets.mask("")).isEmpty();
    assertThat(KnownSecrets.NONE.mask(VALUE)).isEqualTo(VALUE);
    assertThat(KnownSecrets.NONE.isIn(VALUE)).isFalse();
  }

  @Test
  void a_short_value_is_no_secret_and_blanks_around_one_do_not_count() {
    assertThat(KnownSecrets.of(List.of("1234567", "       1")).mask("1234567"))
        .isEqualTo("1234567");
    assertThat(KnownSecrets.of(List.of(" 12345678\n")).mask("x12345678x")).isEqualTo("x***x");
  }

  @Test
  void the_longer_of_two_secrets_is_masked_whole_and_overlapping_ones_together() {
    var two = KnownSecrets.of(List.of("abcdefgh", "abcdefghijkl", "ijklmnop"));

    assertThat(two.mask("-abcdefghijkl-")).isEqualTo("-***-");
    assertThat(two.mask("-abcdefghijklmnop-")).isEqualTo("-***-");
    assertThat(two.mask("-abcdefghabcdefgh-")).isEqualTo("-******-");
  }

  @Test
  void lines_of_a_key_file_are_secrets_and_its_head_is_none() {
    String key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nshort\n-----END KEY-----";
    var secret = KnownSecrets.of(List.of(key));

    assertThat(secret.mask(key)).isEqualTo("***");
    assertThat(secret.mask("  2 | MIIEvQIBADANBgkqhkiG9w0\n")).isEqualTo("  2 | ***\n");
    assertThat(secret.isIn("-----BEGIN KEY-----")).isFalse();
  }

  @Test
  void a_very_long_or_broken_value_is_known_as_it_is() {
    String lengthy = "ab".repeat(2000);
    String broken = "half\uD83Dcharacter";

    assertThat(KnownSecrets.of(List.of(lengthy)).mask("-" + lengthy + "-")).isEqualTo("-***-");
    assertThat(KnownSecrets.of(List.of(broken)).mask(broken)).isEqualTo("***");
  }

  @Test
  void the_mark_is_no_part_of_any_secret() {
    assertThat(KnownSecrets.of(List.of("*".repeat(9))).mask("*".repeat(9))).isEqualTo("###");
    assertThat(KnownSecrets.of(List.of("#*#*#*#*")).mask("-#*#*#*#*-")).isEqualTo("-▀▀▀-");
    String all =
        IntStream.rangeClosed(0x2580, 0x25FF)
            .mapToObj(Character::toString)
            .reduce("*#", String::concat);
    assertThat(KnownSecrets.of(List.of(all)).mask(all)).isEqualTo("\uFFFD".repeat(3));
  }

  @Test
  void strings_names_and_numbers_of_json_are_looked_at() {
    var numeric = KnownSecrets.of(List.of("1234567890"));
    JsonObject json =
        JsonText.readObject("{\"a\":[{\"x 1234567890\":\"1234567890\"},true],\"1234567890\":1}");

    assertThat(numeric.mask(json))
        .isEqualTo(JsonText.readObject("{\"a\":[{\"x ***\":\"***\"},true],\"***\":1}"));
    assertThat(numeric.look(json).found()).isTrue();
    assertThat(numeric.look(JsonText.readObject("{\"pin\":1234567890}")))
        .isEqualTo(new KnownSecrets.Masked("{\"pin\":***}", true));
    assertThat(numeric.look(JsonText.readObject("{\"a\":\"\\u0031234567890\"}")))
        .isEqualTo(new KnownSecrets.Masked("{\"a\":\"***\"}", true));
    assertThat(numeric.look(JsonText.readObject("{\"b\":1,\"a\":\"no\"}")))
        .isEqualTo(new KnownSecrets.Masked("{\"a\":\"no\",\"b\":1}", false));

    String lengthy = "abc\n".repeat(400).strip();
    assertThat(
            KnownSecrets.of(List.of(lengthy))
                .look(JsonObject.builder().put("a", lengthy).build())
                .found())
        .isTrue();
  }

  @Test
  void it_never_shows_what_it_knows() {
    assertThat(secrets).hasToString("known secrets");
  }

  @Test
  void nothing_is_kept_back_but_what_may_become_a_secret() {
    TextFilter filter = secrets.filter();

    assertThat(filter.take("plain text")).isEqualTo("plain text");
    assertThat(filter.take(" s3c")).isEqualTo(" ");
    assertThat(filter.take("ond")).isEqualTo("s3cond");
    assertThat(filter.take(VALUE.substring(0, 9))).isEmpty();
    assertThat(filter.take(VALUE.substring(9))).isEqualTo("***");
    assertThat(filter.take("s3")).isEmpty();
    assertThat(filter.end()).isEqualTo("s3");
  }

  @Test
  void where_nothing_is_known_nothing_is_kept_back() {
    TextFilter filter = KnownSecrets.NONE.filter();

    assertThat(filter.take("a") + filter.take("bc") + filter.end()).isEqualTo("abc");
  }

  /** Few letters, so that beginnings, overlaps and repetitions are common. */
  private static String letters(Gen gen, int length) {
    return IntStream.range(0, length)
        .mapToObj(i -> gen.pick(List.of("a", "b")))
        .reduce("", String::concat);
  }

  @Test
  void no_secret_is_left_and_none_appears_by_masking() {
    Fuzz.run(
        5_000,
        seed -> {
          var gen = new Gen(seed);
          List<String> values =
              List.of(letters(gen, 8), letters(gen, 9), letters(gen, 8 + gen.below(9)));
          var known = KnownSecrets.of(values);
          String masked = known.mask(letters(gen, gen.below(200)));

          assertThat(values).noneMatch(masked::contains);
          assertThat(known.mask(masked)).isEqualTo(masked);
        });
  }

  @Test
  void pieces_say_the_same_as_the_whole_and_keep_back_less_than_a_secret() {
    Fuzz.run(
        5_000,
        seed -> {
          var gen = new Gen(seed);
          String value = letters(gen, 8 + gen.below(4));
          var known = KnownSecrets.of(List.of(value, letters(gen, 8)));
          String text = letters(gen, gen.below(300));
          TextFilter filter = known.filter();
          var shown = new StringBuilder();
          for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + gen.below(12));
            shown.append(filter.take(text.substring(at, end)));
            assertThat(known.isIn(shown.toString())).isFalse();
            at = end;
          }
          shown.append(filter.end());

          assertThat(shown).hasToString(known.mask(text));
        });
  }
}
