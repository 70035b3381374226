package dev.agentruntime.benchmarks;

import dev.agentruntime.benchmarks.MeasuredServer.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Many readers of one session, of whom one stops to read: whether the others notice, and whether
 * what it does not read is kept for it.
 */
record ReadersBenchmark(Path launcher, Path folder, int readers) {

  private static final int TURNS = 30;
  private static final int WARM_UP = 5;
  private static final int PIECES = 50;
  private static final long PATIENCE_SECONDS = 120;

  /** Time from a message to the end of its turn, as all readers saw it; live heap it left. */
  private record Run(long medianMillis, long lateMillis, long kept) {}

  List<String> run() throws IOException, InterruptedException {
    Run all = run(0);
    Run stalled = run(1);
    return List.of(
        "| %d readers of one session | all read | one stalls | ratio |".formatted(readers),
        "|---|---|---|---|",
        row("message to end of turn, median, ms", all.medianMillis(), stalled.medianMillis()),
        row("message to end of turn, p99, ms", all.lateMillis(), stalled.lateMillis()),
        "| heap that %d turns leave, KB | %,d | %,d | |"
            .formatted(TURNS, all.kept() / 1024, stalled.kept() / 1024));
  }

  private static String row(String what, long all, long stalled) {
    return "| %s | %,d | %,d | %.2f |".formatted(what, all, stalled, (double) stalled / all);
  }

  private Run run(int stalled) throws IOException, InterruptedException {
    var streams = new ArrayList<HeldStream>();
    var ended = new Semaphore(0);
    var arrivals = new ConcurrentLinkedQueue<Long>();
    try (ModelServer model = ModelServer.start(PIECES);
        RuntimeServer server = RuntimeServer.start(launcher, folder, model)) {
      for (int i = 0; i < readers; i++) {
        HeldStream stream = server.stream();
        streams.add(stream);
        if (i >= stalled) {
          stream.follow(event -> note(event, arrivals, ended));
        }
      }
      turns(WARM_UP, server, readers - stalled, arrivals, ended);
      Memory before = server.process().memory();
      List<Long> millis = turns(TURNS, server, readers - stalled, arrivals, ended);
      long kept = server.process().memory().live() - before.live();
      return new Run(at(millis, 0.5), at(millis, 0.99), kept);
    } finally {
      for (HeldStream stream : streams) {
        stream.close();
      }
    }
  }

  private static void note(String event, ConcurrentLinkedQueue<Long> arrivals, Semaphore ended) {
    switch (event) {
      case "turn.completed" -> {
        arrivals.add(System.nanoTime());
        ended.release();
      }
      case "stream.cut_off", "turn.failed" -> System.err.println("a reader was told " + event);
      default -> {}
    }
  }

  private static List<Long> turns(
      int turns,
      RuntimeServer server,
      int reading,
      ConcurrentLinkedQueue<Long> arrivals,
      Semaphore ended)
      throws IOException, InterruptedException {
    var millis = new ArrayList<Long>();
    for (int turn = 0; turn < turns; turn++) {
      long said = System.nanoTime();
      server.say("go on");
      if (!ended.tryAcquire(reading, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("only " + ended.availablePermits() + " readers saw the turn end");
      }
      arrivals.forEach(at -> millis.add(TimeUnit.NANOSECONDS.toMillis(at - said)));
      arrivals.clear();
    }
    return millis.stream().sorted().toList();
  }

  private static long at(List<Long> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(sorted.size() * share)));
  }
}
