package dev.agentruntime.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.time.Duration;
import java.util.List;

/** Memory, garbage collection, threads, processors, descriptors and uptime of this process. */
final class JvmMeters implements AutoCloseable {

  private final ProcessHandle process = ProcessHandle.current();
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Binds them; filters of the registry are set before its first meter. */
  JvmMeters(MeterRegistry registry) {
    // Micrometer has it in nanoseconds, which are no unit of Prometheus.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    // Its own name ends like the part of a histogram.
    registry.config().meterFilter(renaming("system.cpu.count", "system.cpus"));
    List.of(
            new JvmMemoryMetrics(),
            collections,
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
    FunctionCounter.builder("process.cpu", process, JvmMeters::cpuSeconds)
        .description("Processor time that this process took")
        .baseUnit("seconds")
        .register(registry);
  }

  private static MeterFilter renaming(String from, String to) {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().equals(from) ? id.withName(to) : id;
      }
    };
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1e3;
  }

  @Override
  public void close() {
    collections.close();
  }
}
