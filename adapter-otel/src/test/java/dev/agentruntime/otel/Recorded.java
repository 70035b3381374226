package dev.agentruntime.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.application.port.RuntimeObserver.AgentStart;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** An observer whose spans are kept in memory, and what it is told of. */
final class Recorded {

  static final SessionId SESSION = new SessionId(new UUID(1, 1));
  static final TurnId TURN = new TurnId(new UUID(1, 2));
  static final Owner OWNER = new Owner("somebody-in-particular");
  static final AgentName CODER = new AgentName("coder");
  static final OtelSettings SETTINGS = OtelSettings.of("openai", Optional.of("gpt-5"));

  private final InMemorySpanExporter kept = InMemorySpanExporter.create();
  private final OtelObserver observer;

  private Recorded(OtelSettings settings, UnaryOperator<SdkTracerProviderBuilder> how) {
    SdkTracerProviderBuilder spans =
        how.apply(SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(kept)));
    observer =
        new OtelObserver(
            OpenTelemetrySdk.builder().setTracerProvider(spans.build()).build(), settings);
  }

  static Recorded with(OtelSettings settings) {
    return new Recorded(settings, how -> how);
  }

  static Recorded with(UnaryOperator<SdkTracerProviderBuilder> how) {
    return new Recorded(SETTINGS, how);
  }

  static Recorded plain() {
    return with(SETTINGS);
  }

  OtelObserver observer() {
    return observer;
  }

  AgentRun begins() {
    return observer.begins(start(Optional.empty(), Optional.empty()));
  }

  AgentRun begins(Optional<TraceParent> cause, Optional<TraceParent> origin) {
    return observer.begins(start(cause, origin));
  }

  static AgentStart start(Optional<TraceParent> cause, Optional<TraceParent> origin) {
    return new AgentStart(OWNER, SESSION, TURN, CODER, cause, origin);
  }

  static ChatModel.Request request(Message... messages) {
    return new ChatModel.Request(SESSION, Purpose.REPLY, 0, List.of(messages), List.of());
  }

  /** All that ended, in the order in which it did. */
  List<SpanData> spans() {
    return kept.getFinishedSpanItems();
  }

  /** The one that ended. */
  SpanData only() {
    assertThat(spans()).hasSize(1);
    return spans().getFirst();
  }

  /** The one of that name. */
  SpanData named(String name) {
    List<SpanData> found = spans().stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(found).as("spans named %s among %s", name, spans()).hasSize(1);
    return found.getFirst();
  }

  /** The flags may say more, such as that the trace's id is random. */
  static boolean isSampled(TraceParent place) {
    return (Integer.parseInt(place.value().substring(53), 16) & 1) == 1;
  }

  static <T> T value(SpanData span, AttributeKey<T> key) {
    return span.getAttributes().get(key);
  }
}
