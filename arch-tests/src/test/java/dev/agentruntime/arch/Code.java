package dev.agentruntime.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The compiled modules beside this one, and the fixtures within it. */
final class Code {
  /** The package that all modules lie in. */
  static final String BASE = "dev.agentruntime";

  static final String FIXTURES = BASE + ".arch.fixtures";

  /** The folder that holds all modules. */
  static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

  /** Where this module was built to, and so the others: the fast profile has its own place. */
  private static final Path TARGET = ownTestClasses().getParent();

  private Code() {}

  static JavaClasses of(Claim.Subject subject) {
    return switch (subject) {
      case SHIPPED -> Lazy.SHIPPED;
      case TESTS -> Lazy.TESTS;
    };
  }

  static JavaClasses shippedBy(Layer layer) {
    return new ClassFileImporter().importPath(classesOf(layer.folder()));
  }

  static JavaClasses fixture(String name) {
    Path folder = testsOf("arch-tests").resolve(FIXTURES.replace('.', '/')).resolve(name);
    return new ClassFileImporter().importPath(folder);
  }

  private static Path classesOf(String folder) {
    return builtIn(folder).resolve("classes");
  }

  private static Path testsOf(String folder) {
    return builtIn(folder).resolve("test-classes");
  }

  private static Path builtIn(String folder) {
    return ROOT.resolve(folder).resolve(ROOT.resolve("arch-tests").relativize(TARGET));
  }

  private static Path ownTestClasses() {
    try {
      return Path.of(Code.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JavaClasses shipped() {
    return new ClassFileImporter()
        .importPaths(Layer.folders().stream().map(Code::classesOf).toList());
  }

  private static JavaClasses tests() {
    List<Path> folders =
        Stream.concat(Layer.folders().stream(), Stream.of("arch-tests"))
            .map(Code::testsOf)
            .filter(Files::exists)
            .toList();
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains("/arch/fixtures/"))
        .importPaths(folders);
  }

  private static final class Lazy {
    static final JavaClasses SHIPPED = shipped();
    static final JavaClasses TESTS = tests();
  }
}
