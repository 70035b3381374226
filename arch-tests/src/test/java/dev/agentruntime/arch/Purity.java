package dev.agentruntime.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static dev.agentruntime.arch.Conditions.satisfy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;

/** What code must not reach for: the clock, chance and the environment, and unsafe conveniences. */
final class Purity {
  /** The classes of the application that may read the clock or make an id, by simple name. */
  static final Set<String> SOURCES_OF_TIME_AND_IDS = Set.of("SystemClock", "UuidV7");

  private static final String CONSTRUCTOR = "<init>";

  private static final Map<String, Set<String>> IMPURE =
      Map.of(
          "java.lang.System", Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty"),
          "java.lang.Thread", Set.of("sleep"),
          "java.lang.Math", Set.of("random"),
          "java.util.UUID", Set.of("randomUUID"),
          "java.util.Random", Set.of(CONSTRUCTOR),
          "java.util.concurrent.ThreadLocalRandom", Set.of("current"),
          "java.util.concurrent.TimeUnit", Set.of("sleep"),
          "java.security.SecureRandom", Set.of(CONSTRUCTOR, "getInstanceStrong"),
          "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system"));

  /** Beyond the domain a stopwatch and the properties of this JVM are harmless. */
  private static final Set<String> DOMAIN_ONLY = Set.of("nanoTime", "getProperty");

  private static final Set<String> INJECTIONS = Set.of("Inject", "Autowired", "Resource");

  private Purity() {}

  static ArchRule the_domain_is_pure(String base) {
    return noClasses()
        .that()
        .resideInAPackage(Layer.DOMAIN.packagesUnder(base))
        .should()
        .accessTargetWhere(describe("reads clock, chance or environment", Purity::isImpure));
  }

  static ArchRule the_application_gets_time_and_ids_from_one_place(String base) {
    return noClasses()
        .that()
        .resideInAPackage(Layer.APPLICATION.packagesUnder(base))
        .and(
            describe(
                "are not " + SOURCES_OF_TIME_AND_IDS,
                type -> !SOURCES_OF_TIME_AND_IDS.contains(type.getSimpleName())))
        .should()
        .accessTargetWhere(
            describe(
                "reads clock, chance or environment",
                access -> isImpure(access) && !DOMAIN_ONLY.contains(access.getTarget().getName())));
  }

  static ArchRule every_package_is_null_marked(String base) {
    return classes()
        .that()
        .resideInAPackage(base + "..")
        .should(
            satisfy(
                "lie in a package whose package-info is @NullMarked",
                type ->
                    type.getPackage()
                        .tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                        .isPresent()));
  }

  static ArchRule nobody_uses_java_serialization(String base) {
    return noClasses()
        .that()
        .resideInAPackage(base + "..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.Object(Input|Output)Stream");
  }

  static ArchRule nobody_lets_input_choose_a_class(String base) {
    return noClasses()
        .that()
        .resideInAPackage(base + "..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("com.fasterxml.jackson.annotation.JsonTypeInfo");
  }

  static ArchRule nobody_injects_fields(String base) {
    return noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage(base + "..")
        .should()
        .beAnnotatedWith(INJECTED)
        .because("wiring by hand shows what depends on what");
  }

  private static final DescribedPredicate<JavaAnnotation<?>> INJECTED =
      describe("an injection", mark -> INJECTIONS.contains(mark.getRawType().getSimpleName()));

  private static boolean isImpure(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    String owner = target.getOwner().getName();
    return IMPURE.getOrDefault(owner, Set.of()).contains(target.getName())
        || (owner.startsWith("java.time.") && target.getName().equals("now"));
  }
}
