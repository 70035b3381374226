package dev.agentruntime.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Makes counters and histograms in a registry. Names have dots where Prometheus has {@code _}. */
record Meters(MeterRegistry registry) {

  /** From a hit in a cache to the longest time that a model is waited for. */
  static final Duration[] OF_MODEL = seconds(0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600);

  /** From reading a small file to a build. */
  static final Duration[] OF_TOOL =
      seconds(0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 1800);

  /** From a commit in this process to a log that could not be read for a while. */
  static final Duration[] OF_LAG = seconds(0.001, 0.005, 0.02, 0.1, 0.25, 0.5, 1, 5, 30, 300);

  /** From somebody who sits before it to somebody who is away for a week. */
  static final Duration[] OF_DECISION =
      seconds(5, 15, 60, 300, 900, 3600, 4 * 3600, 8 * 3600, 86_400, 3 * 86_400, 7 * 86_400);

  private static Duration[] seconds(double... bounds) {
    var durations = new Duration[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      durations[i] = Duration.ofMillis(Math.round(bounds[i] * 1000));
    }
    return durations;
  }

  MeterProvider<Counter> counter(String name, String help) {
    return Counter.builder(name).description(help).withRegistry(registry);
  }

  /** A histogram of seconds with these upper bounds. */
  MeterProvider<Timer> timer(String name, String help, Duration... bounds) {
    return Timer.builder(name)
        .description(help)
        .serviceLevelObjectives(bounds)
        .withRegistry(registry);
  }
}
