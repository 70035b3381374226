package dev.agentruntime.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a simulation, line by line; kept only where somebody wants to read it. */
final class Trace {

  private final boolean kept;
  private final Deque<String> lines = new ArrayDeque<>();

  Trace(boolean kept) {
    this.kept = kept;
  }

  /** One more line. */
  void add(Supplier<String> line) {
    if (kept) {
      lines.add(line.get());
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** The last ones. */
  List<String> last(int most) {
    var all = new ArrayList<>(lines);
    return all.subList(Math.max(0, all.size() - most), all.size());
  }
}
