package dev.agentruntime.workspace;

import dev.agentruntime.workspace.ConfinedFolder.Entry;
import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Searches the files that a walk meets on several threads, and collects what they find in the order
 * of the walk. For one search; the walk and everything else is done by one thread.
 */
final class ParallelSearch implements FileWalk.Visitor, AutoCloseable {

  private static final int MAX_FILES_A_CHUNK = 64;
  private static final int MAX_WAITING = 64;
  private static final int BUFFER = 1 << 16;

  /**
   * What is looked for.
   *
   * @param context how many lines around each hit are shown
   */
  record Query(LineSearch search, ListFiles.PathFilter filter, int limit, int context) {}

  /** What became of a file. */
  private sealed interface Outcome {
    record Found(FileHits hits) implements Outcome {}

    record Linked() implements Outcome {}

    record Closed() implements Outcome {}
  }

  /** Neighbours in a folder. */
  private record Chunk(ConfinedFolder folder, List<Entry> files) {}

  private record Waiting(Chunk chunk, Future<List<Outcome>> outcomes) {}

  private final Query query;
  private final long deadline;
  private final SearchHits hits;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final ThreadLocal<ByteBuffer> buffer =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(BUFFER));
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().daemon().name("workspace-search-", 0).factory());
  private Optional<Chunk> open = Optional.empty();
  private volatile boolean listing = true;
  private boolean outOfTime;

  ParallelSearch(Query query, Duration patience) {
    this.query = query;
    this.deadline = System.nanoTime() + patience.toNanos();
    this.hits = new SearchHits(query.limit());
  }

  @Override
  public boolean goesOn() {
    return !outOfTime;
  }

  @Override
  public void visit(ConfinedFolder folder, Entry entry) throws IOException, InterruptedException {
    WorkspacePath file = entry.path();
    if (entry.kind() == Kind.FILE && query.filter().accepts(file) && !SecretFiles.covers(file)) {
      if (open.isEmpty() || !takes(open.get(), folder)) {
        submit();
        open = Optional.of(new Chunk(folder.again(), new ArrayList<>()));
      }
      open.get().files().add(entry);
    }
  }

  private static boolean takes(Chunk chunk, ConfinedFolder folder) {
    return chunk.files().size() < MAX_FILES_A_CHUNK && chunk.folder().path().equals(folder.path());
  }

  private void submit() throws InterruptedException {
    if (open.isPresent()) {
      Chunk chunk = open.get();
      open = Optional.empty();
      waiting.add(new Waiting(chunk, threads.submit(() -> search(chunk))));
    }
    if (waiting.size() > MAX_WAITING) {
      collect(waiting.remove());
    }
  }

  /** Everything that was found. */
  String shown() throws InterruptedException {
    submit();
    while (goesOn() && !waiting.isEmpty()) {
      collect(waiting.remove());
    }
    return hits.shown();
  }

  private void collect(Waiting next) throws InterruptedException {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      for (Outcome outcome : next.outcomes().get(left, TimeUnit.NANOSECONDS)) {
        switch (outcome) {
          case Outcome.Found found -> hits.take(found.hits());
          case Outcome.Linked linked -> hits.skipLinked();
          case Outcome.Closed closed -> hits.skipClosed();
        }
      }
      listing = !hits.isFull();
    } catch (TimeoutException e) {
      outOfTime = true;
      waiting.add(next);
      hits.endEarly();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private List<Outcome> search(Chunk chunk) throws IOException {
    var outcomes = new ArrayList<Outcome>();
    try (ConfinedFolder folder = chunk.folder()) {
      for (Entry file : chunk.files()) {
        try {
          search(folder, file.path()).ifPresent(outcomes::add);
        } catch (IOException e) {
          outcomes.add(new Outcome.Closed());
        }
      }
    }
    return outcomes;
  }

  private Optional<Outcome> search(ConfinedFolder folder, WorkspacePath file) throws IOException {
    int limit = Math.toIntExact(ReadFile.MAX_BYTES);
    Optional<ByteBuffer> read = folder.read(file.name(), buffer.get(), limit);
    if (read.isEmpty()) {
      return Optional.of(new Outcome.Closed());
    }
    byte[] bytes = read.get().array();
    int length = read.get().limit();
    if (!query.search().mayBeIn(bytes, length)) {
      return Optional.empty();
    }
    FileHits found = in(file, Arrays.copyOf(bytes, length), query, listing ? query.limit() : 0);
    if (found.count() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        folder.hasOtherNames(file.name()) ? new Outcome.Linked() : new Outcome.Found(found));
  }

  /** What one file has; nothing if it is binary. */
  static FileHits in(WorkspacePath file, byte[] bytes, Query query, int most) {
    return TextFile.of(bytes)
        .map(text -> FileHits.in(file, text, query.search(), most, query.context()))
        .orElse(FileHits.NONE);
  }

  /** Ends the threads; one that waits in an opening ends with it. */
  @Override
  public void close() {
    threads.shutdownNow();
    open.ifPresent(chunk -> Opening.closeAside(chunk.folder()));
    waiting.forEach(each -> Opening.closeAside(each.chunk().folder()));
  }
}
