package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.testkit.ForwardingPersistence;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadinessTest {

  private final Unplugged store = new Unplugged();

  /** A store that can be taken away, and is back again when it is plugged in. */
  private static final class Unplugged extends ForwardingPersistence {

    private volatile boolean away;

    Unplugged() {
      super(new InMemoryPersistence());
    }

    private Object read(Method method, Object[] arguments) throws Throwable {
      if (away) {
        throw new PersistenceException("the store is away", null);
      }
      try {
        return method.invoke(super.reads(), arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    @Override
    public ReadModel reads() {
      return (ReadModel)
          Proxy.newProxyInstance(
              ReadModel.class.getClassLoader(),
              new Class<?>[] {ReadModel.class},
              (proxy, method, arguments) -> read(method, arguments));
    }
  }

  @Test
  void a_server_whose_store_is_away_is_healthy_and_not_ready_until_it_is_back() {
    try (Served server = Served.over(store)) {
      assertThat(server.send(server.request("/readyz")).status()).isEqualTo(200);
      store.away = true;
      Served.Answer answer = server.send(server.request("/readyz"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.json().string("detail").orElseThrow())
          .contains("the store does not answer");
      assertThat(server.send(server.request("/healthz")).status()).isEqualTo(200);
      store.away = false;
      assertThat(server.send(server.request("/readyz")).status()).isEqualTo(200);
    }
  }
}
