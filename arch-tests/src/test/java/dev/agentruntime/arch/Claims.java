package dev.agentruntime.arch;

import static dev.agentruntime.arch.Claim.Subject.SHIPPED;
import static dev.agentruntime.arch.Claim.Subject.TESTS;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything the build claims about the architecture. */
final class Claims {
  /**
   * Packages, below the base, that must have classes. A rule is silent where it finds nothing, so a
   * package enters this list as soon as it has its first class.
   */
  static final Set<String> POPULATED =
      Set.of(
          "domain.agent",
          "domain.approval",
          "domain.event",
          "domain.json",
          "domain.message",
          "domain.session",
          "domain.text",
          "domain.tool",
          "application",
          "application.access",
          "application.agent",
          "application.approval",
          "application.audit",
          "application.bus",
          "application.document",
          "application.event",
          "application.json",
          "application.memory",
          "application.metrics",
          "application.output",
          "application.port",
          "application.query",
          "application.script",
          "application.session",
          "application.tool",
          "application.turn",
          "testkit",
          "openai",
          "workspace",
          "otel",
          "micrometer",
          "webhook",
          "jdbi",
          "cli",
          "http",
          "bootstrap",
          "benchmarks");

  private Claims() {}

  /** The class among the fixtures that reaches for what its layer may not have. */
  private static String offender(Layer layer) {
    return switch (layer) {
      case DOMAIN -> "OpensFile";
      case APPLICATION -> "ReachesDatabase";
      case TESTKIT -> "ReachesCommands";
      case JDBI -> "ReachesModel";
      case OPENAI -> "ReachesFolder";
      case WORKSPACE -> "ReachesTerminal";
      case OTEL -> "ReachesScreen";
      case MICROMETER -> "ReachesTerminalToo";
      case WEBHOOK -> "ReachesTables";
      case CLI -> "ReachesRepository";
      case HTTP -> "ReachesStore";
      case BOOTSTRAP -> "ReachesFake";
      case EXAMPLES -> "ReachesProgram";
      case BENCHMARKS -> "ReachesEvents";
    };
  }

  static List<Claim> all() {
    List<Claim> claims = new ArrayList<>();
    for (Layer layer : Layer.values()) {
      claims.add(
          new Claim(
              layer.folder() + " depends only on what its list allows",
              SHIPPED,
              layer::whitelist,
              "layers",
              Set.of(offender(layer))));
    }
    claims.add(
        new Claim(
            "only the approval package makes an authorized call or a verdict",
            SHIPPED,
            Capabilities::only_the_approval_package_makes_them,
            "capability",
            Set.of("Forger", "ForgerByFactory", "ForgerByReference", "VerdictForger")));
    claims.add(
        new Claim(
            "only the mappers of the database restore approvals",
            SHIPPED,
            Capabilities::only_persistence_mappers_restore_them,
            "capability",
            Set.of("Restorer", "ApprovalForger", "ApprovalRepository")));
    claims.add(
        new Claim(
            "names say what a type does",
            SHIPPED,
            Names::names_say_what_a_type_does,
            "names",
            Set.of(
                "SessionImpl",
                "SessionManager",
                "SessionHelper",
                "SessionUtil",
                "SessionUtils",
                "SessionProcessor",
                "BaseSession",
                "ISession")));
    claims.add(
        new Claim(
            "a handler handles the command or query of its name",
            SHIPPED,
            Names::handlers_handle_one_command_or_query,
            "handlers",
            Set.of("EventHandler", "OrphanHandler")));
    claims.add(
        new Claim(
            "the domain reads no clock, chance or environment",
            SHIPPED,
            Purity::the_domain_is_pure,
            "purity",
            Set.of("Clocked", "Sleeping", "Random", "Stopwatch")));
    claims.add(
        new Claim(
            "the application gets time and ids from one place",
            SHIPPED,
            Purity::the_application_gets_time_and_ids_from_one_place,
            "purity",
            Set.of("ClockedHandlers")));
    claims.add(
        new Claim(
            "every package is null-marked",
            SHIPPED,
            Purity::every_package_is_null_marked,
            "unmarked",
            Set.of("Unmarked")));
    claims.add(
        new Claim(
            "nobody uses Java serialization",
            SHIPPED,
            Purity::nobody_uses_java_serialization,
            "unsafe",
            Set.of("ReadsObjects")));
    claims.add(
        new Claim(
            "nobody lets the input choose a class",
            SHIPPED,
            Purity::nobody_lets_input_choose_a_class,
            "unsafe",
            Set.of("TypedByInput")));
    claims.add(
        new Claim(
            "nobody injects fields",
            SHIPPED,
            Purity::nobody_injects_fields,
            "unsafe",
            Set.of("Injected")));
    claims.add(
        new Claim(
            "one class has the names of generative AI",
            SHIPPED,
            Constants::one_class_has_the_names_of_generative_ai,
            "genai",
            Set.of("NamesOnTheSide", "PutsTogether")));
    claims.add(
        new Claim(
            "tests are found by the build",
            TESTS,
            Names::tests_are_found_by_the_build,
            "tests",
            Set.of("Misnamed", "InheritsAndMisnamed")));
    claims.add(
        new Claim(
            "shipped code has no test that the build would skip",
            SHIPPED,
            Names::tests_are_found_by_the_build,
            "tests",
            Set.of("Misnamed", "InheritsAndMisnamed")));
    claims.add(
        new Claim(
            "test classes are package-private",
            TESTS,
            Names::tests_are_package_private,
            "tests",
            Set.of("PublicTest")));
    return List.copyOf(claims);
  }
}
