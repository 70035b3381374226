import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What was seen: what must not be, and how often the rest. */
final class Findings {

  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Something that must not be. */
  void violation(String what) {
    System.err.println("chaos: VIOLATION " + what);
    violations.add(what);
  }

  void require(boolean holds, String otherwise) {
    if (!holds) {
      violation(otherwise);
    }
  }

  void count(String what) {
    count(what, 1);
  }

  void count(String what, int more) {
    counts.computeIfAbsent(what, name -> new LongAdder()).add(more);
  }

  long counted(String what) {
    return counts.getOrDefault(what, new LongAdder()).sum();
  }

  Map<String, LongAdder> counts() {
    return new TreeMap<>(counts);
  }

  Queue<String> violations() {
    return violations;
  }
}
