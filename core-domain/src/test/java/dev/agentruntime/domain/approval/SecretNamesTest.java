package dev.agentruntime.domain.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTest {

  private static boolean covers(String path) {
    return SecretNames.cover(List.of(path.split("/", -1)));
  }

  static List<String> globs() {
    return SecretNames.globs();
  }

  @ParameterizedTest
  @MethodSource("globs")
  void what_is_protected_from_edits_is_secret_to_read(String glob) {
    for (String between : List.of("", "x", ".x")) {
      String name = glob.replace("*", between);
      assertThat(covers(name)).as(name).isTrue();
      assertThat(covers("a/" + name.toUpperCase(java.util.Locale.ROOT))).as(name).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".env",
        ".env.local",
        "prod.env",
        "a/.ENV",
        "server.pem",
        "id_ed25519",
        "id_rsa.bak",
        ".netrc~",
        ".env.old.save",
        ".ssh/config",
        "home/.AWS/credentials",
        ".gnupg/a/b"
      })
  void passwords_and_keys_are_secret(String path) {
    assertThat(covers(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".env.example",
        "a/.env.Sample",
        "id_rsa.pub",
        "environment.md",
        "key.txt",
        ".ssh",
        "ssh/config",
        "a.netrc"
      })
  void other_files_are_not(String path) {
    assertThat(covers(path)).isFalse();
  }

  @Test
  void the_root_is_no_file() {
    assertThat(SecretNames.cover(List.of())).isFalse();
  }
}
