package dev.agentruntime.bootstrap;

import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.metrics.PriceTable;
import dev.agentruntime.cli.ApprovalHandling;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.cli.RuntimeFactory.Flag;
import dev.agentruntime.cli.RuntimeFactory.Setting;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.text.DurationText;
import dev.agentruntime.http.HttpSettings;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.openai.OpenAiSettings.Endpoint;
import dev.agentruntime.openai.OpenAiSettings.Secret;
import dev.agentruntime.openai.OpenAiSettings.Timeouts;
import dev.agentruntime.workspace.SandboxSettings;
import dev.agentruntime.workspace.SandboxSettings.Use;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads the configuration: flags before environment before the user's file before defaults. Files
 * of a workspace are never read. Everything that is wrong is told at once, and does not keep the
 * rest from being read.
 */
final class ConfigurationReader {

  private static final String OPENAI = "https://api.openai.com/v1";
  private static final Found NOWHERE = new Found("", Origin.DEFAULT);
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]");
  private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#\\s]+");
  private static final String UNUSABLE = "(cannot be used)";

  private final UserFolders folders;
  private final Environment environment;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<SettingKey, Found> found = new EnumMap<>(SettingKey.class);
  private final Map<SettingKey, String> shown = new EnumMap<>(SettingKey.class);
  private final Set<SettingKey> unknown = EnumSet.noneOf(SettingKey.class);

  private ConfigurationReader(Map<String, String> variables, UserFolders folders) {
    this.folders = folders;
    this.environment = new Environment(variables);
  }

  /** Reads everything that can be read. */
  static Reading read(List<Flag> flags, Map<String, String> variables, UserFolders folders) {
    var reader = new ConfigurationReader(variables, folders);
    UserFile.Content file = new UserFile(folders.configuration()).read(reader.problems);
    reader.layer(file.settings());
    reader.layer(reader.environment.read(reader.problems));
    reader.layer(given(flags));
    if (!file.whole()) {
      // What is set nowhere else may stand in the part that could not be read.
      reader.unknown.addAll(EnumSet.allOf(SettingKey.class));
      reader.unknown.removeAll(reader.found.keySet());
    }
    Traces.check(variables, reader.problems);
    return reader.reading();
  }

  private static Map<SettingKey, Found> given(List<Flag> flags) {
    var given = new EnumMap<SettingKey, Found>(SettingKey.class);
    flags.forEach(
        flag ->
            given.put(
                SettingKey.byName().get(flag.setting()),
                new Found(flag.value(), Origin.flag(flag.flag()))));
    return given;
  }

  /** A mode is a policy, too: the one that is set in the strongest place holds. */
  private void layer(Map<SettingKey, Found> stronger) {
    Found mode = stronger.get(SettingKey.APPROVE);
    Found policy = stronger.get(SettingKey.POLICY);
    if (mode != null && policy != null) {
      problems.add(
          new Problem(
              mode.origin().place()
                  + " and "
                  + policy.origin().place()
                  + " exclude each other; set one of them",
              mode.origin().source() == Origin.Source.COMMAND_LINE));
    } else if (mode != null) {
      found.remove(SettingKey.POLICY);
    } else if (policy != null) {
      found.remove(SettingKey.APPROVE);
    }
    found.putAll(stronger);
  }

  private Reading reading() {
    Configuration configuration = configuration();
    return new Reading(configuration, problems, unknown);
  }

  private Configuration configuration() {
    DatabaseUrl database =
        value(SettingKey.DATABASE, DatabaseUrl::parse)
            .orElseGet(() -> new DatabaseUrl.Sqlite(folders.database()));
    shown.put(SettingKey.DATABASE, database.toString());
    Configuration.Model model = model();
    AgentProfiles agents = agents();
    Configuration.Approving approving = approving();
    Configuration.Running running = running();
    ServerSettings server = server();
    return new Configuration(
        new Configuration.Database(database, origin(SettingKey.DATABASE)),
        model,
        agents,
        approving,
        running,
        server,
        settings());
  }

  private Configuration.Model model() {
    var endpoint =
        new Endpoint(
            value(SettingKey.BASE_URL, url -> Endpoint.of(url, "unused").baseUrl()).orElse(OPENAI),
            value(SettingKey.MODEL_API_KEY, key -> keyed(key)),
            value(SettingKey.HEADERS, this::headers).orElse(Map.of()));
    shown.put(SettingKey.BASE_URL, endpoint.baseUrl());
    var timeouts =
        new Timeouts(
            seconds(SettingKey.CONNECT_TIMEOUT, Timeouts.DEFAULT.connect()),
            seconds(SettingKey.FIRST_BYTE_TIMEOUT, Timeouts.DEFAULT.firstByte()),
            seconds(SettingKey.IDLE_TIMEOUT, Timeouts.DEFAULT.idle()),
            seconds(SettingKey.CALL_TIMEOUT, Timeouts.DEFAULT.wholeCall()));
    return new Configuration.Model(
        endpoint,
        value(SettingKey.MODEL, ConfigurationReader::name),
        value(SettingKey.MAX_OUTPUT_TOKENS, ConfigurationReader::count),
        timeouts,
        value(SettingKey.PRICES, text -> PriceSetting.read(text, ConfigurationReader::micros))
            .orElse(PriceTable.NONE));
  }

  private static String name(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("it takes a name, not an empty text");
    }
    return text;
  }

  /** Refuses what no request can carry while there is still somebody to tell. */
  private static Secret keyed(String key) {
    return Endpoint.of(OPENAI, key).apiKey().orElseThrow();
  }

  private Map<String, Secret> headers(String text) {
    if (!(JsonText.read(text) instanceof JsonText.Valid(JsonObject object))) {
      throw new IllegalArgumentException("it is no mapping of header names to values");
    }
    Map<String, Secret> headers = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (name, value) -> {
              if (!(value instanceof JsonString held)) {
                throw new IllegalArgumentException("the header " + name + " has no text as value");
              }
              headers.put(name, new Secret(held.value()));
            });
    return new Endpoint(OPENAI, Optional.empty(), headers).headers();
  }

  private AgentProfiles agents() {
    AgentProfiles agents =
        value(SettingKey.AGENTS, text -> BuiltinAgents.enabled(names(text)))
            .orElseGet(BuiltinAgents::byDefault);
    shown.put(SettingKey.AGENTS, agents.names());
    return agents;
  }

  /** Names with commas between them, or a JSON array of names. */
  private static List<String> names(String text) {
    String list = text.replaceAll("[\\[\\]\"]", "");
    return Arrays.stream(list.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  private Configuration.Approving approving() {
    Configuration.Rules rules = rules();
    boolean enabled = value(SettingKey.APPROVALS_ENABLED, ConfigurationReader::truth).orElse(true);
    shown.put(SettingKey.APPROVALS_ENABLED, Boolean.toString(enabled));
    boolean dry = value(SettingKey.DRY_RUN, ConfigurationReader::truth).orElse(false);
    shown.put(SettingKey.DRY_RUN, Boolean.toString(dry));
    return new Configuration.Approving(
        rules,
        enabled,
        dry,
        value(SettingKey.APPROVALS, text -> constant(text, ApprovalHandling.values())));
  }

  private Configuration.Rules rules() {
    Optional<Configuration.Rules> own = value(SettingKey.POLICY, this::policy);
    ApprovalMode mode =
        value(SettingKey.APPROVE, text -> constant(text, ApprovalMode.values()))
            .orElse(ApprovalMode.READS);
    shown.put(SettingKey.APPROVE, found.containsKey(SettingKey.POLICY) ? "" : mode.id());
    return own.orElseGet(() -> Configuration.Rules.of(mode, origin(SettingKey.APPROVE)));
  }

  /** A file, or one of the policies to start from. */
  private Configuration.Rules policy(String text) {
    Origin origin = origin(SettingKey.POLICY);
    if (text.startsWith(SettingKey.PRESET)) {
      return Configuration.Rules.of(preset(text.substring(SettingKey.PRESET.length())), origin);
    }
    Path file = folders.path(text);
    return Configuration.Rules.of(file, PolicyFile.read(file), origin);
  }

  private static PolicyPreset preset(String name) {
    return PolicyPreset.named(name.strip())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no preset \""
                        + name.strip()
                        + "\"; there are "
                        + String.join(", ", PolicyPreset.ids())));
  }

  private Origin origin(SettingKey key) {
    return found.getOrDefault(key, NOWHERE).origin();
  }

  private Configuration.Running running() {
    TurnLimits fallback = TurnLimits.DEFAULT;
    var limits =
        new TurnLimits(
            atMost(SettingKey.MAX_MODEL_CALLS, fallback.modelCalls()),
            atMost(SettingKey.MAX_TOOL_CALLS, fallback.toolCalls()),
            atMost(SettingKey.MAX_EQUAL_CALLS, fallback.equalCalls()),
            atMost(SettingKey.MAX_AUTO_APPROVALS, fallback.autoApprovals()),
            atMost(SettingKey.MAX_CALLS_PER_REPLY, fallback.callsPerReply()),
            Duration.ofMinutes(
                atMost(SettingKey.MAX_RUNNING_MINUTES, (int) fallback.runningTime().toMinutes())),
            budget());
    return new Configuration.Running(
        limits,
        value(SettingKey.TIMEOUT, text -> Duration.ofSeconds(count(text))),
        new Configuration.Commands(
            Set.copyOf(
                value(SettingKey.PASS_ENVIRONMENT, ConfigurationReader::names).orElse(List.of())),
            sandbox()));
  }

  private ServerSettings server() {
    ServerSettings.Listening listening =
        new ServerSettings.Listening(
            value(SettingKey.SERVER_HOST, ConfigurationReader::name)
                .orElse(ServerSettings.DEFAULT_HOST),
            value(SettingKey.SERVER_PORT, ConfigurationReader::port)
                .orElse(ServerSettings.DEFAULT_PORT),
            value(SettingKey.SERVER_BEHIND_TLS, ConfigurationReader::truth).orElse(false));
    shown.put(SettingKey.SERVER_HOST, listening.host());
    shown.put(SettingKey.SERVER_PORT, Integer.toString(listening.port()));
    shown.put(SettingKey.SERVER_BEHIND_TLS, Boolean.toString(listening.behindTls()));
    HttpSettings.Bounds bounds = HttpSettings.Bounds.DEFAULT;
    var logging =
        new ServerSettings.LogSettings(
            value(SettingKey.LOG_FORMAT, text -> constant(text, ServerSettings.LogFormat.values()))
                .orElse(ServerSettings.LogFormat.TEXT),
            value(SettingKey.LOG_LEVEL, text -> constant(text, ServerSettings.LogLevel.values()))
                .orElse(ServerSettings.LogLevel.INFO));
    shown.put(SettingKey.LOG_FORMAT, logging.format().name().toLowerCase(Locale.ROOT));
    shown.put(SettingKey.LOG_LEVEL, logging.level().name().toLowerCase(Locale.ROOT));
    return new ServerSettings(
        listening,
        new HttpSettings.Guards(
            each(
                SettingKey.SERVER_HOSTS,
                HOST,
                "a name such as agents.example, without scheme and port"),
            each(
                SettingKey.SERVER_ORIGINS,
                ORIGIN,
                "an origin such as https://ide.example, without a path")),
        new ServerSettings.Shares(
            atMost(SettingKey.SERVER_MAX_STREAMS, bounds.streams()),
            atMost(SettingKey.SERVER_REQUESTS_PER_MINUTE, bounds.requestsPerMinute())),
        new ServerSettings.Storage(
            List.copyOf(paths(SettingKey.SERVER_WORKSPACE_ROOTS)),
            value(SettingKey.SERVER_CLOSE_IDLE, ConfigurationReader::age),
            value(SettingKey.SERVER_KEEP, ConfigurationReader::age)),
        value(SettingKey.SERVER_WEBHOOK_TARGETS, ConfigurationReader::webhooks)
            .orElse(new ServerSettings.Webhooks(Set.of())),
        value(SettingKey.API_KEY, ServerKey::of),
        logging);
  }

  private static ServerSettings.Webhooks webhooks(String text) {
    var webhooks = new ServerSettings.Webhooks(Set.copyOf(names(text)));
    webhooks.settings();
    return webhooks;
  }

  private static Duration age(String text) {
    return DurationText.parse(text.strip())
        .filter(time -> !time.isZero())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "it takes " + DurationText.FORMS + ", not \"" + text + "\""));
  }

  private static int port(String text) {
    if (!text.strip().matches("[0-9]{1,5}") || Integer.parseInt(text.strip()) > 65535) {
      throw new IllegalArgumentException("it takes a port from 0 to 65535, not \"" + text + "\"");
    }
    return Integer.parseInt(text.strip());
  }

  /** The items of a list, all of one form: what could never match is told instead of ignored. */
  private Set<String> each(SettingKey key, Pattern form, String wanted) {
    return Set.copyOf(value(key, text -> formed(text, form, wanted)).orElse(List.of()));
  }

  private static List<String> formed(String text, Pattern form, String wanted) {
    List<String> items = names(text);
    items.stream()
        .filter(item -> !form.matcher(item).matches())
        .findFirst()
        .ifPresent(
            item -> {
              throw new IllegalArgumentException("it takes " + wanted + ", not \"" + item + "\"");
            });
    return items;
  }

  private TurnBudget budget() {
    Optional<Integer> tokens = value(SettingKey.MAX_TOKENS, ConfigurationReader::count);
    Optional<Long> most = value(SettingKey.MAX_COST, ConfigurationReader::micros);
    return new TurnBudget(
        tokens.map(OptionalLong::of).orElse(OptionalLong.empty()),
        most.flatMap(cost -> price().flatMap(price -> cost(price, cost))));
  }

  private Optional<TurnBudget.CostLimit> cost(TurnBudget.Price price, long most) {
    return checked(SettingKey.MAX_COST, () -> new TurnBudget.CostLimit(price, most));
  }

  /** A ceiling of money needs to know what the model costs. */
  private Optional<TurnBudget.Price> price() {
    Optional<Long> prompt = value(SettingKey.MODEL_PRICE_PROMPT, ConfigurationReader::micros);
    Optional<Long> completion =
        value(SettingKey.MODEL_PRICE_COMPLETION, ConfigurationReader::micros);
    if (prompt.isPresent() && completion.isPresent()) {
      return checked(
          SettingKey.MODEL_PRICE_PROMPT,
          () -> new TurnBudget.Price(prompt.get(), completion.get()));
    }
    if (!found.containsKey(SettingKey.MODEL_PRICE_PROMPT)
        || !found.containsKey(SettingKey.MODEL_PRICE_COMPLETION)) {
      problems.add(
          origin(SettingKey.MAX_COST)
              .problem(
                  "what the model costs is not known; set model_price_prompt and"
                      + " model_price_completion, the price of a million tokens, in the same"
                      + " currency"));
    }
    return Optional.empty();
  }

  private <T> Optional<T> checked(SettingKey key, Supplier<T> made) {
    return value(key, text -> made.get());
  }

  /** An amount of money in millionths. */
  private static long micros(String text) {
    try {
      return new BigDecimal(text.strip()).movePointRight(6).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "it takes an amount such as 0.25, with at most 6 decimals, not \"" + text + "\"", e);
    }
  }

  private SandboxSettings sandbox() {
    SandboxSettings fallback = SandboxSettings.DEFAULT;
    Use use = value(SettingKey.SANDBOX, ConfigurationReader::sandboxUse).orElse(fallback.use());
    shown.put(SettingKey.SANDBOX, use.name().toLowerCase(Locale.ROOT));
    boolean network =
        value(SettingKey.SANDBOX_NETWORK, ConfigurationReader::truth).orElse(fallback.network());
    shown.put(SettingKey.SANDBOX_NETWORK, Boolean.toString(network));
    return new SandboxSettings(
        use, network, paths(SettingKey.SANDBOX_READABLE), paths(SettingKey.SANDBOX_WRITABLE));
  }

  /** A bare {@code off} in YAML is a boolean. */
  private static Use sandboxUse(String text) {
    return text.strip().equals("false") ? Use.OFF : constant(text, Use.values());
  }

  private Set<Path> paths(SettingKey key) {
    return value(key, text -> Set.copyOf(names(text).stream().map(folders::path).toList()))
        .orElse(Set.of());
  }

  private int atMost(SettingKey key, int fallback) {
    int value = value(key, ConfigurationReader::count).orElse(fallback);
    shown.put(key, Integer.toString(value));
    return value;
  }

  private Duration seconds(SettingKey key, Duration fallback) {
    Duration value = value(key, text -> Duration.ofSeconds(count(text))).orElse(fallback);
    shown.put(key, value.toSeconds() + " s");
    return value;
  }

  /** The value of a setting, if it is set and can be used; a problem is noted with its origin. */
  private <T> Optional<T> value(SettingKey key, Function<String, T> parse) {
    Found set = found.get(key);
    if (set == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(set.value()));
    } catch (IllegalArgumentException e) {
      problems.add(set.origin().problem(String.valueOf(e.getMessage())));
      unknown.add(key);
      return Optional.empty();
    }
  }

  private static int count(String text) {
    if (!text.strip().matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "it takes a whole number from 1 to 999999999, not \"" + text + "\"");
    }
    return Integer.parseInt(text.strip());
  }

  private static boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("it takes true or false, not \"" + text + "\"");
    };
  }

  private static <E extends Enum<E>> E constant(String text, E[] all) {
    return Arrays.stream(all)
        .filter(one -> one.name().equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "it takes one of "
                        + String.join(
                            ", ",
                            Arrays.stream(all)
                                .map(one -> one.name().toLowerCase(Locale.ROOT))
                                .toList())
                        + ", not \""
                        + text
                        + "\""
                        + NearestName.to(text, Arrays.stream(all).map(Enum::name).toList())
                            .map(near -> "; did you mean " + near.toLowerCase(Locale.ROOT) + "?")
                            .orElse("")));
  }

  private List<Setting> settings() {
    var settings = new ArrayList<Setting>();
    for (SettingKey key : SettingKey.values()) {
      Found set = found.getOrDefault(key, NOWHERE);
      settings.add(new Setting(key.id(), shown(key, set), set.origin().place()));
    }
    settings.addAll(environment.idle());
    return settings;
  }

  private String shown(SettingKey key, Found set) {
    if (unknown.contains(key) && !set.equals(NOWHERE)) {
      return UNUSABLE;
    }
    if (key.isSecret()) {
      return set.equals(NOWHERE) ? "" : "***";
    }
    return shown.getOrDefault(key, set.value());
  }
}
