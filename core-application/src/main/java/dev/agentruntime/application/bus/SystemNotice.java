package dev.agentruntime.application.bus;

import dev.agentruntime.application.port.Job;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the runtime of this process tells of itself and of what it does in the background: in no
 * session, and of nobody in particular. {@link Lifetime} makes them.
 *
 * @param at by this process' clock
 */
public record SystemNotice(
    UUID id, Fact fact, Origin origin, Instant at, Map<String, String> metadata)
    implements RuntimeNotice {

  /**
   * What it belongs to.
   *
   * @param run the run of the runtime: the id of the notice that it started
   * @param cause the notice that led to it; that of the start is its own
   */
  public record Origin(UUID run, UUID cause) {
    public Origin {
      Objects.requireNonNull(run);
      Objects.requireNonNull(cause);
    }
  }

  public SystemNotice {
    Objects.requireNonNull(id);
    Objects.requireNonNull(fact);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(at);
    metadata = Map.copyOf(metadata);
  }

  /** What is told. */
  public sealed interface Fact {

    /** The name. */
    String type();

    /** When it is told, in a sentence for people. */
    String meaning();

    /** What there is to tell. */
    JsonObject data();

    /**
     * The runtime is about to take up work.
     *
     * @param version of the runtime, where it is packaged
     */
    record Startup(Optional<String> version) implements Fact {
      @Override
      public String type() {
        return "system.startup";
      }

      @Override
      public String meaning() {
        return "The runtime of this process started. It is kept for who subscribes first.";
      }

      @Override
      public JsonObject data() {
        return JsonObject.builder().put("version", version).build();
      }
    }

    /** The runtime stopped all work, and closes. */
    record Shutdown(Duration ran) implements Fact {
      @Override
      public String type() {
        return "system.shutdown";
      }

      @Override
      public String meaning() {
        return "The runtime of this process stopped its work in order, and closes.";
      }

      @Override
      public JsonObject data() {
        return JsonObject.builder().put("duration_ms", ran.toMillis()).build();
      }
    }

    /** A task found something to do. */
    record TaskStarted(Job task) implements Fact {
      @Override
      public String type() {
        return "system.background_task.started";
      }

      @Override
      public String meaning() {
        return "The runtime found something to do in the background; where there is nothing,"
            + " nothing is told.";
      }

      @Override
      public JsonObject data() {
        return of(task).build();
      }
    }

    /**
     * A task did what there was to do.
     *
     * @param took since it started
     * @param done how many of what
     */
    record TaskCompleted(Job task, Duration took, Map<String, Long> done) implements Fact {
      public TaskCompleted {
        done = Map.copyOf(done);
      }

      @Override
      public String type() {
        return "system.background_task.completed";
      }

      @Override
      public String meaning() {
        return "What was to do in the background is done, as far as it was done at once.";
      }

      @Override
      public JsonObject data() {
        var counts = JsonObject.builder();
        new TreeMap<>(done).forEach(counts::put);
        return of(task).put("duration_ms", took.toMillis()).put("done", counts.build()).build();
      }
    }

    /**
     * A task broke; what is left is tried again with the next sweep.
     *
     * @param error the kind of trouble; the program's own log has the rest
     */
    record TaskFailed(Job task, Duration took, String error) implements Fact {
      @Override
      public String type() {
        return "system.background_task.failed";
      }

      @Override
      public String meaning() {
        return "What was to do in the background broke; what is left is tried again later.";
      }

      @Override
      public JsonObject data() {
        return of(task).put("duration_ms", took.toMillis()).put("error_type", error).build();
      }
    }

    /**
     * The log is counted.
     *
     * @param events how many were counted this time
     * @param unreadable how many were passed over this time
     * @param complete whether nothing was left
     */
    record MetricsCollected(long events, long unreadable, boolean complete) implements Fact {
      @Override
      public String type() {
        return "metrics.collected";
      }

      @Override
      public String meaning() {
        return "What was recorded since the last time is counted: whoever asks for the counts is"
            + " told of it.";
      }

      @Override
      public JsonObject data() {
        return JsonObject.builder()
            .put("events", events)
            .put("unreadable_events", unreadable)
            .put("complete", complete)
            .build();
      }
    }

    private static JsonObject.Builder of(Job task) {
      return JsonObject.builder().put("task", task.id());
    }
  }

  SystemNotice withMetadata(Map<String, String> other) {
    return new SystemNotice(id, fact, origin, at, other);
  }

  @Override
  public String type() {
    return fact.type();
  }

  @Override
  public String meaning() {
    return fact.meaning();
  }

  @Override
  public Optional<Owner> owner() {
    return Optional.empty();
  }

  @Override
  public Optional<SessionId> session() {
    return Optional.empty();
  }

  @Override
  public UUID correlation() {
    return origin.run();
  }

  @Override
  public UUID causation() {
    return origin.cause();
  }

  @Override
  public JsonObject data() {
    return fact.data();
  }
}
