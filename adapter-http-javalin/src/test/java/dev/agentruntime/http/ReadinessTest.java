package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.testkit.ForwardingPersistence;
import dev.agentruntime.testkit.Gate;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadinessTest {

  private final Unplugged store = new Unplugged();

  /** A store that can be taken away, and is back again when it is plugged in. */
  private static final class Unplugged extends ForwardingPersistence {

    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean away;
    private volatile PersistenceException.Trouble trouble = PersistenceException.Trouble.AWAY;

    /** At which whoever asks waits while the store is away. */
    private volatile Optional<Gate> silent = Optional.empty();

    Unplugged() {
      super(new InMemoryPersistence());
    }

    private Object read(Method method, Object[] arguments) throws Throwable {
      if (away) {
        if (method.getName().equals("ledgerEnd")) {
          asked.incrementAndGet();
        }
        silent.ifPresent(Gate::passDeaf);
        throw new PersistenceException("a test's", null, trouble);
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

  @Test
  void many_who_probe_a_store_that_is_silent_are_told_in_time_and_ask_it_once() throws Exception {
    var gate = new Gate();
    try (Served server = Served.over(store);
        var probes = Executors.newVirtualThreadPerTaskExecutor()) {
      store.silent = Optional.of(gate);
      store.away = true;
      long began = System.nanoTime();
      List<Future<Served.Answer>> answers =
          IntStream.range(0, 20)
              .mapToObj(i -> probes.submit(() -> server.send(server.request("/readyz"))))
              .toList();
      for (Future<Served.Answer> answer : answers) {
        assertThat(answer.get().status()).isEqualTo(503);
        assertThat(answer.get().header("Retry-After")).contains("1");
      }
      assertThat(server.send(server.request("/healthz")).status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      gate.open();
      assertThat(store.asked).hasValue(1);
    }
  }

  @Test
  void a_store_that_is_full_or_broken_is_said_to_be_and_asked_again_later() {
    try (Served server = Served.over(store)) {
      store.away = true;
      store.trouble = PersistenceException.Trouble.FULL;
      assertThat(refused(server)).contains("the store is full: it can be read");
      store.trouble = PersistenceException.Trouble.BROKEN;
      assertThat(refused(server)).contains("the store cannot be used");
    }
  }

  private static String refused(Served server) {
    Served.Answer answer = server.get("/api/v1/sessions");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).contains("30");
    return answer.json().string("detail").orElseThrow();
  }
}
