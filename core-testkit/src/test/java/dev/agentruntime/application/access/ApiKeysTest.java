package dev.agentruntime.application.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.session.Owner;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

  private final Persistence store = new InMemoryPersistence();
  private final ApiKeys keys = new ApiKeys(store);

  private CreateApiKeyHandler.Created create() {
    return keys.create(new CreateApiKey(Owner.LOCAL, "laptop", Role.USER));
  }

  @Test
  void no_text_form_has_the_token_or_its_hash() {
    CreateApiKeyHandler.Created created = create();
    var stored = store.reads().key(created.key().id()).orElseThrow();
    String secret = created.secretToken().substring(20);

    assertThat(created.toString()).contains("laptop").doesNotContain(secret);
    assertThat(stored.toString()).contains("laptop").doesNotContain(stored.secret().hex());
    assertThat(new Authenticate(created.secretToken()).toString()).doesNotContain(secret);
    assertThat(stored.secret().hex()).doesNotContain(secret);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ar_",
        "ar_0123456789abcdef",
        "ar_0123456789ABCDEF_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ar_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ar_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ar_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA A",
        " ar_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "sk_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void a_text_that_is_no_token_costs_no_read(String text) {
    var broken =
        new AuthenticateHandler(
            (ReadModel)
                java.lang.reflect.Proxy.newProxyInstance(
                    ReadModel.class.getClassLoader(),
                    new Class<?>[] {ReadModel.class},
                    (proxy, method, arguments) -> {
                      throw new AssertionError("read");
                    }));

    assertThat(broken.handle(new Authenticate(text))).isEqualTo(Optional.empty());
  }

  @Test
  void tokens_do_not_repeat() {
    assertThat(create().secretToken()).isNotEqualTo(create().secretToken());
  }

  @ParameterizedTest
  @CsvSource({
    "USER,USER,true",
    "USER,APPROVER,false",
    "USER,ADMIN,false",
    "APPROVER,USER,true",
    "APPROVER,APPROVER,true",
    "APPROVER,ADMIN,false",
    "ADMIN,USER,true",
    "ADMIN,APPROVER,true",
    "ADMIN,ADMIN,true"
  })
  void each_role_includes_the_ones_before(Role role, Role other, boolean includes) {
    assertThat(role.includes(other)).isEqualTo(includes);
    assertThat(role.id()).isEqualTo(role.name().toLowerCase(java.util.Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n", "(policy)", "(Policy) "})
  void a_key_has_a_name(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CreateApiKey(Owner.LOCAL, name, Role.USER));
  }

  @Test
  void names_and_ids_of_keys_have_their_shapes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CreateApiKey(Owner.LOCAL, "x".repeat(101), Role.USER));
    assertThatIllegalArgumentException().isThrownBy(() -> new KeyId("0123"));
  }
}
