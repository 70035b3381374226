package dev.agentruntime.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UuidV7Test {

  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
  private final UuidV7 ids = new UuidV7(millis::get);

  @Test
  void it_is_a_uuid_of_version_7_that_carries_the_time() {
    UUID id = ids.get();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(millis.get());
  }

  @Test
  void ids_ascend_also_within_a_millisecond_and_when_the_clock_goes_back() {
    List<UUID> made =
        Stream.generate(
                () -> {
                  millis.decrementAndGet();
                  return ids.get();
                })
            .limit(10_000)
            .toList();
    assertThat(made.stream().map(UUID::toString)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void many_threads_get_different_ids() {
    var seen = ConcurrentHashMap.<UUID>newKeySet();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        threads.execute(() -> Stream.generate(ids).limit(100).forEach(seen::add));
      }
    }
    assertThat(seen).hasSize(5_000);
  }

  @Test
  void by_default_the_systems_clock_counts() {
    long before = System.currentTimeMillis();
    assertThat(new UuidV7().get().getMostSignificantBits() >>> 16)
        .isBetween(before, System.currentTimeMillis());
  }
}
