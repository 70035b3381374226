package dev.agentruntime.micrometer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was told of things that are not over yet, until it is taken out again. Forgets the oldest
 * beyond {@value #MOST}, since of some things the end is never told. Safe for many threads.
 */
final class Recent<K, V> {

  /** More than can be open in a store of sessions that people look after; a few megabytes. */
  static final int MOST = 10_000;

  private final Map<K, V> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
          return size() > MOST;
        }
      };

  synchronized void put(K key, V value) {
    known.put(key, value);
  }

  synchronized void putIfAbsent(K key, V value) {
    known.putIfAbsent(key, value);
  }

  synchronized Optional<V> take(K key) {
    return Optional.ofNullable(known.remove(key));
  }
}
