package dev.agentruntime.benchmarks;

import dev.agentruntime.benchmarks.MeasuredServer.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What a stream that is open, and on which nothing happens, costs in memory. */
record StreamsBenchmark(Path launcher, Path folder, int streams) {

  private static final int WARM_UP = 50;
  private static final int ROUNDS = 3;

  private interface Opener {
    HeldStream open() throws IOException;
  }

  private interface Round {
    Memory cost() throws IOException, InterruptedException;
  }

  List<String> run() throws IOException, InterruptedException {
    Memory ours = median(this::ours);
    Memory proxy = median(this::proxy);
    Memory queue = median(() -> floor("/queue"));
    return List.of(
        "| %d open streams, bytes each | runtime | proxy of bare Javalin | ratio | bare Javalin | ratio |"
            .formatted(streams),
        "|---|---|---|---|---|---|",
        row("heap that is referred to", ours.live(), proxy.live(), queue.live()),
        row("resident memory of the process", ours.resident(), proxy.resident(), queue.resident()));
  }

  private static String row(String what, long ours, long proxy, long queue) {
    return "| %s | %,d | %,d | %.2f | %,d | %.2f |"
        .formatted(what, ours, proxy, (double) ours / proxy, queue, (double) ours / queue);
  }

  private static Memory median(Round round) throws IOException, InterruptedException {
    var costs = new ArrayList<Memory>();
    for (int i = 0; i < ROUNDS; i++) {
      costs.add(round.cost());
    }
    return new Memory(median(costs, Memory::live), median(costs, Memory::resident));
  }

  private static long median(List<Memory> costs, ToLongFunction<Memory> figure) {
    return costs.stream().mapToLong(figure).sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
  }

  private Memory floor(String path) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FloorServer.class.getName());
    try (MeasuredServer server = MeasuredServer.start(command, Map.of())) {
      return cost(server, () -> HeldStream.open(server.address(), path, ""));
    }
  }

  private Memory proxy() throws IOException, InterruptedException {
    try (ModelServer model = ModelServer.start(1)) {
      return floor("/proxy?from=" + model.heldUrl());
    }
  }

  private Memory ours() throws IOException, InterruptedException {
    try (ModelServer model = ModelServer.start(1);
        RuntimeServer server = RuntimeServer.start(launcher, folder, model)) {
      return cost(server.process(), server::stream);
    }
  }

  /**
   * Bytes a stream, on a fresh process. The first streams load classes and fill pools; they stay
   * open, since a server notices only at the next heartbeat that a silent reader left.
   */
  private Memory cost(MeasuredServer server, Opener opener)
      throws IOException, InterruptedException {
    var open = new ArrayList<HeldStream>();
    try {
      open(WARM_UP, opener, open);
      Memory before = server.memory();
      open(streams, opener, open);
      Memory during = server.memory();
      return new Memory(
          (during.live() - before.live()) / streams,
          (during.resident() - before.resident()) / streams);
    } finally {
      for (HeldStream stream : open) {
        stream.close();
      }
    }
  }

  private static void open(int number, Opener opener, List<HeldStream> open) throws IOException {
    for (int i = 0; i < number; i++) {
      open.add(opener.open());
    }
  }
}
