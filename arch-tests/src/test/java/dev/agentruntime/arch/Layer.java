package dev.agentruntime.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A module, the package it owns and everything it may depend on. What is not listed is forbidden,
 * so adapters cannot see each other and a new library has to be let in by name.
 */
enum Layer {
  DOMAIN("core-domain", "domain", List.of(), List.of()),
  APPLICATION(
      "core-application",
      "application",
      List.of("domain"),
      List.of(
          "java.io",
          "java.net",
          "java.nio..",
          "javax.crypto..",
          "com.fasterxml.jackson..",
          "com.networknt..",
          "com.google.re2j..",
          "org.yaml.snakeyaml..",
          "org.slf4j..")),
  TESTKIT(
      "core-testkit",
      "testkit",
      List.of("domain", "application"),
      List.of(
          "java.io",
          "java.net",
          "java.nio..",
          "javax.crypto..",
          "org.junit.jupiter..",
          "org.assertj..",
          "org.opentest4j..")),
  JDBI(
      "adapter-jdbi",
      "jdbi",
      List.of("domain", "application"),
      List.of(
          "java.io",
          "java.net",
          "java.nio..",
          "javax.net.ssl",
          "java.sql..",
          "javax.sql..",
          "org.jdbi..",
          "com.zaxxer.hikari..",
          "org.postgresql..",
          "org.sqlite..",
          "org.flywaydb..",
          "org.slf4j..")),
  OPENAI(
      "adapter-llm-openai",
      "openai",
      List.of("domain", "application"),
      List.of(
          "java.io",
          "java.net",
          "javax.net.ssl",
          "com.openai..",
          "com.fasterxml.jackson..",
          "okhttp3..",
          "kotlin..",
          "dev.failsafe..",
          "org.slf4j..")),
  WORKSPACE(
      "adapter-workspace",
      "workspace",
      List.of("domain", "application"),
      List.of(
          "java.io",
          "java.nio..",
          "com.github.difflib..",
          "com.google.re2j..",
          "org.eclipse.jgit..",
          "org.slf4j..")),
  OTEL(
      "adapter-otel",
      "otel",
      List.of("domain", "application"),
      List.of("io.opentelemetry.api..", "io.opentelemetry.context..")),
  MICROMETER(
      "adapter-micrometer",
      "micrometer",
      List.of("domain", "application"),
      List.of("io.micrometer..", "io.prometheus..")),
  WEBHOOK(
      "adapter-webhook",
      "webhook",
      List.of("domain", "application"),
      List.of("java.io", "java.net", "okhttp3..", "okio..", "kotlin..")),
  CLI(
      "adapter-cli",
      "cli",
      List.of("domain", "application"),
      List.of("java.io", "java.net", "java.nio..", "picocli..", "org.jline..")),
  HTTP(
      "adapter-http-javalin",
      "http",
      List.of("domain", "application"),
      List.of(
          "java.io",
          "java.net",
          "java.nio..",
          "javax.crypto..",
          "io.javalin..",
          "jakarta.servlet..",
          "kotlin..",
          "org.eclipse.jetty..",
          "org.slf4j..")),
  BOOTSTRAP(
      "app-bootstrap",
      "bootstrap",
      List.of(
          "domain",
          "application",
          "jdbi",
          "openai",
          "workspace",
          "otel",
          "micrometer",
          "webhook",
          "cli",
          "http"),
      List.of(
          "java.io",
          "java.net",
          "java.nio..",
          "javax.net.ssl",
          "java.sql..",
          "javax.sql..",
          "com.fasterxml.jackson..",
          "ch.qos.logback..",
          "io.opentelemetry..",
          "org.slf4j..")),
  EXAMPLES(
      "examples",
      "examples",
      List.of("domain", "application"),
      List.of("java.io", "java.nio.file..", "java.nio.charset..")),
  BENCHMARKS(
      "benchmarks",
      "benchmarks",
      List.of("domain", "application", "jdbi"),
      List.of(
          "java.io",
          "java.net..",
          "java.nio..",
          "java.sql..",
          "com.google.common.eventbus..",
          "io.javalin..",
          "jakarta.servlet..",
          "kotlin..",
          "io.zonky.test..",
          "org.openjdk.jmh.."));

  /** What every module may use, the domain included: the parts of the JDK without side doors. */
  private static final List<String> EVERYWHERE =
      List.of(
          "java.lang..",
          "java.util..",
          "java.time..",
          "java.math",
          "java.nio.charset..",
          "java.security..",
          "java.text..",
          "org.jspecify.annotations..");

  private final String folder;
  private final String subpackage;
  private final List<String> layers;
  private final List<String> libraries;

  Layer(String folder, String subpackage, List<String> layers, List<String> libraries) {
    this.folder = folder;
    this.subpackage = subpackage;
    this.layers = layers;
    this.libraries = libraries;
  }

  static List<String> folders() {
    return Arrays.stream(values()).map(Layer::folder).toList();
  }

  /** The module's folder, next to this module's. */
  String folder() {
    return folder;
  }

  /** The package that only this module has classes in. */
  String packageUnder(String base) {
    return base + "." + subpackage;
  }

  String packagesUnder(String base) {
    return packageUnder(base) + "..";
  }

  ArchRule whitelist(String base) {
    List<String> allowed = new ArrayList<>(EVERYWHERE);
    allowed.addAll(libraries);
    allowed.add(packagesUnder(base));
    layers.forEach(layer -> allowed.add(base + "." + layer + ".."));
    return classes()
        .that()
        .resideInAPackage(packagesUnder(base))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new));
  }
}
