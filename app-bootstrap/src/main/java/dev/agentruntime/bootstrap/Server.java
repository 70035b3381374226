package dev.agentruntime.bootstrap;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Observers;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.ServerClaim;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.cli.InvalidConfigurationException;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.cli.RuntimeFactory.Serving;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.http.HttpApi;
import dev.agentruntime.http.HttpParts;
import dev.agentruntime.http.HttpSettings;
import dev.agentruntime.http.WorkspaceRoots;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.micrometer.PrometheusMeters;
import dev.agentruntime.micrometer.Scrape;
import dev.agentruntime.webhook.OkHttpWebhookTransport;
import dev.agentruntime.workspace.LocalWorkspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Puts the server together. */
record Server(
    Configuration configuration,
    Map<String, String> variables,
    UserFolders folders,
    KnownSecrets secrets) {

  /** What a server that was killed left behind goes on so soon after the next start. */
  private static final Duration SWEEP = Duration.ofSeconds(1);

  /** A database that is started with the server, or fails over, is there within this time. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * Opens the store and listens.
   *
   * @throws InvalidConfigurationException if it must not listen there, or cannot
   */
  Serving start(ChatModel model, ModelChoice choice) {
    HttpSettings http = configuration.server().http();
    try (var opened = new Opened()) {
      var meters = opened.add(new PrometheusMeters(), PrometheusMeters::close);
      Persistence store =
          opened.add(
              Stores.awaited(configuration.database().url(), meters.registry(), PATIENCE),
              Persistence::close);
      claim(store);
      var keys = new ServerKeys(new ApiKeys(store), configuration.server().key());
      List<String> notices = admit(http, keys);
      HttpParts.LogLevel level = Logging.serve(configuration.server().logging());
      RuntimeObserver traces =
          opened.add(
              Observing.traces(variables, configuration.model().name()), RuntimeObserver::close);
      AgentRuntime.Builder builder =
          builder(model, choice)
              .persistence(store)
              .observer(new Observers(List.of(traces, meters)))
              .webhooks(
                  opened.add(
                      new OkHttpWebhookTransport(configuration.server().webhooks().settings()),
                      OkHttpWebhookTransport::close));
      // What builds closes them, also where it fails.
      opened.handOver();
      AgentRuntime runtime = opened.add(builder.build(), AgentRuntime::close);
      meters.attachTo(runtime);
      meters.show(runtime::standing);
      var program = new HttpParts.Program(level, read(meters), version());
      HttpApi api = listen(parts(runtime, keys, store, choice, program), http);
      opened.handOver();
      return new RunningServer(runtime, api, configuration.server(), notices);
    }
  }

  /** Two servers on one file would each believe to be the only one that counts requests. */
  private void claim(Persistence store) {
    if (store.claimServer(LocalProcess.owner(new UuidV7().get()))
        instanceof ServerClaim.Taken taken) {
      throw new InvalidConfigurationException(
          List.of(
              problem(
                  "another server runs on "
                      + configuration.database().url()
                      + taken.by().map(owner -> ", process " + owner.pid()).orElse("")
                      + "; stop it, name another database, or use PostgreSQL for several"
                      + " servers")));
    }
  }

  /** Beyond this machine only with keys, and encrypted by somebody in front. */
  private List<String> admit(HttpSettings http, ServerKeys keys) {
    var notices = new ArrayList<String>();
    var problems = new ArrayList<Problem>();
    configuration.server().storage().roots().stream()
        .filter(root -> !Files.isDirectory(root))
        .map(root -> problem("the root of workspaces " + root + " is no folder; make it first"))
        .forEach(problems::add);
    if (!http.isLoopback()) {
      if (!configuration.server().listening().behindTls()) {
        problems.add(
            problem(
                "the server listens on "
                    + http.host()
                    + ", which other machines reach, and does not encrypt: put a proxy with TLS in"
                    + " front of it and say so with --behind-tls, or listen on 127.0.0.1"));
      }
      if (keys.isEmpty()) {
        problems.add(
            problem(
                "the server listens on "
                    + http.host()
                    + ", which other machines reach, and there is no key: make one with"
                    + " agent-runtime keys create and the same --db, or set"
                    + " AGENT_RUNTIME_API_KEY"));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(problems);
    }
    if (keys.isEmpty()) {
      Path file = keyFile();
      notices.add(
          keys.makeFirst(file)
              ? "there was no key, so one was made; it is in " + file
              : "there is no valid key; remove "
                  + file
                  + " to have one made at the next start, or make one with agent-runtime keys"
                  + " create");
    } else if (keys.isInFile(keyFile())) {
      // The start that made it may have failed before it could say so.
      notices.add("the key that was made at the first start is in " + keyFile());
    }
    return notices;
  }

  /** Beside a database file, since the key opens that one; else with the user's data. */
  private Path keyFile() {
    return configuration.database().url() instanceof DatabaseUrl.Sqlite sqlite
        ? sqlite.file().toAbsolutePath().resolveSibling(sqlite.file().getFileName() + ".key")
        : folders.serverKey();
  }

  private static Problem problem(String text) {
    return new Problem(text, true);
  }

  private static HttpParts.Meters read(PrometheusMeters meters) {
    return accept -> {
      Scrape scrape = meters.scrape(accept);
      return new HttpParts.Meters.Reading(scrape.contentType(), scrape.text());
    };
  }

  private AgentRuntime.Builder builder(ChatModel model, ModelChoice choice) {
    AgentRuntime.Builder builder = AgentRuntime.builder();
    configuration.server().storage().closeIdle().ifPresent(builder::closeIdle);
    configuration.server().storage().keep().ifPresent(builder::keep);
    return builder
        .model(model)
        .workspaces(
            LocalWorkspace.factory(
                configuration.running().commands().workspaces(folders.variables())))
        .agents(configuration.agents())
        .policy(configuration.approving().policy())
        .running(
            new RunnerSettings(
                LeaseTerms.DEFAULT,
                isRunBy(choice),
                Optional.of(
                    new RunnerSettings.Sweep(SWEEP, RunnerFilter.onHost(LocalProcess.hostName())))))
        .prices(configuration.model().prices())
        .secrets(secrets);
  }

  /** Sessions of clients, and those on folders of this machine that name this model. */
  private static Predicate<Session> isRunBy(ModelChoice choice) {
    return session ->
        switch (session.state().header().settings().runner()) {
          case Runner.Any any -> true;
          case Runner.OnHost on ->
              on.host().equals(LocalProcess.hostName()) && on.model().equals(choice);
        };
  }

  private HttpParts parts(
      AgentRuntime runtime,
      ServerKeys keys,
      Persistence store,
      ModelChoice choice,
      HttpParts.Program program) {
    return new HttpParts(
        runtime,
        keys,
        store.rates(),
        configuration.agents(),
        new WorkspaceRoots(
            configuration.server().storage().roots(),
            folder -> new Runner.OnHost(LocalProcess.hostName(), folder.toString(), choice)),
        configuration.running().limits(),
        program);
  }

  private static String version() {
    return Objects.requireNonNullElse(
        Server.class.getPackage().getImplementationVersion(), "not packaged");
  }

  private static HttpApi listen(HttpParts parts, HttpSettings settings) {
    try {
      return HttpApi.start(parts, settings);
    } catch (IllegalStateException e) {
      throw new InvalidConfigurationException(List.of(problem(String.valueOf(e.getMessage()))));
    }
  }
}
