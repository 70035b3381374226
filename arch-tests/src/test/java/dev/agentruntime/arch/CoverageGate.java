package dev.agentruntime.arch;

import dev.agentruntime.arch.Coverage.Share;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IBundleCoverage;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.analysis.IPackageCoverage;
import org.jacoco.core.tools.ExecFileLoader;
import org.jacoco.report.DirectorySourceFileLocator;
import org.jacoco.report.FileMultiReportOutput;
import org.jacoco.report.IReportGroupVisitor;
import org.jacoco.report.IReportVisitor;
import org.jacoco.report.MultiReportVisitor;
import org.jacoco.report.csv.CSVFormatter;
import org.jacoco.report.html.HTMLFormatter;

/**
 * Adds up what the tests of every module reached, writes the report, and fails when the core is
 * below the bar. JaCoCo's Maven plugin checks each module alone, but most of the core is tested
 * from the modules around it.
 */
final class CoverageGate {
  private static final Set<Layer> CORE = Set.of(Layer.DOMAIN, Layer.APPLICATION);
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private final Path root;
  private final ExecFileLoader executed = new ExecFileLoader();

  private CoverageGate(Path root) {
    this.root = root;
  }

  /**
   * Arguments: folder of all modules, folder for the report, least share of the core's lines, and
   * packages and types that need every branch, separated by commas.
   */
  public static void main(String[] args) throws IOException {
    CoverageGate gate = new CoverageGate(Path.of(args[0]));
    Path report = Path.of(args[1]);
    double lineRatio = Double.parseDouble(args[2]);
    Set<String> packages =
        COMMA
            .splitAsStream(args.length > 3 ? args[3].strip() : "")
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());

    gate.load();
    Map<Layer, IBundleCoverage> modules = gate.analyze();
    gate.report(modules, report);
    Coverage coverage = core(modules);
    System.out.println("Coverage of the core, lines: " + coverage.lines());
    System.out.println("Coverage report: " + report.resolve("index.html"));
    List<String> shortfalls = coverage.shortfalls(lineRatio, packages);
    shortfalls.forEach(shortfall -> System.out.println("Coverage too low: " + shortfall));
    if (!shortfalls.isEmpty()) {
      System.exit(1);
    }
  }

  private void load() throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.toList()) {
        File file = folder.resolve("target/jacoco.exec").toFile();
        if (file.exists()) {
          executed.load(file);
        }
      }
    }
  }

  private Map<Layer, IBundleCoverage> analyze() throws IOException {
    Map<Layer, IBundleCoverage> modules = new LinkedHashMap<>();
    for (Layer layer : Layer.values()) {
      CoverageBuilder builder = new CoverageBuilder();
      new Analyzer(executed.getExecutionDataStore(), builder)
          .analyzeAll(root.resolve(layer.folder()).resolve("target/classes").toFile());
      IBundleCoverage bundle = builder.getBundle(layer.folder());
      modules.put(layer, bundle);
      builder
          .getNoMatchClasses()
          .forEach(
              type ->
                  System.out.println(
                      "Coverage of " + type.getName() + " is of another build: mvn clean verify"));
    }
    return modules;
  }

  private static Coverage core(Map<Layer, IBundleCoverage> modules) {
    long covered = 0;
    long total = 0;
    Map<String, Share> branches = new TreeMap<>();
    for (Layer layer : CORE) {
      IBundleCoverage module = modules.get(layer);
      covered += module.getLineCounter().getCoveredCount();
      total += module.getLineCounter().getTotalCount();
    }
    modules.values().forEach(module -> addBranches(module, branches));
    return new Coverage(new Share(covered, total), branches);
  }

  /** Of packages and of single types, so that an adapter can be held to its most delicate part. */
  private static void addBranches(IBundleCoverage module, Map<String, Share> branches) {
    for (IPackageCoverage part : module.getPackages()) {
      branches.put(part.getName().replace('/', '.'), share(part.getBranchCounter()));
      for (IClassCoverage type : part.getClasses()) {
        branches.put(type.getName().replace('/', '.'), share(type.getBranchCounter()));
      }
    }
  }

  private static Share share(ICounter counter) {
    return new Share(counter.getCoveredCount(), counter.getTotalCount());
  }

  private void report(Map<Layer, IBundleCoverage> modules, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<IReportVisitor> formats = new ArrayList<>();
    formats.add(new HTMLFormatter().createVisitor(new FileMultiReportOutput(folder.toFile())));
    formats.add(
        new CSVFormatter().createVisitor(Files.newOutputStream(folder.resolve("coverage.csv"))));
    IReportVisitor visitor = new MultiReportVisitor(formats);
    visitor.visitInfo(
        executed.getSessionInfoStore().getInfos(), executed.getExecutionDataStore().getContents());
    IReportGroupVisitor group = visitor.visitGroup("Agent Runtime");
    for (Map.Entry<Layer, IBundleCoverage> module : modules.entrySet()) {
      File sources = root.resolve(module.getKey().folder()).resolve("src/main/java").toFile();
      group.visitBundle(module.getValue(), new DirectorySourceFileLocator(sources, "UTF-8", 2));
    }
    visitor.visitEnd();
  }
}
