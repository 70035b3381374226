package dev.agentruntime.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does what may be done side by side one after the other, in any order. */
final class OneByOne extends AbstractExecutorService {

  private final World world;
  private boolean closed;

  OneByOne(World world) {
    this.world = world;
  }

  @Override
  public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
      throws InterruptedException {
    world.reached(Sometimes.READS_TOGETHER);
    var order = new ArrayList<Callable<T>>(tasks);
    Collections.shuffle(order, new Random(world.dice().below(Integer.MAX_VALUE)));
    Map<Callable<T>, Future<T>> done = new HashMap<>();
    for (Callable<T> task : order) {
      done.put(task, done(task));
    }
    return tasks.stream().map(done::get).toList();
  }

  private static <T> Future<T> done(Callable<T> task) throws InterruptedException {
    try {
      return CompletableFuture.completedFuture(task.call());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void shutdown() {
    closed = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return closed;
  }

  @Override
  public boolean isTerminated() {
    return closed;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
