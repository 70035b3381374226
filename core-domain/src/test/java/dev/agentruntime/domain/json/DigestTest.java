package dev.agentruntime.domain.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

  private static final String OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void a_text_has_the_sha_256_of_its_utf_8_bytes() {
    assertThat(Digest.of("")).hasToString(OF_NOTHING);
    assertThat(Digest.of("abc").hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Digest.of("\u00e9"))
        .isEqualTo(Digest.of("\u00e9".getBytes(StandardCharsets.UTF_8)))
        .isNotEqualTo(Digest.of("\u00e9".getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void a_value_has_the_digest_of_its_canonical_text() {
    JsonObject value = JsonObject.builder().put("b", 1).put("a", 2).build();

    assertThat(Digest.of(value)).isEqualTo(Digest.of("{\"a\":2,\"b\":1}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "e3b0",
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        OF_NOTHING + "0",
        OF_NOTHING + "\n"
      })
  void other_text_is_no_digest(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Digest(text));
  }
}
