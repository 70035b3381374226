import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes, named A,B, of a folder and prints the tests that fail. */
final class Tests implements TestExecutionListener {

  private final Set<String> failed = new TreeSet<>();
  private int run;

  public static void main(String[] args) {
    var tests = new Tests();
    LauncherFactory.create()
        .execute(
            request()
                .selectors(selectClasspathRoots(Set.of(Path.of(args[0]))))
                .filters(
                    ClassNameFilter.includeClassNamePatterns(
                        ".*\\.(" + args[1].replace(',', '|') + ")"))
                .build(),
            tests);
    tests.failed.forEach(test -> System.out.println("  " + test));
    System.out.println("Tests run: " + tests.run + ", failed: " + tests.failed.size());
    // Threads of servers may be left.
    System.exit(0);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    run += test.isTest() ? 1 : 0;
    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
      failed.add(name(test));
      result.getThrowable().ifPresent(why -> System.err.println(name(test) + ": " + why));
    }
  }

  private static String name(TestIdentifier test) {
    return switch (test.getSource().orElse(null)) {
      case MethodSource method -> simple(method.getClassName()) + "." + method.getMethodName();
      case ClassSource type -> simple(type.getClassName());
      case null, default -> test.getDisplayName();
    };
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }
}
