package dev.agentruntime.openai;

import dev.failsafe.CircuitBreaker;

/** Leaves an endpoint alone for a while that keeps failing. One for all calls of a model. */
final class Circuit {

  private final CircuitBreaker<Object> breaker;
  private final Problems problems;
  private volatile String lastFailure = "";

  Circuit(OpenAiSettings.Retries settings, Problems problems) {
    this.problems = problems;
    this.breaker =
        CircuitBreaker.builder()
            .withFailureThreshold(settings.failuresToOpen())
            .withDelay(settings.openFor())
            .build();
  }

  /** Runs an attempt, or refuses to. */
  Attempt.Result run(Interruptible attempt) throws InterruptedException {
    if (!breaker.tryAcquirePermit()) {
      return new Attempt.Result.Broken(
          problems.leftAlone(breaker.getRemainingDelay(), lastFailure));
    }
    boolean judged = false;
    try {
      Attempt.Result result = attempt.run();
      record(result);
      judged = true;
      return result;
    } finally {
      if (!judged && breaker.isHalfOpen()) {
        // The trial was given up and proved nothing, but its permit must go back.
        breaker.recordFailure();
      }
    }
  }

  private void record(Attempt.Result result) {
    if (result instanceof Attempt.Result.Broken broken && broken.problem().isUnwell()) {
      lastFailure = broken.problem().message();
      breaker.recordFailure();
    } else {
      breaker.recordSuccess();
    }
  }

  /** Work that a thread's interrupt ends. */
  interface Interruptible {
    Attempt.Result run() throws InterruptedException;
  }
}
