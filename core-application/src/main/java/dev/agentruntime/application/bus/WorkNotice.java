package dev.agentruntime.application.bus;

import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What the runtime tells of work that goes on in this process, and that is recorded nowhere. The
 * event that led to it is: it was told before this is. Only {@link Announcer} tells it.
 *
 * @param at by the store's clock
 */
public record WorkNotice(UUID id, Work work, Place place, Instant at, Map<String, String> metadata)
    implements RuntimeNotice {

  /**
   * Where in the log the work belongs.
   *
   * @param owner whose session it is
   * @param cause the event that led to it
   */
  public record Place(Owner owner, RecordedEvent cause) {
    public Place {
      Objects.requireNonNull(owner);
      Objects.requireNonNull(cause);
    }
  }

  public WorkNotice {
    Objects.requireNonNull(id);
    Objects.requireNonNull(work);
    Objects.requireNonNull(place);
    Objects.requireNonNull(at);
    metadata = Map.copyOf(metadata);
  }

  /** What is told. */
  public sealed interface Work {

    /** The name. */
    String type();

    /** When it is told, in a sentence for people. */
    String meaning();

    /** What there is to tell. */
    JsonObject data();

    /** An agent begins to work on a turn, or goes on with it. */
    record Started(AgentName agent) implements Work {
      @Override
      public String type() {
        return "agent.processing.started";
      }

      @Override
      public String meaning() {
        return "An agent takes a turn up, goes on with it after it waited, or takes it over.";
      }

      @Override
      public JsonObject data() {
        return of(agent).build();
      }
    }

    /**
     * An agent works no longer, for now or for good.
     *
     * @param took since it started
     */
    record Ended(AgentName agent, Duration took, AgentEnd end) implements Work {
      @Override
      public String type() {
        return failure().isPresent() ? "agent.processing.failed" : "agent.processing.completed";
      }

      @Override
      public String meaning() {
        return failure().isPresent()
            ? "An agent's turn failed: it works no longer."
            : "An agent works no longer, for now or for good: the turn is over or waits, another"
                + " agent has it, or somebody else ended it.";
      }

      private Optional<FailureKind> failure() {
        return end instanceof AgentEnd.TurnOver over
                && over.outcome() instanceof TurnOutcome.Failed failed
            ? Optional.of(failed.kind())
            : Optional.empty();
      }

      @Override
      public JsonObject data() {
        JsonObject.Builder data = of(agent).put("duration_ms", took.toMillis());
        switch (end) {
          case AgentEnd.HandedOver over -> data.put("outcome", "handed_over").put("to", to(over));
          case AgentEnd.Waits waits ->
              data.put("outcome", "waiting").put("waiting", waits.reason().id());
          case AgentEnd.TurnOver over -> data.put("outcome", over.outcome().id());
          case AgentEnd.Left left -> data.put("outcome", "left");
        }
        failure().ifPresent(kind -> data.put("error_type", kind.id()));
        // Of a turn that others end or go on with, nobody knows here what becomes of it.
        if (!(end instanceof AgentEnd.Left)) {
          data.put("success", failure().isEmpty());
        }
        return data.build();
      }

      private static String to(AgentEnd.HandedOver over) {
        return over.to().value();
      }
    }

    /**
     * An agent's turn failed.
     *
     * @param message for people, as the log has it
     */
    record ErrorOccurred(AgentName agent, FailureKind kind, String message) implements Work {
      @Override
      public String type() {
        return "agent.error.occurred";
      }

      @Override
      public String meaning() {
        return "A turn failed; tells what was wrong, also where no agent had begun to work.";
      }

      @Override
      public JsonObject data() {
        return of(agent).put("error_type", kind.id()).put("error_message", message).build();
      }
    }

    /**
     * An agent asks the model.
     *
     * @param model as it is asked for, where the session names one
     */
    record ModelAsked(
        AgentName agent, Purpose purpose, Optional<String> model, int messages, int tools)
        implements Work {
      @Override
      public String type() {
        return "llm.request.started";
      }

      @Override
      public String meaning() {
        return "An agent, or the router, asks the model.";
      }

      @Override
      public JsonObject data() {
        return of(agent)
            .put("purpose", purpose.id())
            .put("model", model)
            .put("messages_count", messages)
            .put("tools_count", tools)
            .build();
      }
    }

    /**
     * Where an agent's time went. What it waited for the policy or the store is in neither.
     *
     * @param modelTime of all requests together
     * @param toolTime of all tools together, also of those that ran side by side
     */
    record Measured(
        AgentName agent, int modelRequests, Duration modelTime, int toolRuns, Duration toolTime)
        implements Work {
      @Override
      public String type() {
        return "metrics.performance.measured";
      }

      @Override
      public String meaning() {
        return "An agent works no longer; tells how much of its time went to the model and to"
            + " tools, if any did.";
      }

      @Override
      public JsonObject data() {
        return of(agent)
            .put("model_requests", modelRequests)
            .put("model_ms", modelTime.toMillis())
            .put("tool_runs", toolRuns)
            .put("tool_ms", toolTime.toMillis())
            .build();
      }
    }

    private static JsonObject.Builder of(AgentName agent) {
      return JsonObject.builder().put("agent", agent.value());
    }
  }

  WorkNotice withMetadata(Map<String, String> other) {
    return new WorkNotice(id, work, place, at, other);
  }

  @Override
  public String type() {
    return work.type();
  }

  @Override
  public String meaning() {
    return work.meaning();
  }

  @Override
  public Optional<Owner> owner() {
    return Optional.of(place.owner());
  }

  @Override
  public Optional<SessionId> session() {
    return Optional.of(place.cause().session());
  }

  @Override
  public UUID correlation() {
    return place.cause().cause().correlation();
  }

  @Override
  public UUID causation() {
    return place.cause().id();
  }

  @Override
  public JsonObject data() {
    return work.data();
  }
}
