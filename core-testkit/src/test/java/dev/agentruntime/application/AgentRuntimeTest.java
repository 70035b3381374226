package dev.agentruntime.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentruntime.application.bus.EventSelector;
import dev.agentruntime.application.bus.EventSubscriber;
import dev.agentruntime.application.bus.Notice;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.ForwardingPersistence;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What becomes of the parts that a runtime closes. */
class AgentRuntimeTest {

  private final List<String> closed = new CopyOnWriteArrayList<>();

  /** A store, and whoever looks on, that say when they are closed. */
  private final class Store extends ForwardingPersistence {
    Store() {
      super(new InMemoryPersistence());
    }

    @Override
    public void close() {
      super.close();
      closed.add("store");
    }
  }

  private final class BrokenStore extends ForwardingPersistence {
    BrokenStore() {
      super(new InMemoryPersistence());
    }

    @Override
    public void close() {
      closed.add("store");
      throw new PersistenceException("the disk is away", new IOException("no disk"));
    }
  }

  private final class Watching implements RuntimeObserver {
    @Override
    public AgentRun begins(AgentStart start) {
      return AgentRun.NONE;
    }

    @Override
    public void close() {
      closed.add("observer");
    }
  }

  private AgentRuntime.Builder builder() {
    return AgentRuntime.builder().observer(new Watching());
  }

  private static FakeChatModel model() {
    return new FakeChatModel(what -> {});
  }

  @Test
  void what_a_runtime_was_to_close_is_closed_where_it_cannot_be_built() {
    AgentRuntime.Builder withoutModel = builder().persistence(new Store());

    assertThatThrownBy(withoutModel::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a runtime needs a model");
    assertThat(closed).containsExactly("store", "observer");
  }

  @Test
  void a_store_that_cannot_be_closed_does_not_hide_why_nothing_was_built() {
    AgentRuntime.Builder withoutModel = builder().persistence(new BrokenStore());

    assertThatThrownBy(withoutModel::build)
        .hasMessage("a runtime needs a model")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .hasOnlyElementsOfType(PersistenceException.class)
                    .hasSize(1));
    assertThat(closed).containsExactly("store", "observer");
  }

  @Test
  void a_store_that_cannot_be_closed_keeps_who_looked_on_from_nothing() {
    AgentRuntime runtime = builder().persistence(new BrokenStore()).model(model()).build();

    assertThatThrownBy(runtime::close).isInstanceOf(PersistenceException.class);
    assertThat(closed).containsExactly("store", "observer");
  }

  @Test
  void all_parts_are_closed_whatever_the_others_do_and_the_first_trouble_is_told()
      throws Exception {
    AgentRuntime runtime = builder().persistence(new BrokenStore()).model(model()).build();
    var thrown = new AtomicReference<Throwable>();
    // Who is told cannot close the bus, since it waits for them.
    runtime
        .bus()
        .subscribe(
            EventSubscriber.of("closing", EventSelector.matching("app.*"))
                .delivered(new EventSubscriber.Delivery.Awaited()),
            event -> thrown.set(catchThrowable(runtime::close)));
    runtime
        .bus()
        .publish(Notice.of(new UUID(1, 1), "app.over", "test", Instant.EPOCH, JsonObject.empty()))
        .get(30, TimeUnit.SECONDS);

    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    assertThat(thrown.get().getSuppressed()).hasOnlyElementsOfType(PersistenceException.class);
    assertThat(closed).containsExactly("store", "observer");
    // Elsewhere it can be, and only the store is in trouble.
    assertThatThrownBy(runtime::close).isInstanceOf(PersistenceException.class);
  }
}
