package dev.agentruntime.arch;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.function.Function;

/**
 * One sentence about the architecture, the rule that checks it, and the proof that the rule can
 * fail.
 *
 * @param name the sentence
 * @param subject the part of the code it speaks of
 * @param rule makes the rule for a base package: the real one, or that of a fixture
 * @param fixture a small code base, laid out like the real one, that breaks the rule
 * @param offenders exactly the classes of the fixture that the rule has to report
 */
record Claim(
    String name,
    Subject subject,
    Function<String, ArchRule> rule,
    String fixture,
    Set<String> offenders) {

  /** Which class files a claim is checked on. */
  enum Subject {
    /** What the modules ship. */
    SHIPPED,
    /** The modules' own tests. */
    TESTS
  }

  @Override
  public String toString() {
    return name;
  }
}
