package dev.agentruntime.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  static final List<String> POPULATED = List.copyOf(Claims.POPULATED);

  static Stream<Claim> claims() {
    return Claims.all().stream();
  }

  @ParameterizedTest
  @MethodSource("claims")
  void a_claim_holds(Claim claim) {
    claim.rule().apply(Code.BASE).allowEmptyShould(true).check(Code.of(claim.subject()));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void a_claim_can_fail_and_names_just_the_offenders(Claim claim) {
    JavaClasses fixture = Code.fixture(claim.fixture());
    List<String> reported =
        claim
            .rule()
            .apply(Code.FIXTURES + "." + claim.fixture())
            .evaluate(fixture)
            .getFailureReport()
            .getDetails();

    assertThat(namedIn(reported, fixture)).containsExactlyInAnyOrderElementsOf(claim.offenders());
  }

  @ParameterizedTest
  @EnumSource
  void a_module_keeps_to_its_package(Layer layer) {
    assertThat(straysIn(Code.shippedBy(layer), layer.packageUnder(Code.BASE))).isEmpty();
  }

  @Test
  void a_class_outside_its_package_is_noticed() {
    assertThat(straysIn(Code.fixture("layers"), Code.FIXTURES + ".layers.domain"))
        .contains(Code.FIXTURES + ".layers.jdbi.ReachesModel");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @FieldSource("POPULATED")
  void a_package_that_rules_speak_of_has_classes(String populated) {
    assertThat(Code.of(Claim.Subject.SHIPPED))
        .filteredOn(type -> !type.getSimpleName().equals("package-info"))
        .extracting(JavaClass::getPackageName)
        .contains(Code.BASE + "." + populated);
  }

  @Test
  void the_guarded_types_exist_once_approvals_do() {
    if (Claims.POPULATED.contains(Capabilities.HOME)) {
      assertThat(Code.of(Claim.Subject.SHIPPED))
          .extracting(JavaClass::getName)
          .containsAll(
              Stream.concat(Capabilities.GUARDED.stream(), Stream.of(Capabilities.APPROVAL))
                  .map(name -> Code.BASE + "." + Capabilities.HOME + "." + name)
                  .toList());
    }
  }

  @Test
  void the_class_with_the_names_of_generative_ai_has_some() {
    assertThat(
            Constants.namesGenerativeAi(Code.shippedBy(Layer.OTEL).get(Constants.home(Code.BASE))))
        .isTrue();
  }

  /** A violation begins with what it happened in: a class, or a member of one. */
  private static List<String> namedIn(List<String> violations, JavaClasses classes) {
    List<String> names = new ArrayList<>();
    for (JavaClass type : classes) {
      if (violations.stream().anyMatch(line -> startsWith(line, type))) {
        names.add(type.getSimpleName());
      }
    }
    return names;
  }

  private static boolean startsWith(String violation, JavaClass type) {
    return violation.matches(
        "(\\w+ )?<?" + java.util.regex.Pattern.quote(type.getName()) + "[>. ].*");
  }

  private static List<String> straysIn(JavaClasses classes, String home) {
    return classes.stream()
        .filter(type -> !type.getSimpleName().equals("module-info"))
        .filter(type -> !(type.getPackageName() + ".").startsWith(home + "."))
        .map(JavaClass::getName)
        .toList();
  }
}
