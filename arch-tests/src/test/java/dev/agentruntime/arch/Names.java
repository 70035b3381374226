package dev.agentruntime.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static dev.agentruntime.arch.Conditions.satisfy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

/** How types are named. */
final class Names {
  /** Names that say what a type is in the abstract and not what it does. */
  private static final Pattern EMPTY =
      Pattern.compile(".*(Impl|Manager|Helper|Utils?|Processor)|Base[A-Z].*|I[A-Z][a-z].*");

  private static final String HANDLER = "Handler";

  /** JUnit marks every annotation that makes a method a test with this one. */
  private static final String TESTABLE = "org.junit.platform.commons.annotation.Testable";

  private Names() {}

  static ArchRule names_say_what_a_type_does(String base) {
    return classes()
        .that()
        .resideInAPackage(base + "..")
        .should(satisfy("have a name that says what it does", Names::saysWhatItDoes));
  }

  static ArchRule handlers_handle_one_command_or_query(String base) {
    String application = Layer.APPLICATION.packageUnder(base);
    return classes()
        .that()
        .haveSimpleNameEndingWith(HANDLER)
        .should(
            satisfy(
                "handle the command or query of its name in the application",
                type -> type.getPackageName().startsWith(application) && takesItsCommand(type)));
  }

  static ArchRule tests_are_found_by_the_build(String base) {
    return classes()
        .that()
        .resideInAPackage(base + "..")
        .and(runnableTests())
        .should(
            satisfy(
                "have a name ending in Test, without which the build skips it, or in Check, which a"
                    + " script in checks/ runs",
                type ->
                    type.getSimpleName().endsWith("Test")
                        || type.getSimpleName().endsWith("Check")));
  }

  static ArchRule tests_are_package_private(String base) {
    return classes()
        .that()
        .resideInAPackage(base + "..")
        .and(runnableTests())
        .should()
        .bePackagePrivate();
  }

  private static boolean saysWhatItDoes(JavaClass type) {
    return type.isAnonymousClass() || !EMPTY.matcher(type.getSimpleName()).matches();
  }

  private static boolean takesItsCommand(JavaClass handler) {
    String name = handler.getSimpleName();
    String command = name.substring(0, name.length() - HANDLER.length());
    return handler.getMethods().stream()
        .flatMap(method -> method.getRawParameterTypes().stream())
        .anyMatch(parameter -> parameter.getSimpleName().equals(command));
  }

  /** Concrete classes with tests, their own or inherited; inner ones run with their outer class. */
  private static DescribedPredicate<JavaClass> runnableTests() {
    return DescribedPredicate.describe(
        "are concrete and have tests",
        type ->
            type.isTopLevelClass()
                && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && type.getAllMethods().stream()
                    .anyMatch(method -> method.isMetaAnnotatedWith(TESTABLE)));
  }
}
