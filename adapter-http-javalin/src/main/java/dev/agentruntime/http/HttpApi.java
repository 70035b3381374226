package dev.agentruntime.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The runtime as a server. Listens from {@link #start} until {@link #close}; every request and
 * every open stream has a virtual thread.
 */
public final class HttpApi implements AutoCloseable {

  /** For readers to be told that the server closes, and for requests to be answered. */
  private static final Duration GOODBYE = Duration.ofSeconds(3);

  /** Most of an answer that is kept back before it is sent; a waiting stream holds no more. */
  private static final int OUTPUT_BUFFER = 8 * 1024;

  private final HttpSettings settings;
  private final OpenStreams streams;
  private final Exchanges exchanges;
  private final List<Route> routes;
  private final Javalin server;

  private HttpApi(HttpParts parts, HttpSettings settings) {
    this.settings = settings;
    this.streams = new OpenStreams(settings.bounds().streams());
    var browsers = new BrowserSession(parts.keys(), InstantSource.system(), settings.behindTls());
    this.exchanges = new Exchanges(parts, browsers, settings.bounds(), streams);
    this.routes = routes(parts, browsers);
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts a server.
   *
   * @throws IllegalStateException if it cannot listen there; the message says why
   */
  public static HttpApi start(HttpParts parts, HttpSettings settings) {
    var api = new HttpApi(parts, settings);
    try {
      api.server.start();
    } catch (JavalinException e) {
      throw new IllegalStateException(
          "cannot listen on "
              + settings.host()
              + " port "
              + settings.port()
              + ": the port is taken, or the address is none of this machine; choose another with"
              + " --port or --host",
          e);
    }
    return api;
  }

  private List<Route> routes(HttpParts parts, BrowserSession browsers) {
    var input = new SessionInput(parts.workspaces(), parts.limits());
    var sessions = new SessionRoutes(parts.runtime(), input);
    var messages = new MessageRoutes(parts.runtime());
    return Stream.of(
            sessions.routes(),
            messages.routes(),
            new AliasRoutes(input, sessions, messages).routes(),
            new ApprovalRoutes(parts.runtime(), streams).routes(),
            new GrantRoutes(parts.runtime()).routes(),
            new PolicyRoutes(parts.runtime()).routes(),
            new PolicyTrialRoutes(parts.runtime()).routes(),
            new AgentRoutes(parts.agents()).routes(),
            new EventRoutes(parts.runtime()).routes(),
            new AuditRoutes(parts.runtime()).routes(),
            new WebhookRoutes(parts.runtime()).routes(),
            new MetricsRoutes(parts.runtime(), InstantSource.system()).routes(),
            new PredecessorRoutes(parts.runtime()).routes(),
            new ServiceRoutes(parts.runtime(), exchanges, parts.program()).routes(),
            browsers.routes(),
            new DocumentRoutes().routes())
        .flatMap(List::stream)
        .toList();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = settings.bounds().body();
    // Compressed streams come late, and compressed answers to attackers tell lengths of secrets.
    config.http.compressionStrategy = CompressionStrategy.NONE;
    var threads = new VirtualThreadPool();
    threads.setMaxConcurrentTasks(-1);
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(this::configure);
    config.jetty.addConnector(this::connector);
    config.jetty.modifyServer(this::configure);
    var guard = new Guard(settings);
    config.routes.before(context -> exchanges.admit(context, guard));
    routes.forEach(
        route -> {
          add(config, route, route.method());
          if (route.method().equals(HandlerType.GET)) {
            // Javalin itself would answer 200 to anybody.
            add(config, route, HandlerType.HEAD);
          }
        });
    config.requestLogger.http(AccessLog::end);
    config.routes.exception(HttpResponseException.class, exchanges::fail);
    config.routes.exception(Exception.class, exchanges::fail);
  }

  private void add(JavalinConfig config, Route route, HandlerType method) {
    config.routes.addEndpoint(
        new Endpoint(method, route.path(), context -> exchanges.serve(route, context)));
  }

  private void configure(HttpConfiguration http) {
    // What Jetty reads generously somebody in front of it may read otherwise.
    http.setHttpCompliance(HttpCompliance.STRICT);
    http.setUriCompliance(UriCompliance.DEFAULT);
    http.setRequestHeaderSize(settings.bounds().headers());
    http.setOutputBufferSize(OUTPUT_BUFFER);
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
  }

  private ServerConnector connector(Server jetty, HttpConfiguration http) {
    var connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.bounds().patience().toMillis());
    connector.addBean(new SlowRequests(connector.getScheduler(), settings.bounds().patience()));
    return connector;
  }

  private void configure(Server jetty) {
    jetty.setErrorHandler(new PlainErrors());
    jetty.setStopTimeout(GOODBYE.toMillis());
    jetty.addBean(new NetworkConnectionLimit(settings.bounds().connections(), jetty));
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** How many streams are open, and readers wait. */
  int held() {
    return streams.count();
  }

  /** Method and path of what the router serves, as it tells itself. */
  List<String> routes() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .toList();
  }

  /** Says from now on that it is not ready; goes on serving whoever comes all the same. */
  public void leave() {
    exchanges.stop();
  }

  /**
   * Stops: not ready any more, streams told, requests answered, then closed. Takes at most some
   * seconds; the runtime is not closed.
   */
  @Override
  public void close() {
    leave();
    streams.close(GOODBYE);
    // Jetty itself would wait a second for each to fall silent.
    Arrays.stream(server.jettyServer().server().getConnectors())
        .map(connector -> connector.getBean(SlowRequests.class))
        .forEach(SlowRequests::closeIdle);
    server.stop();
  }
}
