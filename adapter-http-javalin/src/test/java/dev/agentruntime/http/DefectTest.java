package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.testkit.ForwardingPersistence;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DefectTest {

  private static final String WORDS = "no column password of jdbc:postgresql://10.0.0.7/runtime";

  private final Defective store = new Defective();

  /** A store with a defect that nobody foresaw. */
  private static final class Defective extends ForwardingPersistence {

    private volatile boolean broken;

    Defective() {
      super(new InMemoryPersistence());
    }

    @Override
    public <T> T inTransaction(Function<UnitOfWork, T> work) {
      if (broken) {
        throw new IllegalStateException(WORDS);
      }
      return super.inTransaction(work);
    }
  }

  @Test
  void a_defect_is_answered_without_a_word_of_its_exception() {
    try (Served server = Served.over(store)) {
      store.broken = true;
      Served.Answer answer = server.post("/api/v1/sessions", "{\"agent\":\"coder\"}");
      store.broken = false;

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.json().string("code")).contains("internal");
      assertThat(answer.text()).doesNotContain("password", "jdbc", "IllegalState");
    }
  }
}
