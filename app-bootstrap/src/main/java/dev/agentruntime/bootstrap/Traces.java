package dev.agentruntime.bootstrap;

import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.otel.OtelObserver;
import dev.agentruntime.otel.OtelSettings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where traces go, as the standard variables of OpenTelemetry say. Where they say nothing there are
 * none, and no class of OpenTelemetry is loaded.
 *
 * <p>Nothing is registered for the whole process, and nothing ends with it by itself: who opens
 * this closes it, which sends what is left, for five seconds at the most.
 */
final class Traces implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Optional<Sdk> sdk;
  private final boolean content;

  private Traces(Optional<Sdk> sdk, boolean content) {
    this.sdk = sdk;
    this.content = content;
  }

  /** Tells what is wrong with what the environment says of them. */
  static void check(Map<String, String> variables, List<Problem> problems) {
    var read = new Variables(variables, problems);
    if (read.areWanted()) {
      read.isContentWanted();
      read.check();
    }
  }

  /** Opens them; there are none where there are problems, found here or before. */
  static Traces open(Map<String, String> variables, List<Problem> problems) {
    var read = new Variables(variables, problems);
    if (!read.areWanted()) {
      return new Traces(Optional.empty(), false);
    }
    boolean content = read.isContentWanted();
    read.check();
    return new Traces(problems.isEmpty() ? Sdk.start(read, problems) : Optional.empty(), content);
  }

  /**
   * Who makes them, if there are to be any.
   *
   * @param provider whose kind of interface the model is asked by
   * @param model as it is asked for, if that is known
   */
  Optional<RuntimeObserver> observer(String provider, Optional<String> model) {
    return sdk.map(made -> made.observer(OtelSettings.of(provider, model).withContent(content)));
  }

  @Override
  public void close() {
    close(PATIENCE);
  }

  void close(Duration patience) {
    sdk.ifPresent(made -> made.stop(patience));
  }

  /**
   * What the environment says of traces. What is found wrong here quotes no value.
   *
   * @param problems grow while it is read
   */
  private record Variables(Map<String, String> all, List<Problem> problems) {

    private static final String PREFIX = "OTEL_";
    private static final String DISABLED = "OTEL_SDK_DISABLED";
    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
    private static final String CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

    private static final List<String> ENDPOINTS = ofTraces("ENDPOINT");
    private static final List<String> PROTOCOLS = ofTraces("PROTOCOL");
    private static final List<String> HEADERS =
        Stream.of("", "TRACES_", "METRICS_", "LOGS_")
            .map(signal -> "OTEL_EXPORTER_OTLP_" + signal + "HEADERS")
            .toList();

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static List<String> ofTraces(String what) {
      return List.of("OTEL_EXPORTER_OTLP_" + what, "OTEL_EXPORTER_OTLP_TRACES_" + what);
    }

    /** As the specification has it, an empty variable is none. */
    private Optional<String> value(String name) {
      return Optional.ofNullable(all.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private Optional<String> lower(String name) {
      return value(name).map(text -> text.toLowerCase(Locale.ROOT));
    }

    private void wrong(String variable, String how) {
      problems.add(Origin.variable(variable).problem(how));
    }

    boolean areWanted() {
      Optional<String> disabled = lower(DISABLED);
      if (disabled.stream().anyMatch(text -> !List.of("true", "false").contains(text))) {
        wrong(DISABLED, "it takes true or false");
      }
      return !disabled.equals(Optional.of("true"))
          && lower(EXPORTER)
              .map(exporter -> !exporter.equals("none"))
              .orElseGet(() -> ENDPOINTS.stream().anyMatch(name -> value(name).isPresent()));
    }

    boolean isContentWanted() {
      return switch (lower(CONTENT).orElse("false")) {
        case "true", "span_only", "span_and_event" -> true;
        case "false", "no_content", "event_only" -> false;
        default -> {
          wrong(CONTENT, "it takes true or false, or span_only or no_content");
          yield false;
        }
      };
    }

    void check() {
      if (lower(EXPORTER).stream().anyMatch(exporter -> !exporter.equals("otlp"))) {
        wrong(EXPORTER, "it takes otlp or none; traces are sent by OTLP only");
      }
      for (String name : PROTOCOLS) {
        if (lower(name).stream().anyMatch(protocol -> !protocol.equals("http/protobuf"))) {
          wrong(name, "it takes http/protobuf only, which receivers take at port 4318");
        }
      }
      for (String name : ENDPOINTS) {
        if (value(name).stream().anyMatch(address -> !isAddress(address))) {
          wrong(name, "it takes the address of a receiver, such as http://localhost:4318");
        }
      }
      for (String name : HEADERS) {
        if (value(name).stream().anyMatch(list -> !isHeaders(list))) {
          wrong(
              name,
              "it takes name=value, further ones behind a comma, and signs that are none of"
                  + " a-z, 0-9, -, . and _ in the value as %20 and the like");
        }
      }
    }

    private static boolean isAddress(String text) {
      try {
        URI address = URI.create(text);
        return address.getHost() != null
            && Pattern.matches("(?i)https?", String.valueOf(address.getScheme()));
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    private static boolean isHeaders(String list) {
      return Stream.of(list.split(",", -1))
          .map(String::strip)
          .filter(header -> !header.isEmpty())
          .allMatch(Variables::isHeader);
    }

    private static boolean isHeader(String header) {
      int sign = header.indexOf('=');
      try {
        return sign > 0
            && HEADER_NAME.matcher(header.substring(0, sign).strip()).matches()
            && URLDecoder.decode(header.substring(sign + 1), StandardCharsets.UTF_8)
                .chars()
                .noneMatch(Character::isISOControl);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    /** Under the names that the SDK has for them. */
    Map<String, String> properties() {
      var properties = new HashMap<String, String>();
      all.forEach(
          (name, value) -> {
            if (name.startsWith(PREFIX)) {
              properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
          });
      // Places in a trace go through our own hands; a format that is not here must not stop us.
      properties.put("otel.propagators", "none");
      return properties;
    }

    /** What the SDK says of these, with our names and without what nobody must see. */
    String tellable(String text) {
      List<String> secrets =
          HEADERS.stream()
              .flatMap(name -> value(name).stream())
              .flatMap(list -> Stream.of(list.split("[=,]", -1)))
              .toList();
      return Pattern.compile("otel(\\.[a-z]+)+")
          .matcher(KnownSecrets.of(secrets).mask(text))
          .replaceAll(name -> name.group().toUpperCase(Locale.ROOT).replace('.', '_'));
    }
  }

  /** What is of OpenTelemetry: loaded only where it is wanted. */
  private static final class Sdk {

    private static final Map<String, String> DEFAULTS =
        Map.of(
            "otel.traces.exporter", "otlp",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.exporter.otlp.protocol", "http/protobuf");

    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    private static final String OURS = "agent-runtime";

    private final OpenTelemetrySdk telemetry;
    private final OwnLog log;

    private Sdk(OpenTelemetrySdk telemetry, OwnLog log) {
      this.telemetry = telemetry;
      this.log = log;
    }

    static Optional<Sdk> start(Variables variables, List<Problem> problems) {
      try (var opened = new Opened()) {
        OwnLog log = opened.add(OwnLog.open(), OwnLog::close);
        var sdk = new Sdk(made(variables.properties()), log);
        opened.handOver();
        return Optional.of(sdk);
      } catch (RuntimeException e) {
        problems.add(
            new Problem(
                "OTEL_*: traces cannot be sent: "
                    + variables.tellable(String.valueOf(e.getMessage()))
                    + " Mend or unset that variable.",
                false));
        return Optional.empty();
      }
    }

    private static OpenTelemetrySdk made(Map<String, String> properties) {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .addPropertiesSupplier(() -> DEFAULTS)
          .addPropertiesCustomizer(found -> properties)
          .addResourceCustomizer((resource, found) -> named(resource))
          .disableShutdownHook()
          .build()
          .getOpenTelemetrySdk();
    }

    /** The SDK calls a service unknown that nobody named. */
    private static Resource named(Resource resource) {
      String name = resource.getAttribute(SERVICE);
      return name == null || name.startsWith("unknown_service")
          ? resource.toBuilder().put(SERVICE, OURS).build()
          : resource;
    }

    RuntimeObserver observer(OtelSettings settings) {
      return new OtelObserver(telemetry, settings);
    }

    void stop(Duration patience) {
      try (log) {
        telemetry.shutdown().join(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  /**
   * What the SDK has to say, such as that nobody takes the traces: with the program's own lines,
   * where secrets are masked, in place of the JDK's.
   */
  private record OwnLog(Logger from, Handler to) implements AutoCloseable {

    static OwnLog open() {
      var log = new OwnLog(Logger.getLogger("io.opentelemetry"), new SLF4JBridgeHandler());
      log.from().setUseParentHandlers(false);
      log.from().addHandler(log.to());
      return log;
    }

    @Override
    public void close() {
      from.removeHandler(to);
      from.setUseParentHandlers(true);
    }
  }
}
