package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.TurnLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** What the commands need of the program around them; the composition root implements it. */
public interface RuntimeFactory {

  /**
   * Reads the configuration. Nothing is opened yet.
   *
   * @param flags what the command line sets; stronger than everything else
   * @throws InvalidConfigurationException with every problem
   */
  Prepared prepare(List<Flag> flags);

  /**
   * Reads the configuration for who looks at it. Nothing of it is used, so what is wrong with it is
   * told beside the rest.
   *
   * @param flags as for {@link #prepare}
   */
  Inspection inspect(List<Flag> flags);

  /** The user's configuration file, as there should be one. Nothing is written. */
  UserConfiguration userConfiguration();

  /**
   * A configuration file to begin with.
   *
   * @param file where it belongs
   * @param text its content; as it is, it sets nothing
   */
  record UserConfiguration(Path file, String text) {}

  /**
   * A setting from the command line.
   *
   * @param setting its name in the configuration
   * @param flag what the user wrote, for messages
   */
  record Flag(String setting, String value, String flag) {}

  /** A configuration that was read and found in order. */
  interface Prepared {

    /** What holds for runs. */
    RunSettings run();

    /**
     * The model that new sessions use.
     *
     * @throws InvalidConfigurationException if none is named
     */
    ModelChoice.Live liveModel();

    /**
     * A connection to a model. Nothing is sent yet.
     *
     * @throws InvalidConfigurationException if it cannot be asked without something that is missing
     */
    ChatModel model(ModelChoice.Live choice);

    /**
     * Opens the store and starts a runtime on it.
     *
     * @throws dev.agentruntime.application.port.PersistenceException if the store cannot be used
     * @throws InvalidConfigurationException if a database that is named is not there, and the
     *     opening makes none
     */
    AgentRuntime open(Opening opening);

    /** The agents that are enabled. */
    AgentProfiles agents();

    /**
     * Does something to the keys of the store.
     *
     * @param makes whether a database that is not there is made, as for an {@link Opening}
     */
    int keys(boolean makes, ToIntFunction<ApiKeys> work);

    /**
     * Does something to the webhooks of the store. Nothing is sent.
     *
     * @param makes whether a database that is not there is made, as for an {@link Opening}
     */
    int webhooks(boolean makes, ToIntFunction<Webhooks> work);

    /**
     * Does something to the database as a whole.
     *
     * @param there whether it has to be there, with tables of the runtime in it
     * @throws InvalidConfigurationException if it has to, and is not
     */
    int database(boolean there, ToIntFunction<Maintenance> work);

    /**
     * Reads all of the database and checks it: its pages and references, its log, and that the rows
     * are what the log tells.
     *
     * @throws InvalidConfigurationException if there is none
     */
    List<Check> verifyDatabase();

    /**
     * Opens the store and serves it over HTTP.
     *
     * @param model answers in every session that is run here
     * @param choice the same, as sessions on folders of this machine name it
     * @throws dev.agentruntime.application.port.PersistenceException if the store cannot be used
     * @throws InvalidConfigurationException if it would listen where it must not, or cannot
     */
    Serving serve(ChatModel model, ModelChoice choice);
  }

  /** A server that runs. */
  interface Serving extends AutoCloseable {

    /** Where it listens. */
    URI address();

    /** What whoever started it has to know, such as where its key is. */
    List<String> notices();

    /** The form in which it tells something to whoever started it: that of its log. */
    String line(String text);

    /** Tells readers, parks turns, gives leases back; within ten seconds. */
    @Override
    void close();
  }

  /** A configuration as it was found, in order or not. */
  interface Inspection {

    /** Every setting with its origin, in a fixed order; what cannot be used says so. */
    List<Setting> settings();

    /** What is wrong, each with its place; empty where runs can use it. */
    List<InvalidConfigurationException.Problem> problems();

    /**
     * Looks whether everything that is needed works. What is wrong with the configuration is among
     * it; the rest is looked at as far as it is known what to look at. Changes nothing.
     */
    List<Check> examine(Path workspace);
  }

  /**
   * What holds for runs.
   *
   * @param baseUrl where live models are asked, without credentials
   * @param policy of new sessions
   * @param approvals what happens with undecided approvals, if it is set
   * @param timeout for a whole run
   */
  record RunSettings(
      String baseUrl,
      SessionPolicy policy,
      Optional<ApprovalHandling> approvals,
      TurnLimits limits,
      Optional<Duration> timeout) {}

  /**
   * The policy that new sessions get.
   *
   * @param name what to call it: a mode, or that it is another one
   * @param document its JSON form
   * @param origin where it is set, for people
   * @param chosen whether somebody said so; else a policy that the owner stored holds in its place
   */
  record SessionPolicy(String name, JsonObject document, String origin, boolean chosen) {}

  /**
   * How a runtime is to be opened.
   *
   * @param mayRun the sessions whose turns it runs
   * @param environment variables that commands see beside or instead of those of this process
   * @param makes whether a database that is not there is made. Else nothing is: one that is named
   *     has to be there, and where nobody named one there are no sessions yet
   */
  record Opening(
      ChatModel model, Predicate<Session> mayRun, Map<String, String> environment, boolean makes) {
    public Opening {
      environment = Map.copyOf(environment);
    }
  }

  /**
   * A setting as it holds.
   *
   * @param value for people; secrets are masked
   * @param origin where it was set
   */
  record Setting(String name, String value, String origin) {}

  /**
   * Something that was looked at.
   *
   * @param advice what to do; empty where there is nothing to do
   */
  record Check(String name, Level level, String finding, String advice) {

    /** Something that works. */
    public static Check ok(String name, String finding) {
      return new Check(name, Level.OK, finding, "");
    }

    /** How it stands. */
    public enum Level {
      /** It works. */
      OK,
      /** It works, with something missing. */
      WARNING,
      /** It does not work. */
      FAILED
    }
  }
}
